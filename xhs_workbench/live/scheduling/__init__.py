"""Who posts when, what is late, and which dates conflict."""
