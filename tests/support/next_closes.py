"""Evenings, and the same market with another close the session after."""

from datetime import date

import numpy as np
import pyarrow as pa

from data.base.days import day_of
from data.market.market import Market
from engine.evening.evening import evening_of
from engine.settings.run_config import parse_config


def day(text):
    """A day by its ISO text."""
    return day_of(date.fromisoformat(text))


def config(pattern="A", start="2015-07-01", **sections):
    """A plan that is followed from a day."""
    settings = {name: dict(values) for name, values in sections.items()}
    return parse_config({"pattern": pattern, "period": {"start": date.fromisoformat(start)}, **settings}, "test")


def closing_at(market, today, level):
    """The market until the session after `today`, which closes at a multiple of today's close, straight from it."""
    row = market.row_of(today)
    table = market.table.slice(0, row + 2)
    close = market.floats("close")[row]
    ends = {"open": close, "close": close * level, "high": close * max(level, 1.0), "low": close * min(level, 1.0)}
    for name, price in ends.items():
        values = np.array(table[name].to_numpy())
        values[-1] = price
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), pa.array(values))
    about = {"origin": market.origin, "index": market.index, "bill_months": market.bill_months}
    return Market(table, market.calendar, **about)


def evening_after(plan, market, today, level):
    """The evening of the session after `today` where it closes at a multiple of today's close."""
    return evening_of(plan, closing_at(market, today, level))
