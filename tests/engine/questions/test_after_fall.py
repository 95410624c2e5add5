"""What a fall asks of an account: the call to the yen, against brokers' own examples and plain sums."""

import random
from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.facts import facts
from engine.account.profiles import TABLE
from engine.questions.account_terms import Asked, profile_of
from engine.questions.after_fall import Held, after_fall

TODAY = day_of(date(2026, 11, 27))


def told(name, fall, cash, value, required, *, fund=0.0, initial=None):
    profile = profile_of(Asked(name, TODAY, "mmf", facts(TABLE)))
    term = after_fall(Held(cash, fund, value, required, required if initial is None else initial), fall, profile)
    return term.code, term.values


def test_matsui_calls_for_100000_yen_when_a_large_contract_falls_by_100():
    code, values = told("matsui_futures", 100 / 33_270, 1_733_962, 33_270_000, 1_733_962)
    assert (code, values["loss"], values["call"]) == ("fall_called", 100_000, 100_000)


def test_rakuten_calls_at_a_loss_of_200001_yen_on_shares_of_1500000_and_not_at_200000():
    quiet, called = (told("rakuten_margin", loss / 1_500_000, 500_000, 1_500_000, 300_000) for loss in (2e5, 200_001))
    assert quiet[0] == "fall_quiet"
    assert (called[0], called[1]["call"]) == ("fall_called", 1)


def test_a_call_of_an_american_account_is_up_to_initial_margin_and_its_fund_counts():
    code, values = told("cme_fcm", 0.1, 0, 325_000, 20_000, fund=50_000, initial=22_000)
    assert (code, values["collateral"], values["call"]) == ("fall_called", 16_000, 6_000)


def test_a_fall_may_close_without_a_call_or_leave_a_debt_and_a_rise_hurts_what_is_sold():
    assert told("rakuten_cfd", 0.1, 40_000, 325_000, 0.1)[0] == "fall_cut"
    assert told("ibkr", 0.1, 40_000, 325_000, 20_000)[0] == "fall_closed_at_once"
    code, values = told("sbi_futures", -0.2, 50_000, -300_000, 20_000)
    assert (code, values["debt"]) == ("fall_debt", 10_000)


@pytest.mark.parametrize("seed", range(30))
def test_where_cash_alone_counts_the_call_is_what_is_left_less_what_is_asked(seed):
    rng = random.Random(seed)  # noqa: S311
    value, cash, fall = rng.randrange(10**6, 10**8), rng.randrange(10**5, 10**7), rng.uniform(-0.05, 0.3)
    share = rng.choice([0.04, 0.1])
    left, asked = cash - value * fall, share * value * (1 - fall)
    code, values = told("monex_futures", fall, cash, value, share)
    if left < 0:
        assert code == "fall_debt"
        assert values["debt"] == pytest.approx(-left, abs=0.01)
    elif left < asked - 0.01:
        assert code == "fall_called"
        assert values["call"] == pytest.approx(asked - left, abs=0.02)
    else:
        assert code == "fall_quiet"
        assert values["spare"] == pytest.approx(left - asked, abs=0.02)


def test_a_fall_of_everything_and_nothing_held_or_asked_are_refused():
    for fall, value, required in ((1.0, 1.0, 1.0), (0.1, 0.0, 1.0), (0.1, 1.0, 0.0)):
        with pytest.raises(ConfigError, match="should be a fall between"):
            told("ibkr", fall, 1.0, value, required)


@pytest.mark.parametrize("field", Held._fields)
def test_what_is_no_amount_is_refused(field):
    held = Held(1e6, 0.0, 1e6, 1e5, 1e5)._replace(**{field: float("nan")})
    with pytest.raises(ConfigError, match=f"--{field} nan: should be an amount"):
        after_fall(held, 0.05, profile_of(Asked("matsui_futures", TODAY, "mmf", facts(TABLE))))
