"""The second driver: a plain loop over the arithmetic of the day, compiled where numba is installed."""
