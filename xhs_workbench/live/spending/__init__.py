"""What to boost, what boosting has cost, and the reasons."""
