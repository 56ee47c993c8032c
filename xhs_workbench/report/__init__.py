"""Parameters in, one executed notebook, one HTML page out."""
