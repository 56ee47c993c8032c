"""Evidence to ask a creator about, from followers, notes and comments; never a verdict."""
