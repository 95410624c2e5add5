"""Accounts at brokers by name, retold from the tables of their runs, their market and the facts by the documents."""

from datetime import date
from random import Random

import numpy as np
import pytest

from data.contracts.calendars import exchange
from data.synthetic.generator import Setting, shaped_market, span
from engine import backtest, load_config
from tests.oracles.calls_from_tables import KINDS, Retold, first_difference
from tests.oracles.fx_from_tables import FxRetold
from tests.oracles.money_from_tables import ByTheDay, late_or_early
from tests.oracles.slow_market import seen_of
from tests.oracles.withheld_from_tables import Withheld
from tests.support import accounts_by_chance

BY_PAGES = [pytest.param(seed, marks=pytest.mark.pages) for seed in range(2, 80)]
FUTURES = {"MES", "NK225M", "NK225MC"}


def config_of(settings, pattern="A"):
    return load_config(None, [f"{name}={value}" for name, value in settings.items()], pattern=pattern)


def run_of(seed, whole_market):
    rng = Random(seed)  # noqa: S311
    settings, market = (accounts_by_chance.at_new_york(rng), whole_market)
    if seed % 2:
        settings, market = accounts_by_chance.at_tokyo(rng)
    config = config_of(settings)
    return backtest(config, market), config.settings(), market


@pytest.mark.parametrize("batch", [0, *(pytest.param(one, marks=pytest.mark.pages) for one in range(1, 20))])
def test_calls_collateral_charges_and_money_on_its_way_are_what_the_documents_say(batch, whole_market):
    for seed in range(10 * batch, 10 * batch + 10):
        run, settings, market = run_of(seed, whole_market)
        retold = Retold(run, settings)
        assert (seed, first_difference(run, retold), retold.odd) == (seed, None, [])
        assert (seed, late_or_early(run, settings)) == (seed, [])
        if settings["overlay"]["contract"] not in FUTURES:
            assert (seed, ByTheDay(run, settings, market).differences()) == (seed, [])


def told_of_a_fall(contract, profile, left, **settings):
    """Calls and what became of them, through one fall to a share of the index and no other move."""
    over = span(date(2012, 1, 4), 0.25, exchange("XTKS"))
    steps = np.zeros(len(over.days))
    steps[20] = np.log(left)
    market = shaped_market(over, np.exp(np.cumsum(steps)), Setting(level=20_000.0, index_name="N225"))
    usual = {
        "capital.initial": 2e7, "capital.currency": "JPY", "overlay.contract": contract, "account.profile": profile,
        "overlay.acknowledge_high_leverage": "true", "stops.monthly_loss": "off", "stops.voluntary": "false",
        "halving.enabled": "false", "account.redemption_lag": 4,
    }  # fmt: skip
    run = backtest(config_of(usual | {name.replace("__", "."): value for name, value in settings.items()}), market)
    calls = [one for one in run.table("events").to_pylist() if one["kind"] in KINDS and one["kind"] != "warning"]
    return [(one["kind"], one["code"]) for one in calls]


ANSWERED = [("margin_call", "margin_call"), ("call_met", "by_reduction")]


def test_closing_a_part_on_the_day_after_the_call_answers_a_broker_of_cfds():
    told = told_of_a_fall(
        "JP225M", "gmo_click_cfd", 0.97, overlay__ratio=3.0, overlay__max_total_exposure=4.1, cash__buffer=0.03
    )
    assert told == ANSWERED


def test_money_on_its_way_lets_no_margin_be_withdrawn_and_nobody_is_called_for_it():
    told = told_of_a_fall(
        "N225ETF", "sbi_margin", 0.88, overlay__ratio=2.0, overlay__max_total_exposure=3.1, cash__buffer=0.01,
        account__fund_haircut=1.0, account__negative_cash="false",
    )  # fmt: skip
    assert told == ANSWERED


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.pages) for one in range(1, 60))])
def test_a_stopped_fund_and_a_failed_broker_hold_back_and_pay_what_is_known_of_them(seed, whole_market):
    settings, like, began = accounts_by_chance.held_back(Random(seed))  # noqa: S311
    run = backtest(config_of(settings), whole_market)
    assert Withheld(run, like, began).differences == []


def fx_retold(settings, market, columns, index):
    config = config_of(settings, "fx")
    run = backtest(config, market)
    return run, FxRetold(run, config.settings(), seen_of(market, columns), index)


@pytest.mark.pages
@pytest.mark.parametrize("seed", [0, 1, *BY_PAGES])
def test_a_broker_of_foreign_exchange_asks_and_charges_what_its_page_says_day_by_day(seed):
    _, retold = fx_retold(*accounts_by_chance.at_fx_broker(Random(seed)))  # noqa: S311
    assert retold.differences == []


@pytest.mark.pages
def test_a_broker_that_charges_nothing_any_more_charges_nothing_from_that_day_on():
    market = accounts_by_chance.fx_market(Random(1), "2010-06-01")  # noqa: S311
    settings = {"fx.account": "monex_fx", "fx.rebalance": "daily", "fx.leverage": 7.5, "fx.voluntary_stop": 0.0}
    run, retold = fx_retold(settings, *market)
    fills = run.table("fills").to_pylist()
    paid = {after: [one["commission"] for one in fills if (str(one["date"]) >= "2010-08-01") == after]
            for after in (False, True)}  # fmt: skip
    assert retold.differences == []
    assert all(paid[False])
    assert paid[True]
    assert not any(paid[True])
    assert run.manifest["terms"]["later_costs"][0][0] == "2010-08-01"
