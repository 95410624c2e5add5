"""What is measured on a series of closes: volatility, trend, regimes."""
