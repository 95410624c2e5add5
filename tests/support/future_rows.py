"""Settlement prices of futures made from the market that comes with the program, and lies told in them."""

from dataclasses import replace
from datetime import date

import numpy as np

from data.base.days import day_of
from data.contracts.calendars import xnys
from data.contracts.contracts import future_spec
from data.contracts.rolls import roll_schedule
from data.futures.on_market import findings_on
from data.futures.rules import findings_alone
from data.futures.table import FutureRows


def prices(days, first, sessions, *, noise=0.001, seed=1, contracts=2):
    """Front and next contract at the index and its carry, with noise, to a quarter of a point."""
    rng, start = np.random.default_rng(seed), int(np.searchsorted(days.days, day_of(date.fromisoformat(first))))
    place = np.arange(start, min(start + sessions, len(days.days)))
    first_day, last_day = int(days.days[place[0]]), int(days.days[place[-1]])
    schedule = roll_schedule(first_day - 200, last_day + 500, xnys(), future_spec("ES").rolls)
    expiries = np.array(sorted({day for roll in schedule for day in (roll.expiry, roll.next_expiry)}))
    rows = []
    for one in place.tolist():
        day = int(days.days[one])
        for expiry in expiries[expiries >= day][:contracts].tolist():
            carry = (days.bill_yield[one] - days.dividend_yield[one]) * (expiry - day) / 365.0
            rows.append((day, expiry, round(4 * days.close[one] * np.exp(carry + rng.normal(0.0, noise))) / 4))
    day, expiry, price = (np.array(column) for column in zip(*rows, strict=True))
    root = np.zeros(len(rows), dtype=np.int64)
    return FutureRows("futures.csv", np.arange(2, len(rows) + 2), day, root, ("ES",), expiry, price.astype(float))


def found(rows, days, calendar=None):
    return [*findings_alone(rows, calendar or xnys()), *findings_on(rows, days)]


def changed(rows, row, price):
    settlement = rows.settlement.copy()
    settlement[row] = price
    return replace(rows, settlement=settlement)


def row_of(rows, day, contract=0):
    return int(np.flatnonzero(rows.day == day_of(date.fromisoformat(day)))[contract])
