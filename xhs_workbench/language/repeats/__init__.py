"""Repeated texts: near-copies and who wrote them."""
