"""What a creator's notes bring, at which price, and with what uncertainty."""
