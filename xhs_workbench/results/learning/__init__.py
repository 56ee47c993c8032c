"""What worked, and what to do next time."""
