"""What earlier campaigns taught: creators' record and own benchmarks."""
