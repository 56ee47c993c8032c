"""Step 4: what needs an answer, a reminder or money today."""
