"""A series that stands on one day alone while its like is missing there: wrong strikes, expiries and rights of single
rows.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.chain_play import found, good
from tests.support.seeds import seeds


def steady():
    return good(steps=range(-4, 4, 2))


def named(of, row):
    return [one for one in found(of) if one.check == "series-swapped" and one.line == int(of.line[row])]


def places(of, random):
    days = np.unique(of.day)
    return int(random.choice(np.flatnonzero((of.mid > 1.0) & (of.day > days[1]) & (of.day < days[-2]))))


@pytest.mark.parametrize("seed", seeds(10))
def test_a_strike_that_is_wrong_by_a_few_points_is_found_at_its_row(seed):
    of, random = steady(), np.random.default_rng(seed)
    row, strike = places(of, random), of.strike.copy()
    strike[row] += random.choice([-10.0, -5.0, 5.0, 10.0])
    assert int(of.line[row]) in {one.line for one in found(replace(of, strike=strike))}


def test_the_series_that_is_missing_is_named():
    of = steady()
    row = int(np.flatnonzero((of.mid > 5.0) & (of.day == np.unique(of.day)[4]))[1])
    strike = of.strike.copy()
    strike[row] += 5.0
    (one,) = named(replace(of, strike=strike), row)
    assert (one.column, one.severity, one.cause) == ("strike", "warning", "the strike may be wrong")
    assert f"{of.series(row)} is missing" in one.problem


def test_an_expiry_of_the_other_month_is_found_at_its_row():
    of = steady()
    first, second = np.unique(of.expiry)[:2]
    days = np.unique(of.day)
    row = int(np.flatnonzero((of.expiry == second) & (of.day == days[3]) & (of.mid > 5.0))[0])
    gone = (of.day == days[3]) & (of.expiry == first) & (of.strike == of.strike[row]) & (of.right == of.right[row])
    expiry = of.expiry.copy()
    expiry[row] = np.unique(of.expiry)[-1] + 28
    assert gone.any()
    assert {one.line for one in found(replace(of, expiry=expiry))} == {int(of.line[row])}


@pytest.mark.parametrize("share", [0.002, 0.02, 0.2])
def test_quotes_that_are_missing_are_no_finding(share):
    of = good(noise=0.002)
    kept = np.random.default_rng(3).random(len(of)) > share
    assert not [one for one in found(of.take(np.flatnonzero(kept))) if one.check == "series-swapped"]


def test_other_series_on_each_day_are_no_finding():
    of = steady()
    assert not found(replace(of, strike=of.strike + 0.001 * (of.day - of.day[0])))
