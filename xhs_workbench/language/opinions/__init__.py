"""Praise, blame and neither: read, calibrated, learned from labels, counted with the misreading in the interval."""
