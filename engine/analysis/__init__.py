"""Figures, attribution, regimes and intervals: pure functions of the tables of a run, some with its market."""
