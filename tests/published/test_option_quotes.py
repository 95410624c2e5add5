"""The default surface and spread against means of real quotes by day, term and strike
(`validation/published/option_quotes.csv`).
"""

import csv
from datetime import date
from statistics import median
from typing import NamedTuple

import pytest

from data.base.days import day_of
from data.pricing.black76 import black76, black76_greeks
from data.pricing.option_spread import half_spread, option_spread
from data.pricing.surface import surface
from validation.house import ROOT

SHOCKS = {"2018-02-05": 37.32 / 13.47, "2018-02-06": 29.98 / 17.31}


class Cell(NamedTuple):
    date: str
    days: float
    moneyness: float
    quotes: int
    vix: float
    fall: float
    volatility: float
    half_spread: float


@pytest.fixture(scope="module")
def cells():
    with (ROOT / "validation" / "published" / "option_quotes.csv").open(encoding="utf-8", newline="") as lines:
        return [Cell(row["date"], *(float(row[name]) for name in Cell._fields[1:])) for row in csv.DictReader(lines)]


def error(cells, name):
    """Mean absolute error, volatility points, every quote counting the same."""
    one = surface(name)
    gaps = [
        cell.quotes
        * abs(100.0 * one.volatility(cell.vix, 1.0, cell.moneyness, cell.days / 365.0, cell.fall) - cell.volatility)
        for cell in cells
    ]
    return sum(gaps) / sum(cell.quotes for cell in cells)


@pytest.mark.parametrize(("first", "last", "bound"), [(5.0, 13.5, 1.5), (13.5, 45.5, 0.7), (45.5, 125.5, 0.7)])
def test_means_of_quotes_are_met_and_better_than_by_the_other_surfaces(cells, first, last, bound):
    some = [cell for cell in cells if first <= cell.days <= last]
    assert error(some, "fitted") < bound
    assert error(some, "fitted") < min(error(some, name) for name in ("moving", "flat"))


def test_the_week_of_the_shock_is_met(cells):
    week = [cell for cell in cells if "2018-02-05" <= cell.date <= "2018-02-09"]
    assert len({cell.date for cell in week}) == 5
    assert error(week, "fitted") < 1.3


def spread_ratio(cell):
    """Modelled over quoted half-spread of SPX at an index of 10,000."""
    volatility, years, right = cell.volatility / 100.0, cell.days / 365.0, "C" if cell.moneyness > 1.0 else "P"
    at = (10_000.0, 10_000.0 * cell.moneyness, years, volatility, right)
    model = option_spread("SPX", day_of(date.fromisoformat(cell.date)), 40.0)
    rise = SHOCKS.get(cell.date, 1.0)
    return half_spread(model, black76(*at), 10_000.0, black76_greeks(*at).vega, cell.vix, 0.05, rise) / cell.half_spread


def test_half_spreads_are_of_the_size_of_the_quoted_ones_in_each_year(cells):
    for year in ("2018", "2022", "2023", "2024", "2025"):
        assert 0.75 < median(spread_ratio(cell) for cell in cells if cell.date[:4] == year) < 1.35
