"""The questions that clients ask at the end of a campaign: which of them its report answers, and what would answer the others."""
