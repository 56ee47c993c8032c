"""What the page of results states: its first screen, and a finding a chapter, in the client's words."""
