"""Runs of patterns with their default settings, which many files look at: each is made once in a process."""

from functools import cache

from engine import backtest, load_config


@cache
def default_run(pattern, market):
    """The run of a pattern as it is by default, over a whole market; do not change its tables."""
    return backtest(load_config(None, pattern=pattern), market)
