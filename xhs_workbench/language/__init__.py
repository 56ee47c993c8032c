"""Chinese text in, labels out: sentiment, intent, topics, near-duplicates, rule matching."""
