"""Several accounts of one owner."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine import backtest
from engine.portfolio.consolidated import Consolidated
from engine.portfolio.plan import parse_plan
from engine.portfolio.running import run_accounts
from tests.support.portfolios import STEEP, THREE


def portfolio(accounts, period="2008-06..2009-03", **whole):
    return run_accounts(parse_plan({"accounts": accounts, "period": period, **whole}))


def test_a_portfolio_of_one_is_the_account_alone_to_the_last_bit():
    ran = portfolio({"alone": {"share": 1.0, "pattern": "C"}})
    made = ran.runs["alone"]
    alone = backtest(made.config)
    assert {name: table.equals(made.tables[name]) for name, table in alone.tables.items()} == dict.fromkeys(
        made.tables, True
    )


def test_accounts_between_which_nothing_moves_are_as_they_are_alone():
    ran = portfolio(THREE)
    for made in ran.runs.values():
        alone = backtest(made.config)
        assert made.table("equity").equals(alone.table("equity"))
    assert ran.clearing.transfers == []


def test_an_account_is_called_as_its_settings_say_and_else_by_its_name():
    pair = {"a": {"share": 0.5, "pattern": "core", "name": "the old one"}, "b": {"share": 0.5, "pattern": "core"}}
    ran = portfolio(pair, "2018-01..2018-02")
    assert [made.config.name for made in ran.runs.values()] == ["the old one", "b"]


def test_a_share_too_small_to_open_an_account_is_a_sentence():
    pair = {"a": {"share": 0.5, "pattern": "core"}, "b": {"share": 0.5, "pattern": "core"}}
    with pytest.raises(ConfigError, match=r"accounts\.a: its share of the capital is 0.5 USD; an account opens with 1"):
        portfolio(pair, "2018-01..2018-02", capital=1)


def test_what_is_moved_leaves_one_account_and_reaches_another_days_later():
    ran = portfolio(THREE, transfers={"every": "month", "band": 0.0, "days": 3})
    tables = Consolidated(ran.runs, ran.clearing).tables()
    told = tables["transfers"].to_pylist()
    assert {one["status"] for one in told} >= {"arrived"}
    for one in told:
        if one["status"] == "arrived":
            assert one["decided"] < one["sent_on"] < one["arrived_on"]
            assert np.busday_count(one["sent_on"], one["arrived_on"]) >= 3
    change = np.diff(tables["equity"]["equity"].to_numpy(), prepend=0.0)
    days = tables["equity"]["date"].to_numpy()
    told = np.bincount(
        np.searchsorted(days, tables["ledger"]["date"].to_numpy()), tables["ledger"]["told"].to_numpy(), len(days)
    )
    assert np.abs(change - told).max() <= 1e-9 * tables["equity"]["equity"].to_numpy().max()


def test_the_ruin_of_one_account_leaves_the_others_whole():
    steep = {**STEEP, "share": 0.2, "overlay": {**STEEP["overlay"], "ratio": 1.6}}
    accounts = {"core": {"share": 0.8, "pattern": "core"}, "steep": steep}
    ran = portfolio(accounts, "1987-08..1988-02")
    alone = backtest(ran.runs["core"].config)
    assert ran.runs["core"].table("equity").equals(alone.table("equity"))
    kinds = ran.runs["steep"].table("events")["kind"].to_pylist()
    assert "liquidation" in kinds


@pytest.mark.parametrize("rescued", [False, True])
def test_a_called_account_is_answered_by_another_where_that_is_asked(rescued):
    accounts = {"core": {"share": 0.8, "pattern": "core"}, "steep": {**STEEP, "share": 0.2}}
    transfers = {"rescue_from": "core", "days": 1} if rescued else {}
    ran = portfolio(accounts, "1987-08..1988-02", transfers=transfers)
    assert any(one.reason == "rescue" for one in ran.clearing.transfers) is rescued


@pytest.mark.pages
def test_a_trend_account_one_against_ranges_and_a_hedge_beside_the_fund_are_as_they_are_alone():
    accounts = {
        "core": {"share": 0.4, "pattern": "core"},
        "trend": {"share": 0.2, "pattern": "fx_trades"},
        "ranges": {"share": 0.2, "pattern": "fx_range"},
        "hedge": {"share": 0.2, "pattern": "hedge", "short": {"when": "downtrend"}},
    }
    ran = portfolio(accounts)
    assert {name: bool(made.table("fills").num_rows) for name, made in ran.runs.items()} == {
        "core": False, "trend": True, "ranges": True, "hedge": True,
    }  # fmt: skip
    for made in ran.runs.values():
        assert made.table("equity").equals(backtest(made.config).table("equity"))
