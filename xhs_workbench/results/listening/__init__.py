"""What readers said."""
