"""What `make bench` runs: each prints a ratio against what a user would run instead, in one run."""
