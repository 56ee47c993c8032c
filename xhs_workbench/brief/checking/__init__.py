"""Whether the brief is complete, can be met, and leaves the creator a voice."""
