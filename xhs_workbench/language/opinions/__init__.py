"""Praise, blame and neutral: reading, calibration, learning, and shares whose intervals include misreading."""
