"""What the page of a day states: its first screen, a finding a chapter, and cards, in the client's words."""
