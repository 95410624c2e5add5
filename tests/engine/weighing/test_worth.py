"""The result of `overlay worth`: every number of it against ordinary runs, and its folder."""

import json

import numpy as np
import pyarrow.compute as pc
import pytest

from data.base.errors import ConfigError, ResultError
from data.market.market import Market
from engine import backtest, load_survival, load_worth
from engine.analysis.uncertainty import compare_runs
from engine.results.trials import ledger
from engine.runs.counterparts import counterpart
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.weighing.history import Figures, Ran
from engine.weighing.request import WorthTerms
from engine.weighing.worth import _differences, weighed
from tests.support.worth_result import CALLED, SMALL

pytestmark = pytest.mark.pages


def rows(result, table, **wanted):
    return [row for row in result.table(table).to_pylist() if wanted.items() <= row.items()]


def variant(result, name):
    (row,) = rows(result, "variants", name=name)
    return row


@pytest.fixture(scope="module")
def runs(market, small_worth):
    """The plan, and the plan without its halving, with full books."""
    return {
        "plan": backtest(small_worth.config, market),
        "other": backtest(counterpart(small_worth.config, {"halving.enabled": False}), market),
    }


def test_the_figures_are_those_of_ordinary_runs(result, runs):
    for name, run in (("plan", runs["plan"]), ("halving", runs["other"])):
        row = variant(result, name)
        for figure in ("cagr", "volatility", "max_drawdown", "worst_month", "margin_calls", "turnover", "cost_drag"):
            assert row[figure] == pytest.approx(run.metrics[figure], rel=1e-12), figure


def test_what_a_rule_does_is_the_plan_less_the_run_without_it(result, runs):
    place = variant(result, "halving")["variant"]
    found = {row["figure"]: row for row in rows(result, "effects", variant=place)}
    tables = {name: run.tables for name, run in runs.items()}
    alone = compare_runs(tables, SMALL.resampling())["plan", "other"]
    for figure, interval in alone.items():
        row = found[figure]
        told = (row["effect"], row["low"], row["high"])
        assert told == pytest.approx((interval.estimate, interval.low, interval.high)), figure
        assert row["adjusted_p"] >= interval.adjusted_p - 1e-12


def test_what_could_be_instead_is_that_run_less_the_plan(market, interpreted, tmp_path):
    config = load_config(None, ['period="2007-2011"'], pattern="C")
    found = weighed_without_paths(config, market, tmp_path)
    row = next(one for one in rows(found, "variants", name="out_of_the_money", refused=False))
    told = next(one for one in rows(found, "effects", variant=row["variant"], figure="cagr"))
    assert told["effect"] == pytest.approx(row["cagr"] - variant(found, "plan")["cagr"])


def weighed_without_paths(config, market, out):
    return weighed(config, market, WorthTerms(paths=0, resamples=100), out, listener_of(lambda _: None))


def test_looks_are_the_variants_that_ran(result):
    ran = rows(result, "variants", refused=False)
    assert result.request["looks"] == len(ran) - 1
    assert {row["looks"] for row in rows(result, "effects", figure="cagr")} == {len(ran) - 1}
    refused = {str(row["variant"]) for row in rows(result, "variants", refused=True)}
    assert refused == {*result.manifest["refused"]}


def test_a_crisis_is_told_of_every_variant(result):
    own = {row["crisis"]: row for row in rows(result, "episodes", variant=0)}
    assert [*own] == ["2008", "2011-08"]
    place = variant(result, "halving")["variant"]
    for row in rows(result, "episodes", variant=place):
        assert row["effect"] == pytest.approx(own[row["crisis"]]["gained"] - row["gained"])
        assert row["effect_back"] == pytest.approx(own[row["crisis"]]["gained_back"] - row["gained_back"])
        assert row["first"] < row["last"] < row["back"]
    assert all(row["effect"] == 0.0 for row in own.values())


def test_the_paths_are_a_survival_result_beside_it(result):
    survived = load_survival(result.path.parent / result.manifest["survival"])
    ran = rows(result, "variants", refused=False)
    assert survived.table("cells").num_rows == len(ran)
    place = variant(result, "all_rules")["variant"]
    cell = [row["variant"] for row in ran].index(place)
    own = {row["event"]: row for row in rows(survived, "survival", cell=cell, kind="all")}
    for row in rows(result, "chances", variant=place):
        assert row["probability"] == own[row["event"]]["probability"]
    assert [row["wealth"] for row in rows(result, "wealth", variant=place)] == [
        row["wealth"] for row in rows(survived, "terminal", cell=cell)
    ]


