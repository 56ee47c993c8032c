"""What to boost, what boosting has cost, and why."""
