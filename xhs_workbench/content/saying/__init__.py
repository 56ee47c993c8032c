"""What the content page states: drafts to decide first, then the plan, in the client's words."""
