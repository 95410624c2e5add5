"""The margin of Nikkei 225 futures against its slow re-derivation from `docs/ose_margin.md`, on closes by chance."""

from datetime import date
from random import Random

import numpy as np
import pytest

from data.contracts.calendars import exchange
from data.margin.margins import maintenance_schedule
from data.synthetic.generator import span
from tests.oracles.slow_market import iso
from tests.oracles.slow_ose_margin import SHORTFALL, SlowOse

MINI = 100
PERIODS = {  # a market, and from which of its sessions on amounts are compared
    "largest moves": (date(2005, 1, 4), 1.6, "2006-01-04", "2006-08-01"),
    "from moves to implied volatility": (date(2010, 6, 1), 2.0, "2011-09-01", "2012-05-31"),
    "means of it, and a week ahead": (date(2014, 10, 1), 2.0, "2016-02-01", "2016-09-30"),
    "a second mean": (date(2016, 9, 1), 3.0, "2018-11-01", "2019-08-30"),
}


def made_up(first, years, rng):
    """Sessions of Tokyo, closes whose volatility wanders, and a volatility index that does not know it."""
    days, spread = list(span(first, years, exchange("XTKS")).days), 0.012
    moves = []
    for _ in days:
        spread = min(max(spread * np.exp(rng.gauss(0.0, 0.05)) + 0.02 * (0.012 - spread), 0.005), 0.04)
        moves.append(rng.gauss(0.0, spread))
    closes = (rng.uniform(8_000.0, 40_000.0) * np.exp(np.cumsum(moves))).tolist()
    return days, closes, [rng.uniform(12.0, 26.0) for _ in days]


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.pages) for one in range(1, 15))])
@pytest.mark.parametrize("name", PERIODS)
def test_weekly_amounts_are_those_of_the_words(name, seed):
    first, years, since, until = PERIODS[name]
    days, closes, implied = made_up(first, years, Random(seed))  # noqa: S311
    told = maintenance_schedule(days, closes, "NK225M", "N225", implied=implied)
    rows = [row for row, day in enumerate(days) if since <= iso(day) <= until]
    slow = SlowOse(days, closes, implied).weekly(rows[-1])
    assert [told[row] / MINI for row in rows] == pytest.approx([slow[row] for row in rows])


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.pages) for one in range(1, 60))])
def test_the_expected_shortfall_of_both_sides_is_that_of_the_words(seed):
    rng = Random(seed)  # noqa: S311
    days, closes, implied = made_up(date(2016, 6, 1), 9.0, rng)
    slow = SlowOse(days, closes, implied)
    row = rng.randrange(next(row for row, day in enumerate(days) if iso(day) >= SHORTFALL), len(days))
    for side in (1, -1):
        told = maintenance_schedule(days, closes, "NK225M", "N225", implied=implied, side=side)
        assert told[row] / MINI == pytest.approx(slow.shortfall(row, side), rel=1e-9), iso(days[row])
