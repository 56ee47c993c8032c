"""Statistics that know nothing of campaigns: intervals, shrinkage, robust fits, chances corrected for many looks."""
