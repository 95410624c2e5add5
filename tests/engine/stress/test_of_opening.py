"""Stress of an account whose margin was fixed when its positions were opened."""

import pytest

from engine.account.of_opening import OfOpening
from engine.account.profiles import AccountProfile
from engine.day.terms import CashPolicy
from engine.stress.account_state import AccountState, StressTerms
from engine.stress.shocks import Shock
from engine.stress.walk import walk

STATE = AccountState(cash=300_000.0, fund=700_000.0, contracts=1, unit=1_000_000.0, margin_share=0.1)
TERMS = StressTerms(AccountProfile.named("gmo_click_cfd", 18_000), CashPolicy(0.0, 0.0, 0.0))
FIXED = TERMS._replace(opening=OfOpening(0.0, gains_count=True))


@pytest.mark.parametrize(("fall", "moving", "fixed"), [(0.19, False, False), (0.21, False, True), (0.23, True, True)])
def test_a_fall_brings_a_call_sooner_where_margin_does_not_fall_with_the_index(fall, moving, fixed):
    """300,000 less 100,000 of margin are 20 % of a million, or 22.2 % of what it is worth beyond its margin."""
    called = [
        any(event == "margin_call" for _, event in walk(STATE, terms, [Shock(-fall)]).events)
        for terms in (TERMS, FIXED)
    ]
    assert called == [moving, fixed]
