"""What notes of a creator bring, at which price, and how sure that is."""
