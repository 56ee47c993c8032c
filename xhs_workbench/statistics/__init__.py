"""Statistics without knowledge of campaigns: intervals, shrinkage, robust fits, multiple testing."""
