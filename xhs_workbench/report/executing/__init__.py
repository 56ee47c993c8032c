"""Execution of notebooks: kernels, the processes they come from, and the workers of a batch."""
