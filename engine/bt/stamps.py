"""Bars of a day are known when it closes, whatever time stands at them."""

from typing import Any

import backtrader as bt

CLOSE = 16 / 24
"""Where in a day bars of a market are stamped."""


def stamp_at_the_close(feed: Any) -> None:
    """Let the daily bars of a feed beside a market, which frames stamp at midnight, come when the market's bars come:
    a strategy would know the close of a day before its orders fill on it. What Backtrader makes weeks of waits for the
    market by itself.
    """
    if feed._timeframe >= bt.TimeFrame.Days and not feed._filters:  # noqa: SLF001  (a feed has no other name for them)
        feed.addfilter_simple(_at_the_close)


def _at_the_close(feed: Any) -> bool:
    """Stamp a bar, and keep it."""
    stamp = feed.lines.datetime[0]
    if stamp == int(stamp):
        feed.lines.datetime[0] = stamp + CLOSE
    return False
