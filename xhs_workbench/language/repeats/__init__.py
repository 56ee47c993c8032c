"""The same text said again: near-copies and who wrote them."""
