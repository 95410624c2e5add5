"""Runs from start to end: one backtest, several compared, the twin that a line of the plan is worth."""
