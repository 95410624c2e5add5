"""What is told of a portfolio: what splitting cost, the worst month, transfers, and settings that did nothing."""

import re
import shutil
from datetime import date
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from data.base.errors import ConfigError
from engine.portfolio.again import changed_tables, same_plan
from engine.portfolio.curves import portfolio_curves
from engine.portfolio.figures import Path, together
from engine.portfolio.moved import moved
from engine.portfolio.plan import parse_plan
from engine.portfolio.portfolio import run_portfolio
from engine.portfolio.rescues import outcomes
from engine.portfolio.splitting import mixed
from engine.report import portfolio_told
from engine.report.portfolio_told import Cost, sentences, splitting_cost
from engine.results.trials import looks
from engine.words import words
from tests.support.portfolios import STEEP, THREE


def run(accounts, period="2008-11..2009-03", **whole):
    return run_portfolio(parse_plan({"accounts": accounts, "period": period, **whole}))


@pytest.fixture(scope="module")
def three():
    return run(THREE, transfers={"every": "month", "band": 0.0, "conversion": 0.001})


def path(worth, days=None):
    worth = np.array(worth, np.float64)
    return Path(np.array(days or range(len(worth)), np.int32), worth, worth, ())


def test_a_mix_drifts_where_it_is_never_brought_back():
    told = mixed(np.arange(3, dtype=np.int32), [path([1, 2, 4]), path([1, 1, 0.5])], [0.5, 0.5], 0)
    assert told.tolist() == [1.0, 1.5, 2.25]


def test_accounts_go_together_by_the_months_in_which_both_lived():
    months = [30, 58, 89, 119, 150, 180]  # ends of months of 1970
    (one,) = together({"a": path([2, 1, 2, 1, 2, 1], months), "b": path([4, 2, 4, 2, -1, -2], months)}).to_pylist()
    assert one["correlation"] == pytest.approx(np.corrcoef([-0.5, 1, -0.5, 1], [-0.5, 1, -0.5, -1.5])[0, 1])
    assert (one["both_lost"], one["expected"]) == (0.5, 0.5 * 0.75)
    (later,) = together({"a": path([2, 1, 2], months[:3]), "b": path([1, 2, 1, 2], months[:4])}).to_pylist()
    assert later["both_lost"] == 0.0


def test_a_mix_is_brought_to_its_shares_on_the_first_day_of_a_period_after_its_return():
    days = [29, 31, 32]  # 1970-01-30, 02-01, 02-02
    told = mixed(np.array(days, np.int32), [path([1, 2, 4], days), path([1, 1, 1], days)], [0.5, 0.5], 1)
    assert told.tolist() == [1.0, 1.5, 0.75 * 2 + 0.75]


def test_a_lost_account_gives_and_gets_nothing_in_a_mix():
    days = [29, 31, 60, 61]
    told = mixed(np.array(days, np.int32), [path([1, 1, 2, 2], days), path([1, 0, 0, 0], days)], [0.5, 0.5], 1)
    assert told.tolist() == [1.0, 0.5, 1.0, 1.0]


def test_the_parts_of_what_splitting_cost_sum_to_it(three):
    cost, rows = splitting_cost(three), {row["told_of"]: row for row in three.table("splitting").to_pylist()}
    assert cost.all == pytest.approx(cost.moving + cost.size, abs=1e-15)
    assert cost.all == rows["whole_capital"]["growth"] - rows["as_held"]["growth"]
    assert not cost.yearly


@pytest.mark.parametrize("parts", [(0.0453, 0.0014, 0.0439), (-0.00005, -0.00014, 0.00009), (0.0, 0.00004, -0.00004)])
def test_the_parts_that_are_shown_sum_to_what_splitting_cost(three, parts, monkeypatch):
    monkeypatch.setattr(portfolio_told, "splitting_cost", lambda _result: Cost(*parts, True))
    told = next(one for one in sentences(three, words()) if one.startswith("Splitting"))
    cost, moving, size = map(float, re.findall(r"[+-]\d+\.\d\d", told))
    assert cost == pytest.approx(moving + size, abs=1e-9)
    assert "-0.00" not in told


def test_the_worst_month_is_that_of_the_whole_and_its_parts_sum_to_it(three):
    whole, *parts = three.table("worst").to_pylist()
    figures = three.table("figures").to_pylist()
    assert whole["of_equity"] == pytest.approx(figures[0]["worst_month"], abs=1e-9)
    assert whole["gave"] == pytest.approx(sum(row["gave"] for row in parts), abs=1e-6)
    assert whole["at_once"] <= whole["max_drawdown"] <= 0.0
    shares = {name: one["share"] for name, one in THREE.items()}
    falls = {row["account"]: row["max_drawdown"] for row in figures if row["told_of"] == "as_held"}
    assert whole["at_once"] == pytest.approx(sum(shares[name] * falls[name] for name in shares))


def test_all_in_one_is_on_the_days_of_the_portfolio(three):
    told = [row["told_of"] for row in three.table("figures").to_pylist()]
    assert told == ["as_held"] * 4 + ["all_in_one"] * 3
    found = moved(three)
    assert found.ordered == three.table("transfers").num_rows > 0
    assert found.arrived + found.open + found.lapsed == found.ordered
    assert found.most == max(three.table("equity")["on_its_way"].to_pylist())


@pytest.mark.pages
def test_what_became_of_rescues_is_counted():
    accounts = {"core": {"share": 0.8, "pattern": "core"}, "steep": {**STEEP, "share": 0.2}}
    found = run(accounts, "1987-09..1987-11", transfers={"rescue_from": "core", "days": 1})
    told = moved(found)
    assert (told.rescues, told.in_time, told.too_late, told.unneeded) == (3, 0, 2, 1)
    assert told.ordered == found.table("transfers").num_rows
    assert "Rescues: 3; 0 came in time, 2 too late, 1 when the call had been met." in list(sentences(found, words()))


