"""What readers said about the campaign."""
