"""The page about own data is what the code finds and what a run says, and the folder of public data agrees with the embedded market."""

import time

import pytest

from engine import backtest, load_config
from validation.own_data import (
    PAGE,
    byte_lines,
    figures,
    fix_lines,
    own_market,
    page,
    reading_lines,
    rule_lines,
)
from validation.real_market import FILES


@pytest.fixture(scope="module")
def built(development_data):
    """(the market, seconds of CPU that building it took)."""
    for text in (*FILES.values(), "shiller_monthly.csv"):
        development_data(text.partition(":")[0])
    began = time.process_time()
    return own_market(), time.process_time() - began


@pytest.fixture(scope="module")
def own(built):
    return built[0]


@pytest.mark.parametrize("lines", [byte_lines, reading_lines, rule_lines, fix_lines], ids=lambda lines: lines.__name__)
def test_the_page_lists_every_finding_and_every_repair(lines):
    assert "\n".join(lines()) in PAGE.read_text(encoding="utf-8")


@pytest.mark.usefixtures("own")
@pytest.mark.pages
def test_the_page_is_what_a_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.usefixtures("own")
def test_every_figure_of_agreement_keeps_its_bounds():
    assert [figure for figure in figures() if not figure.kept] == []


def test_all_files_merge_into_a_market_of_thirty_one_years(own):
    assert repr(own) == "<Market 1990-01-02..2020-12-31, 7812 sessions of XNYS>"
    assert [one["kind"] for one in own.origin["sources"]] == ["index", "vix", "bills", "fx", "jpy-rate", "dividends"]
    assert sum(own.values("vix_modelled")) == 4
    assert {one["check"] for one in own.origin["warnings"]} == {
        "not-a-session-vix",
        "sessions-without-value",
        "facts-stand-in",
    }


@pytest.mark.parametrize("pattern", ["A", "B", "C"])
def test_every_pattern_runs_on_it(pattern, own):
    run = backtest(load_config(None, (), pattern=pattern), own)
    assert run.table("equity").num_rows == 7812
    assert run.manifest["market"]["origin"] == own.origin
    assert 0.0 < run.metrics["cagr"] < 0.1


def test_building_thirty_one_years_takes_little_time(built):
    assert built[1] < 5.0
