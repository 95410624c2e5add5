"""Sweeps: many settings of one plan on one market, a row a run, and what so many looks leave of the best."""
