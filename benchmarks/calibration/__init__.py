"""How far the workbench's statements can be trusted: every kind of sentence against worlds whose truth is known."""
