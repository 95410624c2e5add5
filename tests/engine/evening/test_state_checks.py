"""What of an account contradicts its plan, its market or its broker; and an account that passes decides as the run."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from engine.evening.evening import evening_of
from engine.evening.of_run import with_past
from engine.evening.state_checks import checked, read_state
from engine.evening.state_file import parse_state, state_text
from engine.settings.run_config import parse_config
from tests.support.sparing import only

PLAN = parse_config({"overlay": {"ratio": 0.2}})
STATE = """\
day = 2018-03-16
currency = "USD"
equity = 100000.0
cash = 25000.0
fund = 75000.0

[[positions]]
contract = "MESM18"
size = 2
"""
HELD = "[[positions]]"


def check(before="", after="", settings=None, market=None):
    told = parse_state(STATE.replace(before, after).encode(), "state.toml")
    return checked(told, parse_config(settings) if settings else PLAN, market)


def test_an_account_that_fits_is_told_with_its_margin(market):
    evening = check(market=market)
    assert evening.equity == 100000.0
    assert 0.0 < evening.margin.maintenance < evening.margin.collateral


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2018-03-16", "2018-03-17", "day 2018-03-17 is no session; the one before it is 2018-03-16"),
        ("2018-03-16", "2020-03-16", "is later than the market, which ends on 2018-12-31"),
        ("2018-03-16", "1990-03-16", "is before the market"),
        ('"USD"', '"JPY"', "currency 'JPY' is not that of the plan's account, 'USD'"),
        ("75000.0", "-75000.0", "fund -75,000.00 is negative"),
        ("equity = 100000.0", "equity = 100100.0", "equity 100,100.00 is not the sum of its parts, 100,000.00"),
        ("MESM18", "MESH18", "MESH18 expired on 2018-03-16, by the state's day 2018-03-16"),
        ("MESM18", "MESK18", "MES has contracts of the months H, M, U, Z"),
        ("MESM18", "MESM28", "MESM28 expires on 2028-06-16, more than 400 days after"),
        ("MESM18", "ESM18", "ESM18 is none of the plan's contracts: it trades MES"),
        ("MESM18", "NK225MM18", "NK225MM18 is in JPY, the account in USD"),
        ("MESM18", "SPXFUND", "SPXFUND is none of the plan's contracts"),
        ("MESM18", "AAPL", "'AAPL' is no contract's code"),
        (HELD, f'{HELD}\ncontract = "MESM18"\nsize = 1\n{HELD}', "MESM18 stands 2 times in positions"),
        ("size = 2", "size = 2000", "to keep 2,000 MESM18, and 99,250.00 of the account counts; correct it, or see"),
        ("fund = 75000.0", "fund = 75000.0\nhedge = 5.0", "hedge 5.00, but the plan has no currency hedge"),
        (HELD, f"[[in_transit]]\narrives = 2018-03-16\namount = 1.0\n{HELD}", "is not after the state's day"),
        (HELD, f"[[in_transit]]\narrives = 2018-03-18\namount = 1.0\n{HELD}", "is no session; the next one is"),
        (HELD, f"[[in_transit]]\narrives = 2021-03-18\namount = 1.0\n{HELD}", "is more than 400 days after"),
        (HELD, f"[call]\namount = 9.0\ndue = 2018-03-15\n{HELD}", "call due 2018-03-15 is not after the state's day"),
        (HELD, f"[call]\namount = 9.0\ndue = 2018-03-20\n{HELD}", "call of 9.00, but the broker asks"),
        (HELD, f"[call]\namount = 9.0\ndue = 2018-03-20\nreceived = 9.0\n{HELD}", "is met; leave it out"),
        (f'{HELD}\ncontract = "MESM18"\nsize = 2', "[call]\namount = 9.0\ndue = 2018-03-20", "without positions"),
        ("cash = 25000.0", "cash = -99000.0", "equity 100,000.00 is not the sum of its parts, -24,000.00"),
        ("equity = 100000.0\ncash = 25000.0", "cash = -99000.0", "equity is -24,000.00 with 2 MESM18"),
    ],
)
def test_a_contradiction_is_one_sentence(market, before, after, said):
    with pytest.raises(ConfigError) as refused:
        check(before, after, market=market)
    assert str(refused.value).startswith("state.toml: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_stop_that_the_plan_has_not_is_no_state_of_it(market):
    told = f'[rules]\nloss_stop = "stopped"\n{HELD}'
    with pytest.raises(ConfigError, match=r"rules\.loss_stop is told, but the plan has no such stop"):
        check(HELD, told, {"stops": {"monthly_loss": "off"}}, market)
    assert check(HELD, told, market=market)


def test_a_stop_that_is_told_closes_the_overlay(market):
    settings = {"overlay": {"ratio": 0.2}, "stops": {"monthly_loss": 0.02}, "halving": {"enabled": False}}
    told = f'[month]\nopened = 100000.0\n[rules]\nloss_stop = "stopped"\n{HELD}'
    stopped, free = (check(HELD, one, settings, market) for one in (told, told.replace("stopped", "open")))
    assert [order.size for order in stopped.orders] == [-2]
    assert [order.size for order in free.orders] != [-2]


def test_contracts_are_told_apart_from_units_of_a_currency(whole_market):
    text = """day = 2018-03-16\ncurrency = "JPY"\ncash = 1e6\n[[positions]]\ncontract = "USDJPY1K"\nsize = 10000\n"""
    plan = parse_config({"pattern": "fx"})
    with pytest.raises(ConfigError, match=r"10,000 USDJPY1K are 10,000,000 units; write lots of 1,000"):
        checked(parse_state(text.encode(), "s"), plan, whole_market)
    fits = text.replace("10000", "10")
    assert checked(parse_state(fits.encode(), "s"), plan, whole_market).account.positions[0].size == 10
    with pytest.raises(ConfigError, match=r"fund 5\.00, but a plan of pattern fx holds cash alone"):
        checked(parse_state(fits.replace("cash = 1e6", "cash = 1e6\nfund = 5").encode(), "s"), plan, whole_market)


def test_another_evening_than_the_one_asked_for_is_refused(market, tmp_path):
    file = tmp_path / "state.toml"
    file.write_text(STATE, encoding="utf-8")
    day = day_of(date(2018, 3, 16))
    assert read_state(file, PLAN, market, day).day == day
    with pytest.raises(ConfigError, match="day 2018-03-16 is not the evening asked for, 2018-03-19"):
        read_state(file, PLAN, market, day + 3)


@pytest.mark.parametrize("pattern", only("ABC", "C"))
def test_a_state_of_a_run_decides_as_the_run_does(market, pattern):
    chance = np.random.default_rng(ord(pattern))
    settings = {
        "pattern": pattern, "period": {"start": date(2018, 1, 3)}, "capital": {"initial": 200_000.0},
        "stops": {"monthly_loss": float(chance.choice((0.005, 0.02)))},
    }  # fmt: skip
    config = parse_config(settings)
    sessions = market.calendar.between(day_of(date(2018, 1, 3)), day_of(date(2018, 4, 30)))
    last = evening_of(config, market, sessions[-1])
    equities = dict(last.strategy.analyzers.recorder.sessions.columns().items())
    known = dict(zip(equities["date"], equities["equity"], strict=True))
    for day in chance.choice(sessions[20:], 4, replace=False).tolist():
        evening = evening_of(config, market, day)
        held = with_past(evening, {one: equity for one, equity in known.items() if one <= day})
        told = parse_state(state_text(held, "USD", evening.equity).encode(), "s")
        checked(told, config, market, day)
        again = evening_of(config, market, day, told.held)
        assert again.orders == evening.orders
        assert again.account._replace(month_opened=None, stops=()) == evening.account


@pytest.mark.pages
def test_an_open_call_is_taken_over_and_one_that_is_not_told_is_missed(whole_market):
    config = parse_config({
        "overlay": {"ratio": 0.3}, "account": {"profile": "rakuten_futures"}, "cash": {"buffer": 0.0},
        "period": {"start": date(2020, 1, 2)}, "halving": {"enabled": False},
        "stops": {"monthly_loss": "off", "voluntary": False},
    })  # fmt: skip
    evening = evening_of(config, whole_market, day_of(date(2020, 2, 21)))
    assert evening.account.call
    text = state_text(evening.account, "USD", evening.equity)
    told = parse_state(text.encode(), "s")
    checked(told, config, whole_market)
    again = evening_of(config, whole_market, evening.day, told.held)
    assert (again.orders, again.account) == (evening.orders, evening.account)
    silent = parse_state(text[: text.index("[call]")].encode(), "s")
    with pytest.raises(ConfigError, match=r"of the account counts; correct it, or write the open call under \[call\]"):
        checked(silent, config, whole_market)