def test_it_is_read_back_as_it_was_written(result):
    again = load_worth(result.path)
    assert again.manifest == result.manifest
    assert {name: table.to_pylist() for name, table in again.tables.items()} == {
        name: table.to_pylist() for name, table in result.tables.items()
    }
    assert again.config.digest == result.config.digest == load_config(None, CALLED).digest


def test_what_is_no_such_result_is_refused(result, tmp_path):
    with pytest.raises(ResultError, match=r"is not a result of overlay worth, worth\.json is missing"):
        load_worth(tmp_path)
    with pytest.raises(ResultError, match="unknown table 'x'; a result of overlay worth has variants, effects"):
        result.table("x")


def test_a_changed_table_is_noticed(result, tmp_path):
    for path in result.path.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((tmp_path / "worth.json").read_text())
    (tmp_path / "worth.json").write_text(json.dumps({**manifest, "refused": {}}))
    with pytest.raises(ResultError, match=r"worth\.json is not what was written"):
        load_worth(tmp_path)


def test_an_account_that_is_lost_has_figures_and_no_interval(market_table, interpreted, tmp_path):
    moves = 0.019 * np.random.default_rng(8).standard_normal(1400)
    moves[700] = np.log(0.55)
    crashed = Market(market_table(1000.0 * np.exp(np.cumsum(moves - moves.mean())), start="2012-01-03"), index="SPX")
    plan = load_config(
        None, ["overlay.ratio=2.4", "overlay.max_total_exposure=4.0", "overlay.acknowledge_high_leverage=true"]
    )
    found = weighed_without_paths(plan, crashed, tmp_path)
    rest = variant(found, "halving")
    assert rest["final_equity"] <= 0.0 < variant(found, "plan")["final_equity"]
    assert rest["max_drawdown"] <= -1.0
    assert rows(found, "effects", variant=rest["variant"]) == []
    assert rows(found, "effects", variant=variant(found, "loss_stop")["variant"])
    # halving sees nothing of this market but by its closes: it has no highs and lows, and its VIX stands still
    lost = {row["name"] for row in rows(found, "variants") if row["final_equity"] <= 0.0}
    assert lost == {"halving", "all_rules", "measure"}
    assert {"code": "worth_lost", "values": {"count": 5}} in found.manifest["notes"]


def test_where_the_plan_itself_is_lost_no_effect_has_an_interval():
    told = Ran(np.arange(4), np.array([1.0, 0.5, 0.2, -0.1]), Figures(*[None] * 10))
    found, notes = _differences({0: told, 1: told}, np.zeros(9), WorthTerms())
    assert (found, [one["code"] for one in notes]) == ({}, ["worth_plan_lost"])


@pytest.mark.parametrize(
    ("terms", "told"), [({"paths": -1}, "paths = -1"), ({"resamples": 1}, "resamples = 1"), ({"years": 0}, "years = 0")]
)
def test_terms_that_cannot_be_are_refused(terms, told):
    with pytest.raises(ConfigError, match=told):
        WorthTerms(**terms)


def test_intervals_need_five_years(market, interpreted, tmp_path):
    found = weighed_without_paths(load_config(None, ['period="2008"']), market, tmp_path)
    assert found.table("effects").num_rows == 0
    assert any(note["code"] == "few_returns" for note in found.manifest["notes"])
    assert np.isfinite(variant(found, "halving")["cagr"])


def test_every_variant_that_ran_is_a_look_of_its_folder(small_worth):
    known = ledger(small_worth.path.parent)
    assert small_worth.path.name in known.folders
    ran = {row["variant"] for row in small_worth.table("effects").to_pylist()} | {0}
    told = known.trials.filter(pc.equal(known.trials["by"], "worth"))
    assert len(told) == len({*told["digest"].to_pylist()})
    assert 1 < len(told) <= len(ran)


def test_a_price_of_falls_is_told_of_rules_that_avoided_some(result):
    found = rows(result, "effects", figure="fall_price")
    for row in found:
        growth, fall = (
            next(one["effect"] for one in rows(result, "effects", variant=row["variant"], figure=name))
            for name in ("cagr", "max_drawdown")
        )
        assert fall > 0.0
        assert row["effect"] == pytest.approx(-growth / fall)
    assert found
