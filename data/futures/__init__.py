"""Futures: their prices as they settled, checked and looked up, and the cost of carry where they were not quoted."""
