"""Contracts at the price of the index itself: CFDs and shares on margin beside futures on the same index."""

from datetime import date
from itertools import pairwise

import pytest

from data.base.days import date_of, day_of
from data.contracts.calendars import exchange
from data.contracts.contracts import (
    FutureContract,
    family_on,
    family_roots,
    future_spec,
    is_future,
    multiplier_of,
    root_of,
)
from data.contracts.dealing import CFDS, FUTURES, MARGIN_SHARES
from data.contracts.perpetuals import NEVER
from data.contracts.rolls import roll_schedule
from data.margin.margins import maintenance_schedule

FIRST, LAST = day_of(date(2001, 7, 13)), day_of(date(2026, 6, 1))


def dates(root):
    spec = future_spec(root)
    return roll_schedule(FIRST, LAST, exchange(spec.calendar), spec.rolls)


def test_each_says_what_it_is_dealt_as():
    dealt = {"MES": FUTURES, "JP225M": CFDS, "CLICK225M": CFDS, "US500": CFDS, "N225ETF": MARGIN_SHARES}
    assert {root: future_spec(root).dealt_as for root in dealt} == dealt


def test_a_cfd_never_ends_and_is_called_by_its_root():
    assert dates("JP225") == ()
    contract = FutureContract(future_spec("JP225"), NEVER)
    assert (contract.code, root_of(contract.code), is_future(contract.code)) == ("JP225", "JP225", True)
    assert multiplier_of("JP225") == 10.0


def test_the_exchange_resets_once_a_year_in_the_second_week_of_december():
    rolls = dates("CLICK225")
    assert {(date_of(roll.expiry).month, (date_of(roll.expiry).day - 1) // 7) for roll in rolls} <= {(12, 1), (12, 0)}
    years = [date_of(roll.day).year for roll in rolls]
    assert years == list(range(years[0], years[0] + len(years)))


def test_no_position_in_shares_on_margin_grows_half_a_year_old():
    rolls = dates("N225ETF")
    ages = [later.day - roll.day for roll, later in pairwise(rolls)]
    assert len(ages) > 50
    # the shortest half year has 181 days
    assert max(ages) < 181


def test_they_are_no_future_on_the_index():
    assert (family_on("N225"), family_on("SPX")) == ("NK225M", "ES")
    assert family_roots("JP225") == ("JP225", "JP225M")
    assert family_roots("NK225M") == ("NK225M", "NK225MC")


@pytest.mark.parametrize(("root", "share"), [("JP225", 0.1), ("JP225D", 0.1), ("N225ETF", 0.2), ("SPYMARGIN", 0.25)])
def test_a_share_of_value_is_asked_where_the_facts_say_so(root, share):
    days, closes = [15_000, 15_001], [20_000.0, 21_000.0]
    unit = future_spec(root).multiplier
    asked = maintenance_schedule(days, closes, root)
    assert asked == pytest.approx([share * unit * close for close in closes])


def test_amounts_of_the_exchange_hold_for_their_week_and_the_model_elsewhere():
    weeks = {"2024-12-06": None, "2024-12-09": 111_000.0, "2024-12-16": 113_000.0, "2024-12-23": None,
             "2025-05-05": 188_750.0, "2025-05-12": None, "2026-01-26": 178_340.0, "2026-02-02": None}  # fmt: skip
    days = [day_of(date.fromisoformat(day)) for day in weeks]
    asked = maintenance_schedule(days, [39_000.0] * len(days), "CLICK225", "N225")
    known = {51_234.0} | {amount for amount in weeks.values() if amount}
    for amount, told in zip(asked, weeks.values(), strict=True):
        assert amount == told if told else amount not in known
