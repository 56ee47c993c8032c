"""Step 1: what we ask of creators, whether it is complete, and the document they receive."""
