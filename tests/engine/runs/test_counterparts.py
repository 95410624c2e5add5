"""The plan without one of its lines: figures of ordinary runs, stored with a run and told by it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.market.market import Market
from engine import backtest, load_config, load_run
from engine.analysis.uncertainty import Resampling
from engine.analysis.worth_of_lines import FIGURES
from engine.audit.plan import plan
from engine.comparison.compared import compare_results
from engine.report.console import console
from engine.report.page import report_html
from engine.report.run_plain import plain_run
from engine.report.summary_parts import summary_parts
from engine.report.worth import worth_of
from engine.runs.counterparts import counterpart, with_lines
from engine.words import words
from tests.support.commands import outside

FEW = Resampling(count=200)
YEAR = ("period.start=2008-03-03", "period.end=2009-03-31")
ALL = {"core": "cash.sleeve", "exposure": "overlay.ratio", "halving": "halving.enabled",
    "loss_stop": "stops.monthly_loss"}  # fmt: skip


def config_of(*more, pattern="A"):
    return load_config(None, (*YEAR, *more), pattern=pattern)


def without(config):
    return {line.rule: list(line.without) for line in plan(config) if line.without}


@pytest.fixture(scope="module")
def run(market):
    return with_lines(backtest(config_of(), market), market)


def test_each_line_says_how_the_plan_looks_without_it():
    told = without(config_of())
    assert told == {rule: [setting] for rule, setting in ALL.items()}
    assert without(config_of("account.profile=jp_retail_futures"))["core"] == ["cash.buffer"]
    assert without(config_of(pattern="C"))["exposure"] == ["insurance.hedge_ratio"]
    assert without(config_of("insurance.hedge_ratio=0.0", pattern="C"))["exposure"] == ["overlay.ratio"]
    assert without(config_of(pattern="B")) == {
        "exposure": ["options.budget"], "halving": ["halving.enabled"], "loss_stop": ["stops.monthly_loss"],
    }  # fmt: skip
    hedged = ("investor.currency=JPY", "hedge.ratio=1.0", "account.profile=jp_retail_futures")
    assert without(config_of(*hedged))["core"] == ["cash.buffer", "hedge.buffer"]


def test_a_line_that_is_off_or_changes_nothing_has_no_counterpart():
    off = ("halving.enabled=false", "stops.monthly_loss=off", "cash.sleeve=0.0", "overlay.ratio=0.0")
    assert without(config_of(*off)) == {}
    assert without(config_of(pattern="core")) == {}
    assert "dates" not in without(config_of())


SIZES = st.fixed_dictionaries({
    "pattern": st.sampled_from("ABC"),
    "overlay.ratio": st.sampled_from([0.1, 0.15, 0.2]),
    "stops.monthly_loss": st.sampled_from([0.005, 0.01, 0.02]),
    "halving.window": st.integers(10, 40),
    "cash.sleeve": st.sampled_from([0.05, 0.2, 0.35]),
    "account.profile": st.sampled_from(["us_fcm_tbill", "jp_retail_futures"]),
})  # fmt: skip


@pytest.mark.pages
@settings(max_examples=5)
@given(SIZES)
def test_figures_with_and_without_a_line_are_those_of_two_ordinary_runs(market, chosen):
    pattern, chosen = chosen["pattern"], {name: value for name, value in chosen.items() if name != "pattern"}
    config = config_of(*(f"{name}={value}" for name, value in chosen.items()), pattern=pattern)
    made = with_lines(backtest(config, market), market)
    lines = made.manifest["lines"]
    assert [line["rule"] for line in lines] == [line.rule for line in plan(config) if line.without]
    for line in lines:
        other = backtest(counterpart(config, line["settings"]), market)
        assert {name: line["with"][name] for name in FIGURES} == {name: made.metrics[name] for name in FIGURES}
        assert {name: line["without"][name] for name in FIGURES} == {name: other.metrics[name] for name in FIGURES}
        for name in FIGURES:
            assert line["with"][name] == pytest.approx(line["without"][name] + line["bought"][name])


def test_a_counterpart_differs_from_the_plan_in_its_line_alone():
    config = config_of("investor.currency=JPY", "investor.capital=150000000")
    other = counterpart(config, {"halving.enabled": False})
    assert other.halving == config.halving.model_copy(update={"enabled": False})
    assert other.model_copy(update={"halving": config.halving}) == config


@pytest.mark.pages
def test_a_run_of_python_pays_for_none_and_a_fund_alone_has_none(market):
    assert "lines" not in backtest(config_of(), market).manifest
    assert "lines" not in with_lines(backtest(config_of(pattern="core"), market), market).manifest


def test_a_counterpart_that_is_refused_says_why_in_a_sentence(run, market):
    refused = with_lines(run, Market(market.table.slice(0, 100), index=market.index))
    line = refused.manifest["lines"][0]
    assert set(line) == {"rule", "settings", "refused"}
    assert line["refused"]["code"] == "refused"
    assert "the market covers" in line["refused"]["values"]["sentence"]
    for language, told in (("en", "without spare cash: cannot be run ("), ("ja", "余裕資金なし: 実行できない(")):
        worth = worth_of(refused, words(language))
        assert len(worth.rows) == 1
        assert worth.refused[0].startswith(told)


def test_what_a_point_of_fall_cost_is_told_of_lines_that_avoided_some(run):
    def line(setting, cagr, fall):
        gained = {**dict.fromkeys(FIGURES, 0.0), "cagr": cagr, "max_drawdown": fall}
        return {"settings": {setting: 0.0}, "without": gained, "bought": gained}

    told = [
        line("insurance.hedge_ratio", -0.006, 0.03),
        line("stops.monthly_loss", 0.001, 0.02),
        line("halving.enabled", -0.006, 0.00001),
        line("overlay.ratio", 0.01, -0.08),
    ]
    worth = worth_of(replace(run, manifest={**run.manifest, "lines": told}), words("en"))
    assert worth.prices.endswith("avoided: puts 0.20; monthly stop none.")
    assert worth_of(replace(run, manifest={**run.manifest, "lines": told[3:]}), words("en")).prices == ""


@pytest.mark.pages
def test_what_is_heard_is_which_line_is_left_out_and_which_day_is_reached(market):
    asked, days = [], []

    def hear(changed, place, count):
        asked.append((dict(changed), place, count))
        return days.append

    with_lines(backtest(config_of(), market), market, hear)
    assert [place for _, place, _ in asked] == list(range(1, len(asked) + 1))
    assert {count for *_, count in asked} == {len(asked)}
    assert asked[0][0] == {"cash.sleeve": 0.0}
    assert days


@pytest.mark.pages
def test_a_saved_run_keeps_its_lines_and_shows_them_in_80_columns(run, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    saved = load_run(run.save(tmp_path).path)
    assert plain_run(saved, {})["lines"] == saved.manifest["lines"] == json.loads(json.dumps(run.manifest["lines"]))
    for language, told in (
        ("en", ["spare cash", "overlay", "halving", "monthly stop"]),
        ("ja", ["余裕資金", "半減"]),
    ):
        for _, table in summary_parts(saved, {}, words(language)):
            console().print(table)
        shown = capsys.readouterr().out
        rows = [next(line for line in shown.splitlines() if line.startswith(name)) for name in told]
        assert all(row.count("(") == 4 for row in rows)
        assert all(len(line) <= 80 for line in shown.splitlines())
        assert "…" not in shown


@pytest.mark.pages
def test_the_page_of_a_run_has_the_table_and_that_of_a_comparison_has_none(run, market):
    bare = backtest(run.config, market)
    for language in ("en", "ja"):
        title, name = (words(language)(key) for key in ("lines.title", "left_out.stops.monthly_loss"))
        page = report_html(compare_results({"A": run}, market, plan=FEW), language)
        assert title in page
        assert f'<th scope="row">{name}</th><td>' in page
        assert title not in report_html(compare_results({"A": bare}, market, plan=FEW), language)


@pytest.mark.pages
@pytest.mark.parametrize(("option", "count"), [((), 3), (("--no-lines",), 0)])
def test_the_command_stores_and_prints_them_unless_it_is_told_not_to(option, count, tmp_path):
    period = [word for setting in YEAR for word in ("--set", setting)]
    command = ["run", *period, "--set", "cash.sleeve=0.0", *option, "--out", str(tmp_path)]
    told = json.loads(outside(*command, "--json").stdout)
    lines = told.get("lines", [])
    assert len(lines) == count
    assert all(set(line) == {"rule", "settings", "with", "without", "bought"} for line in lines)
    shown = outside(*command).stdout
    assert ("plan without" in shown) == bool(count)
