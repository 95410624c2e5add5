"""One session of an account, step by step: prices, fills, margin, liquidation, the sweep of cash."""
