"""The page about own data is what the code finds and what a run says; files of public data as they lie there are the
shipped market.
"""

import shlex

import pytest
from click.testing import CliRunner

from data.intake.market_file import load_market
from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.cli.data_build import build
from tests.support.sparing import only
from validation.own_data import (
    MORE,
    PAGE,
    SHIPPED,
    bare_market,
    byte_lines,
    check_tables,
    command_lines,
    fix_lines,
    page,
    rule_lines,
)

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def built(development_data, tmp_path_factory):
    """The market that the command of the page builds of the files as they lie there, and what it printed."""
    path = tmp_path_factory.mktemp("own") / "spx.parquet"
    files = {kind: development_data(f"history/{text.partition(':')[0]}") for kind, text in SHIPPED.items()}
    words = {kind: text.partition(":")[1:] for kind, text in SHIPPED.items()}
    given = [part for kind, file in files.items() for part in (f"--{kind}", f"{file}{''.join(words[kind])}")]
    done = CliRunner().invoke(build, [*given, *MORE, "-o", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return load_market(path), done.output


@pytest.mark.parametrize("lines", [byte_lines, rule_lines, fix_lines, command_lines], ids=lambda lines: lines.__name__)
def test_the_page_lists_every_finding_every_repair_and_the_command(lines):
    assert "\n".join(lines()) in PAGE.read_text(encoding="utf-8")


def test_the_page_lists_every_check_of_every_table(subtests):
    for table, lines in check_tables().items():
        with subtests.test(table):
            assert "\n".join(lines) in PAGE.read_text(encoding="utf-8")


def test_the_command_of_the_page_is_the_one_that_is_tried():
    words = shlex.split("\n".join(command_lines()).removeprefix("$ ").replace("\\\n", ""))
    given = [part for kind, text in SHIPPED.items() for part in (f"--{kind}", text)]
    assert words == ["overlay", "data", "build", *given, *MORE, "-o", "spx.parquet"]


def test_the_page_is_what_a_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_files_as_they_lie_there_are_the_market_that_comes_with_the_program(built):
    market, shipped = built[0], embedded_market()
    assert (market.digest, market.starts, market.bill_months) == (shipped.digest, shipped.starts, shipped.bill_months)


def test_its_record_says_which_source_has_which_days(built):
    columns = built[0].origin["columns"]
    spans = {name: [(one["source"], one["first"],
                one["derived"]) for one in columns[name]["spans"]] for name in columns if name != "open"}  # fmt: skip
    assert spans["dividend_yield"] == [
        ("Shiller", "1981-06-01", False), ("SPY total less price return, trailing year", "2023-08-01", True),
    ]  # fmt: skip
    assert spans["bill_yield"] == [("H.15", "1981-06-01", False), ("IRX", "2026-01-30", False)]
    assert spans["usdjpy"][1] == ("Yahoo", "2025-09-29", False)
    assert [source for source, *_ in spans["jpy_rate"]] == ["yearly mean, low confidence", "OECD monthly mean",
        "BOJ policy steps"]  # fmt: skip
    assert spans["vix"] == [("data/facts/vix_proxy.csv", "1981-06-01", True), ("vix_daily.csv", "1990-01-02", False)]
    assert columns["bill_yield_1m"]["first"] == "2001-07-31"
    assert [one["check"] for one in built[0].origin["warnings"]] == [
        "not-a-session-vix", "sessions-without-value", "unknown-there",
    ]  # fmt: skip


@pytest.mark.parametrize("pattern", only(["core", "A", "B", "C"], "C"))
def test_every_pattern_runs_on_an_index_and_bills_alone(pattern):
    run = backtest(load_config(None, ("period.start=2017-01-03",), pattern=pattern), bare_market())
    assert run.manifest["market"]["origin"] == bare_market().origin
    assert 0.0 < run.metrics["cagr"] < 0.1
