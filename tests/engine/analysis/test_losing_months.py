"""Losses in a row, month by month."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.losing_months import losing_months

ENDS = np.array(["2020-01-31", "2020-02-28", "2020-03-31", "2020-04-30", "2020-05-29"], "datetime64[D]")
DAYS = ENDS.astype(np.int32)


def test_the_longest_row_counts_and_of_equals_the_deeper_one():
    row = losing_months(DAYS, np.array([100.0, 99.0, 100.0, 90.0, 95.0]))
    assert (row.months, row.loss, row.last) == (1, pytest.approx(0.10), DAYS[3])
    row = losing_months(DAYS, np.array([100.0, 80.0, 81.0, 80.0, 79.0]))
    assert (row.months, row.loss, row.last) == (2, pytest.approx(1.0 - 79.0 / 81.0), DAYS[4])


def test_an_account_that_never_lost_has_no_row():
    assert losing_months(DAYS, np.full(5, 100.0))[:2] == (0, 0.0)


def test_falls_within_a_month_that_ends_higher_are_no_loss():
    days = np.concatenate([DAYS[:1], [DAYS[0] + 5], DAYS[1:2]])
    assert losing_months(days, np.array([100.0, 50.0, 101.0])).months == 0


@given(st.lists(st.floats(0.5, 1.5), min_size=5, max_size=5))
def test_the_row_is_that_of_the_monthly_returns(factors):
    equity = np.cumprod(factors)
    falls = [after < before for before, after in zip([equity[0], *equity[:-1]], equity, strict=True)]
    longest = max(map(len, "".join("x" if fall else " " for fall in falls).split()), default=0)
    assert losing_months(DAYS, equity).months == longest


def test_a_single_session_has_no_month():
    assert losing_months(DAYS[:1], np.array([100.0])) == (0, 0.0, DAYS[0])


def test_a_row_that_begins_in_debt_loses_no_share():
    assert losing_months(DAYS, np.array([100.0, 101.0, -5.0, -6.0, -7.0]))[:2] == (3, pytest.approx(1.0 + 7.0 / 101.0))
    assert losing_months(DAYS[2:], np.array([-5.0, -6.0, -7.0]))[:2] == (2, 0.0)
