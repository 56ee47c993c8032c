"""Which export a sheet is, which of its headers becomes which column, and what is left unread."""
