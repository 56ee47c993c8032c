"""Drafts held against the brief and the rules: remarks, rounds, and what the reviewer reads."""
