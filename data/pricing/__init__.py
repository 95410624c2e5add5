"""Prices as formulas: Black-76, volatility surfaces, spreads, rates, forwards."""
