"""What a market is made of before it is one: its table, its days, the quality of its rows."""
