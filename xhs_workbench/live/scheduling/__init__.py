"""Who posts when, what is late, and what runs into what."""
