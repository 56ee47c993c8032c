"""What was delivered of the plan: notes, costs, shops, by named definitions."""
