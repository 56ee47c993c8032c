"""How far the workbench's statements can be trusted: every kind of statement in made-up worlds whose truth is known."""
