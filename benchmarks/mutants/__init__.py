"""Mutation run: small faults are put into the arithmetic, one at a time, and the tests have to notice each of them."""
