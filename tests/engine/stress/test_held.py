"""Options on made-up sessions: when they expire, and which of two expires first."""

import pytest

from engine.account.today import Today
from engine.stress.account_state import OptionHeld
from engine.stress.held import SESSION, Course, option_held
from engine.stress.shocks import Shock, evenly

PUT = OptionHeld("P", strike=950.0, forward=1_000.0, years=0.0, volatility=0.2, multiplier=100.0, size=1)


def expiry(days, course):
    return option_held(PUT._replace(years=days / 365.0), 0, course, Today([0]), 2.0).contract.expiry


@pytest.mark.parametrize(("days", "session"), [(0.5, 1), (1.0, 1), (1.5, 2), (3.9, 2), (4.5, 3), (6.0, 4), (30.0, 20)])
def test_an_option_expires_on_the_session_that_ends_its_days(days, session):
    course = Course.of([Shock(days=1.0), Shock(days=3.0)], 5, 100.0)
    assert SESSION * (session - 1) < expiry(days, course) <= SESSION * session


def test_options_that_expire_within_one_session_keep_their_order():
    course = Course.of(evenly(0.2, 0.0, 1.0, 5), 60, 100.0)
    found = [expiry(tenths / 10.0, course) for tenths in range(1, 4_000)]
    assert found == sorted(set(found))
