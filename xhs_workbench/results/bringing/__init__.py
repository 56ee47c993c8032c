"""What a campaign brings beside its counts: search words, searches afterwards, audience, shops outside, orders, leads."""
