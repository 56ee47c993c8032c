"""Step 3: whether formats, hashtags and drafts serve the brief."""
