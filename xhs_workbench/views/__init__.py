"""Answers in, things to look at out: charts, tables, controls, wording, one palette."""
