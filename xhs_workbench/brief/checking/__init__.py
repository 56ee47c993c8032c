"""Whether the brief is complete, achievable, and leaves the creator a voice."""
