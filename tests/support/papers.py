"""Paper journals for tests: one clock, plans, and what is in their folders."""

from datetime import UTC, date, datetime

from data.base.days import day_of
from engine.journal.paper import Paper
from engine.settings.run_config import load_config

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)
STOPPED = """
import backtrader as bt

from engine import load_market  # imports of its own are nothing strange


class Stopped(bt.Strategy):
    params = (("size", 3),)

    def next(self):
        day = len(self)
        if day % 8 == 2:
            self.buy(size=self.p.size)
            self.sell(size=self.p.size, exectype=bt.Order.Stop, price=self.data.close[0] * 0.985)
        elif day % 8 == 6 and self.position:
            self.close()
"""
"""A strategy of one's own with orders that wait for a price."""


def noon():
    return NOON


def on(day):
    return day_of(date.fromisoformat(day))


def began(path, market, first, *settings, clock=noon):
    """A journal of pattern A, or of what settings say."""
    return Paper.start(path, load_config(None, settings), market, on(first), now=clock)


def stepped(path, market, first, last, *settings):
    """The same, stepped."""
    paper = began(path, market, first, *settings)
    paper.step(market, on(last))
    return paper


def content(folder):
    """The bytes of all files of a folder, by name; the lock is nobody's."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def sessions(market, first, last):
    """The days of a market between two."""
    return market.days[market.row_from(on(first)) : market.row_from(on(last) + 1)]
