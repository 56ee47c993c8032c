"""Cell texts to values: counts, money, shares, dates, texts, each with what is doubtful about it."""
