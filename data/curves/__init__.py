"""Prices of contracts on a market: futures by expiry, modelled or quoted, and options."""
