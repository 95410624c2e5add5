"""A shock that meets an account nobody looks after."""

from dataclasses import replace

import pytest

from data.base.errors import ConfigError
from engine.account.profiles import AccountProfile
from engine.day.terms import CashPolicy
from engine.stress.account_state import AccountState, StressTerms
from engine.stress.grid import default_axes
from engine.stress.shocks import Shock, evenly
from engine.stress.unattended import ATTENDED, Unattended
from engine.stress.walk import walk

ONE_SESSION = replace(AccountProfile.named("jp_retail_futures", 15_707), redemption_lag=1)
"""An account at a Japanese broker whose fund pays the next session."""
TERMS = StressTerms(ONE_SESSION, CashPolicy(0.10, 0.30, 0.50))
STATE = AccountState(71_000.0, 929_000.0, 40, 5_000.0, 0.05, 1.1)
"""An overlay of 200,000 on a million; contracts of 5,000 that ask 5 % of it."""
FALL = evenly(0.30, 0.0, 2.0, 5)


def among(unattended, path=FALL, delay=0):
    return walk(STATE, TERMS._replace(faults=unattended.faults), path, delay)


def test_a_call_that_somebody_answers_is_missed_by_nobody():
    assert among(ATTENDED, [Shock(-0.34)]).events == ((1, "margin_call"), (2, "call_met"))
    left_alone = among(Unattended(absent=3), [Shock(-0.34)])
    assert left_alone.kind == "call_missed"
    assert left_alone.events[:3] == ((1, "absence_begins"), (1, "margin_call"), (2, "deadline_missed"))


def test_whoever_comes_back_in_time_still_answers():
    assert among(Unattended(absent=1), FALL).kind == among(ATTENDED).kind


def test_a_broker_that_cannot_be_reached_closes_all_the_same():
    assert among(Unattended(outage=5), [Shock(-0.34)]).kind == "call_missed"


def test_nothing_unattended_changes_nothing():
    assert ATTENDED.faults is None
    assert ATTENDED.over(default_axes()) == default_axes()
    assert Unattended(late=9).over(default_axes()).delays == (*default_axes().delays, 9)


def test_more_sessions_than_an_account_is_followed_for_are_refused():
    with pytest.raises(ConfigError, match="--absent 61: should be a number of sessions from 0 to 60"):
        Unattended(absent=61).checked()