@pytest.mark.parametrize(
    ("growths", "told"),
    [((0.0, -0.5, -1.0), (-1.0, -0.5, False)), ((-1.0, -1.0, -1.0), None), ((0.1, 0.2, 0.4), (0.3, 0.1, True))],
)
def test_where_a_mix_was_lost_cost_is_told_in_all_and_where_all_were_lost_not_at_all(growths, told):
    names = ("as_held", "moved_at_once", "whole_capital")
    rows = [{"told_of": name, "growth": one, "cagr": one} for name, one in zip(names, growths, strict=True)]
    result = SimpleNamespace(runs={"a": 1, "b": 2}, table=lambda _name: pa.Table.from_pylist(rows))
    cost = splitting_cost(result)
    assert (cost and (cost.all, cost.moving, cost.yearly)) == (told and pytest.approx(told))


@pytest.mark.parametrize(
    ("kinds", "became"),
    [
        ({}, "in_time"),
        ({3: "call_met"}, "unneeded"),
        ({3: "liquidation"}, "too_late"),
        ({4: "deadline_missed"}, "too_late"),
        ({3: "call_met", 4: "loss_cut"}, "too_late"),
        ({1: "liquidation", 5: "liquidation"}, "in_time"),
    ],
)
def test_a_rescue_is_in_time_where_neither_deadline_nor_broker_came_before_it(kinds, became):
    events = pa.table({"date": [date(1987, 10, day) for day in kinds], "kind": pa.array(kinds.values(), pa.string())})
    sent = {"decided": date(1987, 10, 1), "arrived_on": date(1987, 10, 4), "target": "a", "status": "arrived"}
    transfers = pa.Table.from_pylist([{**sent, "reason": "rescue"}, {**sent, "reason": "rebalance"}])
    account = SimpleNamespace(table=lambda _name: events)
    result = SimpleNamespace(runs={"a": account}, table=lambda _name: transfers)
    assert outcomes(result) == [became, "arrived"]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("transfers", "codes"),
    [
        ({}, []),
        ({"band": 0.1, "days": 5}, ["portfolio_never"]),
        ({"every": "year", "conversion": 0.01}, ["portfolio_one_currency", "portfolio_within_band"]),
        ({"rescue_from": "a", "band": 0.1}, ["portfolio_rescues_only", "portfolio_no_rescue"]),
    ],
)
def test_settings_that_did_nothing_are_said(transfers, codes):
    pair = {"a": {"share": 0.5, "pattern": "core"}, "b": {"share": 0.5, "pattern": "core"}}
    found = run(pair, "2018-01..2018-02", transfers=transfers)
    assert [note["code"] for note in found.manifest["notes"]] == codes
    assert len(found.notes("ja")) == len(codes)


def test_transfers_of_one_account_are_said_to_do_nothing():
    found = run({"a": {"share": 1, "pattern": "core"}}, "2018-01..2018-02", transfers={"every": "year"})
    assert [note["code"] for note in found.manifest["notes"]] == ["portfolio_alone"]
    assert found.table("together").num_rows == 0
    assert len(list(sentences(found, words()))) == 1


def test_curves_begin_where_they_are_asked_to_and_are_those_of_the_tables(three):
    curves = portfolio_curves(three, "equity", 100.0)
    assert curves.column_names == ["date", "portfolio", *THREE]
    assert [curves[name][0].as_py() for name in curves.column_names[1:]] == [100.0] * 4
    money = portfolio_curves(three, "equity")
    assert money["portfolio"].to_pylist() == three.table("equity")["equity"].to_pylist()
    falls = {name: min(portfolio_curves(three, "drawdown")[name].to_pylist()) for name in ("portfolio", "trend")}
    told = {row["account"]: row["max_drawdown"] for row in three.table("figures").to_pylist()[:4]}
    assert falls == pytest.approx({name: told[name] for name in falls}, abs=1e-3)
    with pytest.raises(ConfigError, match="a portfolio has equity and drawdown"):
        portfolio_curves(three, "exposure")
    with pytest.raises(ConfigError, match="above 0"):
        portfolio_curves(three, "drawdown", 100.0)


@pytest.mark.pages
def test_what_is_saved_is_read_back_and_comes_out_the_same(three, tmp_path):
    saved = three.save(tmp_path)
    market = saved.runs["core"].manifest["market"]["content_sha256"]
    assert (looks(tmp_path, market).count, looks(tmp_path, market).known) == (2, True)
    shutil.rmtree(tmp_path / "trials")
    assert not looks(tmp_path, market).known
    again = run_portfolio(same_plan(saved))
    assert changed_tables(saved, again) == []
    other = again.tables["figures"].slice(1)
    assert changed_tables(saved, type(again)(again.plan, again.runs, {**again.tables, "figures": other}, {})) == [
        "figures"
    ]


@pytest.mark.pages
def test_growth_leaves_out_what_was_paid_in():
    accounts = {
        "a": {"share": 0.5, "pattern": "core", "flows": {"contribute": 100_000.0}},
        "b": {"share": 0.5, "pattern": "core"},
    }
    found = run(accounts, "2018-01..2018-04")
    whole = found.table("figures").to_pylist()[0]
    assert whole["final"] / whole["opening"] > 1.2
    assert "USD, +0.35% in all, deepest fall" in next(sentences(found, words()))
