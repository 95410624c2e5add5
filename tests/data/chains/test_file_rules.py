"""Chains that are wrong as a whole are told once, with the factor, or with the row from which they are."""

from datetime import date

import numpy as np
import pytest

from tests.support.chain_play import chain, found, good, quote, scaled

WHOLE = {"prices-off", "prices-break", "bids-never-there", "offers-far-above"}


def whole(of):
    return [(one.check, one.severity, one.line) for one in found(of) if one.check in WHOLE]


@pytest.mark.parametrize("factor", [3.0, 2.0, 1.5, 0.5])
@pytest.mark.parametrize("rights", ["CP", "P"])
def test_quotes_that_are_all_a_factor_off_are_told_once(factor, rights):
    of = good(rights=rights, steps=range(-3, 1))
    assert [one[:2] for one in whole(scaled(of, slice(None), factor))] == [("prices-off", "warning")]
    assert whole(of) == []


@pytest.mark.parametrize("factor", [2.0, 0.5])
def test_quotes_that_are_doubled_from_a_day_on_are_told_at_its_first_row(factor):
    of = good(rights="P", steps=range(-3, 0))
    rows = of.day >= np.unique(of.day)[14]
    assert whole(scaled(of, rows, factor)) == [("prices-break", "warning", int(of.line[rows][0]))]


@pytest.mark.parametrize("start", ["2008-09-15", "2011-08-01", "2018-01-16", "2020-02-18", "1995-03-01"])
def test_chains_of_wild_and_calm_days_are_no_finding(start):
    assert whole(good(start=start)) == []


def test_cheap_options_without_bids_are_no_finding():
    assert whole(chain(*(quote(900.0 + 5.0 * step, "P", 0.0, 0.35) for step in range(20)))) == []


def test_an_option_in_the_money_beside_one_other_is_no_error_where_it_is_usual():
    expiry, days = date(2014, 3, 21), (date(2014, 2, 3), date(2014, 2, 4))
    rows = [
        quote(1500.0, "C", *price, day=day, expiry=expiry)
        for day, price in zip(days, ((241.0, 243.0), (252.0, 254.0)), strict=True)
    ]
    assert not [one for one in found(chain(*rows)) if one.severity == "error"]
