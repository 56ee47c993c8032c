"""What came of what was planned: notes, costs, shops, by named definitions."""
