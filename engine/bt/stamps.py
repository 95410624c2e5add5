"""Bars of a day are known when it closes, whatever time stands at them."""

from typing import Any

import backtrader as bt

CLOSE = 16 / 24
"""Where in a day bars of a market are stamped."""
_A_SECOND = 1 / 86_400


def stamp_at_the_close(feed: Any) -> None:
    """Let the daily bars of a feed beside a market, which frames stamp at midnight and files at the last moment of the
    day, come when the market's bars come: a strategy would know the close of a day before its orders fill on it, or
    would be asked twice a session. Bars that tell another time keep it. What Backtrader makes weeks of waits for the
    market by itself.
    """
    if feed._timeframe >= bt.TimeFrame.Days:  # noqa: SLF001  (a feed has no other name for it and its filters)
        feed._filters.insert(0, (_at_the_close, (), {}))  # noqa: SLF001  (before what makes weeks of its days)


def _at_the_close(feed: Any) -> bool:
    """Stamp a bar, and keep it."""
    day, time = divmod(feed.lines.datetime[0], 1.0)
    if time == 0.0 or time > 1.0 - _A_SECOND:
        feed.lines.datetime[0] = day + CLOSE
    return False
