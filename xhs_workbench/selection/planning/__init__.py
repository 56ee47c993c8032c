"""Which creators to book within the budget: rules, reach, risk, and the best set that meets them."""
