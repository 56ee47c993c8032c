"""Pictures of the story: small drawings made in Python as SVG, once for a desk and once for a phone; nothing to load, nothing that moves."""
