"""Several accounts of one owner."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.calendars import exchange
from data.market.embedded import embedded_market
from data.market.market import Market
from data.synthetic.generator import Setting, Span, shaped_market
from engine import backtest, run_portfolio
from engine.portfolio.consolidated import Consolidated
from engine.portfolio.plan import parse_plan
from engine.portfolio.running import run_accounts
from tests.support.portfolios import STEEP, THREE
from tests.support.tokyo_days import sessions


def portfolio(accounts, period="2008-09..2009-01", **whole):
    return run_accounts(parse_plan({"accounts": accounts, "period": period, **whole}))


@pytest.mark.pages
def test_a_portfolio_of_one_is_the_account_alone_to_the_last_bit():
    ran = portfolio({"alone": {"share": 1.0, "pattern": "C"}})
    made = ran.runs["alone"]
    alone = backtest(made.config)
    assert {name: table.equals(made.tables[name]) for name, table in alone.tables.items()} == dict.fromkeys(
        made.tables, True
    )


@pytest.mark.pages
def test_accounts_between_which_nothing_moves_are_as_they_are_alone():
    in_yen = {"investor": {"currency": "JPY"}, "flows": {"contribute": 5e5, "currency": "investor"}}
    ran = portfolio({**THREE, "futures": {**THREE["futures"], **in_yen}}, "2008-11..2009-01")
    for made in ran.runs.values():
        alone = backtest(made.config)
        assert {name: made.tables[name].equals(table) for name, table in alone.tables.items()} == dict.fromkeys(
            made.tables, True
        )
    assert ran.clearing.transfers == []


def test_an_account_is_called_as_its_settings_say_and_else_by_its_name():
    pair = {"a": {"share": 0.5, "pattern": "core", "name": "the old one"}, "b": {"share": 0.5, "pattern": "core"}}
    ran = portfolio(pair, "2018-01..2018-02")
    assert [made.config.name for made in ran.runs.values()] == ["the old one", "b"]


def test_a_share_too_small_to_open_an_account_is_a_sentence():
    pair = {"a": {"share": 0.5, "pattern": "core"}, "b": {"share": 0.5, "pattern": "core"}}
    with pytest.raises(ConfigError, match=r"accounts\.a: its share of the capital is 0.5 USD; an account opens with 1"):
        portfolio(pair, "2018-01..2018-02", capital=1)


@pytest.mark.pages
def test_capital_waits_for_the_first_session_of_its_account():
    days = sessions("2023-12-01", "2024-03-29")
    tokyo = shaped_market(Span(days, exchange("XTKS")), np.linspace(1.0, 1.1, len(days)), Setting(index_name="N225"))
    accounts = {
        "core": {"share": 0.6, "pattern": "core"},
        "tokyo": {"share": 0.4, "pattern": "core", "capital": {"currency": "JPY"}},
    }
    told = run_portfolio(parse_plan({"period": "2024-01..2024-02", "accounts": accounts}), {"tokyo": tokyo})
    whole = told.table("equity").slice(0, 3).to_pylist()
    assert [row["date"].isoformat() for row in whole] == ["2024-01-02", "2024-01-03", "2024-01-04"]
    assert whole[0]["equity"] == pytest.approx(1e6, rel=1e-12)
    assert [row["flow"] for row in whole] == [0.0] * 3
    opened = [row for row in told.table("ledger").to_pylist() if row["category"] == "deposit"]
    assert [(row["account"], row["date"].isoformat()) for row in opened] == [
        ("core", "2024-01-02"), ("tokyo", "2024-01-02"),
    ]  # fmt: skip


@pytest.mark.pages
def test_rates_are_of_the_first_market_that_knows_any():
    market = embedded_market().until(day_of(date(2018, 2, 28)))
    nothing = pa.array(np.full(len(market), np.nan))
    place = market.table.schema.get_field_index("usdjpy")
    bare = Market(market.table.set_column(place, market.table.schema.field(place), nothing), index="SPX")
    accounts = {
        "core": {"share": 0.5, "pattern": "core"},
        "yen": {"share": 0.5, "pattern": "core", "capital": {"currency": "JPY"}},
    }
    plan = parse_plan({"period": "2018-01..2018-02", "accounts": accounts})
    told, plain = run_accounts(plan, {"core": bare}), run_accounts(plan)
    assert told.runs["yen"].table("equity").equals(plain.runs["yen"].table("equity"))


def test_a_plan_whose_markets_have_no_day_together_is_told_which():
    with pytest.raises(ConfigError, match="trend begins on 1998-04-01 and the period ends on 1988-02-29"):
        portfolio(THREE, "1987-08..1988-02")


def test_what_one_account_refuses_names_it():
    accounts = {**THREE, "futures": {**THREE["futures"], "absence": {"start": "2010-01-04", "sessions": 2}}}
    with pytest.raises(ConfigError, match=r"^accounts\.futures: absence\.start: 2010-01-04 is not within the run"):
        portfolio(accounts)


@pytest.mark.pages
def test_a_deviation_is_set_against_the_same_account_with_the_same_money_moved(tmp_path):
    file = tmp_path / "overrides.csv"
    file.write_text("date,ratio,what,why\n2009-01-13,0.9,all,fear\n", encoding="utf-8")
    accounts = {"fund": {"share": 0.5, "pattern": "core"}, "cash": {"share": 0.5, "pattern": "cash"}}
    moved = {"every": "month", "band": 0.0}
    plain = portfolio(accounts, "2008-11..2009-01", transfers=moved).runs["cash"]
    with_it = {**accounts, "cash": {**accounts["cash"], "deviations": {"file": str(file)}}}
    found = portfolio(with_it, "2008-11..2009-01", transfers=moved)
    told = found.runs["cash"].manifest["deviations"]
    assert told["final_equity_without"] == plain.metrics["final_equity"] != told["final_equity"]


@pytest.mark.pages
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


@pytest.mark.pages
def test_the_ruin_of_one_account_leaves_the_others_whole():
    steep = {**STEEP, "share": 0.2, "overlay": {**STEEP["overlay"], "ratio": 1.6}}
    accounts = {"core": {"share": 0.8, "pattern": "core"}, "steep": steep}
    ran = portfolio(accounts, "1987-08..1988-02")
    alone = backtest(ran.runs["core"].config)
    assert ran.runs["core"].table("equity").equals(alone.table("equity"))
    kinds = ran.runs["steep"].table("events")["kind"].to_pylist()
    assert "liquidation" in kinds


@pytest.mark.pages
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
