"""One definition per number (口径): numerator, denominator, window, scope; intervals; peers."""
