"""Step 2: who is worth paying, within budget, and why."""
