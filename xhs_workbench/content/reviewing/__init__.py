"""Drafts checked against the brief and the rules: remarks, rounds, and the reviewer's view."""
