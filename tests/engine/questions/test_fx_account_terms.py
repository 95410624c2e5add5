"""FX accounts among the profiles, and their own terms in words."""

from datetime import date

import pytest

from data.base.days import day_of
from data.contracts.fx_accounts import FxAccount, fx_account_days, fx_account_names
from engine import load_config
from engine.account.profile_file import profile_table
from engine.account.profiles import AccountProfile
from engine.assembly.broker_terms import broker_terms
from engine.questions.account_terms import Asked, account_terms
from engine.questions.fx_account_terms import with_fx_accounts
from engine.words import words

TABLE = with_fx_accounts(profile_table(None))


def told(name, day, language="en"):
    asked = Asked(name, day_of(date.fromisoformat(day)), "mmf", TABLE)
    say = words(language)
    return {term.code: say(f"account.{term.code}", **term.values) for term in account_terms(asked)}


def test_the_column_of_2007_in_words():
    found = told("monex_fx_2007", "2007-09-03")
    assert found["fx_bands"].startswith("The broker asks 50,000 yen for 10,000 units for each 75 yen")
    assert "100 yen for 1,000 units, 50 in a trade of 10,000 units or more" in found["fx_commission_tier"]
    assert "from 20 % to 50 %" in found["fx_choice"]
    assert "due_never" in found
    assert "0.1%" in told("monex_fxpro_2007", "2007-09-03")["fx_commission_share"]


def test_the_law_is_the_next_change():
    assert "requirement = 0.02" in told("monex_fx", "2009-01-05")["next_change"]
    assert "2 %" in told("monex_fx", "2011-03-01")["fx_share"]
    assert "requirement = 0.04" in told("monex_fx", "2011-03-01")["next_change"]


def test_who_takes_shares_says_so_in_both_languages():
    assert "70 %" in told("money_partners", "2020-01-06")["fx_securities"]
    assert "70 %" in told("money_partners", "2020-01-06", "ja")["fx_securities"]
    assert "fx_measured" in told("money_partners_corporate", "2020-01-06")


@pytest.mark.parametrize("name", fx_account_names())
def test_what_is_told_is_what_a_run_has(name):
    day = fx_account_days(name)[-1]
    settings = [f"fx.account={name}", "fx.leverage=0.5", "fx.voluntary_stop=1.5"]
    run = broker_terms(load_config(None, settings, pattern="fx"), (day, day)).profile
    shown = AccountProfile.named(name, day, TABLE)
    for field in ("grace", "recovery_counts", "loss_cut_level", "deadline_hour", "reduction_counts", "negative_cash"):
        assert getattr(shown, field) == getattr(run, field), field
    assert shown.loss_cut_level == FxAccount.named(name).loss_cut_level
