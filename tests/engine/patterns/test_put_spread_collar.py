"""A pattern that writes options, in one file of somebody else's: complete in every command and language."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.arrow import to_array
from data.contracts.contracts import is_option, option_contract
from engine import PATTERNS, backtest, check_pattern
from engine.audit.chapters import audit
from engine.cli import cli
from engine.settings.run_config import parse_config
from tests.oracles import slow_written
from tests.plugins.trials import COLLAR

NAME = COLLAR.name
OURS, CRISIS = ("--set", f"pattern={NAME}"), ("--set", "period.start=2008-08-01", "--set", "period.end=2008-12-31")


@pytest.fixture(scope="module", autouse=True)
def collar():
    with PATTERNS.added(COLLAR):
        yield


@pytest.fixture(scope="module")
def run(market):
    period = {"start": "2008-08-01", "end": "2008-12-31"}
    return backtest(parse_config({"pattern": NAME, "period": period}), market)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A comparison with pattern C, saved by the command itself."""
    out = tmp_path_factory.mktemp("runs")
    told = json.loads(overlay("compare", "--patterns", f"C,{NAME}", *CRISIS, "--json", "--out", str(out)))
    assert [one["pattern"] for one in told["runs"]] == ["C", NAME]
    return told["runs"][1]["folder"], told["folder"]


def overlay(*arguments):
    done = CliRunner(env={"COLUMNS": "200"}).invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.pages
def test_nothing_is_wrong_with_it(market):
    settings = {"period": {"start": "2008-08-01", "end": "2008-12-31"}}
    assert check_pattern(NAME, market, settings) == []


@pytest.mark.pages
def test_it_writes_puts_and_calls_and_their_margin_is_the_one_of_the_rules(run, market):
    positions = run.table("positions").to_pylist()
    held = [(row, option_contract(row["contract"])) for row in positions if is_option(row["contract"])]
    written = {one.right for row, one in held if row["size"] < 0}
    assert written == {"P", "C"}
    closes = dict(zip(market.days, market.values("close"), strict=True))
    days = to_array(run.table("equity")["date"]).tolist()
    for day, row in zip(days, run.table("equity").to_pylist(), strict=True):
        of_day = [(told, one) for told, one in held if told["date"] == row["date"]]
        book = [("XSP", one.right, one.strike, one.expiry, told["size"], told["mark"]) for told, one in of_day]
        asked = slow_written.asked(book, {"XSP": closes[day] / 10.0}, {"XSP": 100.0})
        futures = sum(
            one["size"] for one in positions if one["date"] == row["date"] and one["contract"].startswith("MES")
        )
        # what futures asked for in those months, as a share of their value
        of_futures = (row["maintenance"] - asked) / (5.0 * closes[day])
        assert 0.03 * futures <= of_futures <= 0.15 * futures
        assert (asked > 0.0) == any(told["size"] < 0 and one.right == "C" for told, one in of_day)


def test_written_options_bring_what_bought_ones_cost(run):
    table = run.table("attribution").to_pylist()
    had = [row["amount"] for row in table if row["category"] == "insurance_premium"]
    assert min(had) < 0.0 < max(had)
    verdicts = {verdict.check: verdict.standing.value for verdict in audit(run)}
    assert verdicts["covered"] == verdicts["books"] == verdicts["exposure"] == "kept"
    assert verdicts["call_distance"] == "not_part"
    assert verdicts["insured"] in {"kept", "drifted"}


@pytest.mark.pages
def test_without_calls_nothing_is_asked_for_what_is_written(market):
    plain, spread = (
        backtest(
            parse_config({"pattern": NAME, "period": {"start": "2013-01-02", "end": "2013-06-28"}, **more}), market
        )
        for more in ({"put_spread": {"share": 0.0, "calls": 0.0}}, {"put_spread": {"calls": 0.0}})
    )
    assert np.array_equal(*(to_array(one.table("equity")["maintenance"]) for one in (plain, spread)))
    assert {verdict.check: verdict.standing.value for verdict in audit(spread)}["call_distance"] == "kept"


@pytest.mark.pages
def test_with_nothing_written_it_is_pattern_c(market):
    none = {"put_spread": {"share": 0.0, "calls": 0.0}, "period": {"start": "2013-01-02", "end": "2013-06-28"}}
    ours = backtest(parse_config({"pattern": NAME, **none}), market)
    theirs = backtest(parse_config({"pattern": "C", "period": none["period"]}), market)
    assert all(ours.tables[name].equals(theirs.tables[name]) for name in theirs.tables if name != "verdicts")


@pytest.mark.pages
def test_its_lines_are_worth_something(tmp_path):
    told = json.loads(overlay("run", *OURS, *CRISIS, "--json", "--out", str(tmp_path)))
    lines = {line["rule"]: line for line in told["lines"]}
    assert lines["put_spread"]["settings"] == {"put_spread.share": 0.0, "put_spread.calls": 0.0}
    assert lines["put_spread"]["bought"]


@pytest.mark.pages
def test_a_stress_test_knows_what_is_written(folder):
    told = json.loads(overlay("stress", folder[0], "--json"))
    assert told["maintenance"] > 0.0
    assert {cell["outcome"] for cell in told["grid"]} >= {"no_call"}


@pytest.mark.parametrize(("year", "carried"), [(1999, True), (2013, False)])
def test_a_run_before_the_rules_says_that_their_shares_were_carried(market, year, carried):
    period = {"start": f"{year}-02-01", "end": f"{year}-03-31"}
    made = backtest(parse_config({"pattern": NAME, "period": period}), market)
    assert any("option_margin" in str(note) for note in made.manifest["notes"]) == carried
