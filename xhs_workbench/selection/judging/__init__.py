"""Creators compared with the brief: audience, language, covers, gates, and a score with its parts."""
