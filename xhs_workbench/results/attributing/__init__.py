"""Effects of the campaign: notes above their creator's usual, search above what it would have been."""
