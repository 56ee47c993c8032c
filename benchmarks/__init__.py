"""The benchmarks of `make bench`: each prints its ratio to what a user would otherwise run, measured in one run."""
