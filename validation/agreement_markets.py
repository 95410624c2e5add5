"""Markets by chance: stretches of the one that comes with the program, and markets in which everything falls."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from random import Random

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.days import Day, day_of
from data.contracts.calendars import exchange, xnys
from data.market.embedded import embedded_market
from data.market.market import Market
from data.sessions.market_table import market_table

BEFORE = 210
"""Sessions before the first of a run: what rules look back at."""
LEAST, MOST = 300, 500
"""Sessions of a run on the market that comes with the program."""
SHORT, LONG = 240, 340
"""Sessions of a run in a crash market."""
Columns = dict[str, Floats]


def stretch(chance: Random) -> Market:
    """Some sessions of the market that comes with the program, those of any decade."""
    whole, sessions = embedded_market(), chance.randint(LEAST, MOST)
    begins = chance.randrange(len(whole.days) - sessions)
    before = min(BEFORE, begins)
    table = whole.table.slice(begins - before, before + sessions)
    return Market(
        table, origin=whole.origin, index=whole.index, bill_months=whole.bill_months, starts=whole.days[begins]
    )


def crash_market(chance: Random) -> Market:
    """Sessions of any decade with prices that fall again and again: beyond the price limit of a day, at the open and
    not at the close, within the day and back; with volatility up to 150, rates up to 12 % and a restless yen.
    """
    whole, sessions = embedded_market(), BEFORE + chance.randint(SHORT, LONG)
    begins = chance.randrange(BEFORE, len(whole.days) - sessions)
    rng = np.random.default_rng(chance.getrandbits(32))
    days = xnys().between(whole.days[begins], whole.days[begins + sessions - 1])
    table = crash_table(rng, days, whole.values("close")[begins])
    return Market(table, index=whole.index, starts=days[BEFORE])


def tokyo_market(chance: Random) -> Market:
    """The same on sessions of Tokyo, around or after the day on which margin came to be an expected shortfall."""
    calendar, sessions = exchange("XTKS"), BEFORE + chance.randint(SHORT, LONG)
    begins = date(chance.randint(2012, 2024), chance.randint(1, 12), 1)
    days = calendar.between(day_of(begins), day_of(begins) + 2 * sessions)[:sessions]
    table = crash_table(np.random.default_rng(chance.getrandbits(32)), days, chance.uniform(8_000.0, 50_000.0))
    return Market(table, calendar, index="N225", starts=days[BEFORE])


def crash_table(rng: np.random.Generator, days: Sequence[Day], level: float) -> pa.Table:
    """Sessions in which everything falls; four in five times with opens that are real."""
    real, carried = rng.random() < 0.8, np.zeros(len(days), dtype=bool)
    prices = crash_prices(rng, level, len(days), real=real)
    flags = {"open_is_real": np.full(len(days), real), "bill_carried": carried, "vix_modelled": carried}
    return market_table({"date": days, **prices, **rates(rng, len(days)), **flags})


def crash_prices(rng: np.random.Generator, level: float, count: int, *, real: bool) -> Columns:
    """Prices of the index and its VIX; where opens are not `real` each is the close before it."""
    storm = np.repeat(rng.random(count // 20 + 1) < 0.4, 20)[:count]
    moves = np.where(storm, 0.02, 0.007) * rng.standard_normal(count) + 0.002
    moves += jumps(rng, count)
    # what has crashed rises again and what has soared falls, so that the index stays one
    away = list(accumulate(moves.tolist(), lambda so_far, move: 0.97 * so_far + move))
    close = level * np.exp(np.array(away))
    before = np.concatenate([[level], close[:-1]])
    gap = np.where(rng.random(count) < 0.1, rng.uniform(-0.12, 0.08, count), rng.choice([0.0, 0.5, 1.0], count) * moves)
    opened = before * np.exp(gap) if real else before
    top, bottom = (np.maximum, np.minimum) if real else (lambda _, one: one, lambda _, one: one)
    reach = np.abs(np.where(storm, 0.04, 0.006) * rng.standard_normal((2, count)))
    high, low = top(opened, close) * np.exp(reach[0]), bottom(opened, close) * np.exp(-reach[1])
    vix = np.clip(15.0 + 30.0 * storm + 250.0 * np.abs(moves) + 3.0 * rng.standard_normal(count), 9.0, 150.0)
    return {"open": opened, "high": high, "low": low, "close": close, "vix": vix}


def jumps(rng: np.random.Generator, count: int) -> Floats:
    """Jumps of the index, often on several sessions in a row, and some on the first on which a run can trade: orders of
    an evening meet them.
    """
    found = np.zeros(count)
    for row in np.flatnonzero(rng.random(count) < rng.uniform(0.01, 0.04)):
        last = row + rng.integers(1, 4)
        found[row:last] = rng.choice([-0.3, -0.25, -0.1, -0.07, 0.08, 0.25]) * rng.uniform(0.9, 1.1)
    if rng.random() < 0.3:
        found[BEFORE + 1] = rng.choice([-0.37, 0.37])
    return found


def rates(rng: np.random.Generator, count: int) -> Columns:
    """Yields and the exchange rate."""
    bills = np.clip(rng.uniform(0.0, 0.11) + np.cumsum(0.001 * rng.standard_normal(count)), 0.0, 0.12)
    yen = 110.0 * np.exp(np.cumsum(0.012 * rng.standard_normal(count)))
    return {
        "dividend_yield": np.full(count, rng.uniform(0.0, 0.06)),
        "bill_yield": bills,
        "usdjpy": np.clip(yen, 50.0, 300.0),
        "jpy_rate": np.clip(bills - rng.uniform(0.0, 0.08), -0.001, 0.08),
    }
