"""What options earned and cost, on a terminal, on a page and for programs."""

import numpy as np
import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.option_sums import Part, option_sums
from engine.analysis.uncertainty import Resampling
from engine.assembly.market_seen import market_for
from engine.report.kind_pictures import kind_charts
from engine.report.kind_tables import kind_tables
from engine.report.kind_told import sections_of
from engine.report.option_table import option_rows, option_tables, plain_options
from engine.report.rows import texts
from engine.words import words

HALF = ["period.start=2007-07-02", "period.end=2007-12-31"]


@pytest.fixture(scope="module")
def comparison(market):
    runs = {name: backtest(load_config(None, HALF, pattern=name), market) for name in ("A", "C")}
    first = next(iter(runs.values()))
    return compare_results(runs, market_for(first.config, market), plan=Resampling(count=20))


def number(text):
    return float(text.replace(",", ""))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_both_ways_to_tell_it_end_with_the_same_gain(comparison, language):
    (sums,) = option_sums(comparison.whole["C"].tables)
    ways, causes = option_rows(sums, words(language))
    assert ways[-1] == causes[-1]
    assert sum(number(amount) for _, amount, _ in ways[:-1]) == pytest.approx(sums.gain.amount, abs=len(ways))
    once = [amount for _, amount, _ in (*causes[:3], *causes[5:-1])]
    assert sum(map(number, once)) == pytest.approx(sums.gain.amount, abs=len(causes))
    paid, realised = sums.volatilities
    assert causes[4][1] == f"{realised:.1%} / {paid:.1%}"


def test_less_than_a_year_is_told_in_money_alone(comparison):
    (sums,) = option_sums(comparison.whole["C"].tables)
    assert sums.gain.a_year is sums.realised_less_paid.a_year is None
    assert {a_year for *_, a_year in option_rows(sums, words("en"))[1]} == {"n/a", ""}
    assert plain_options(comparison.whole["C"])["options"]["insurance"]["parts"]["delta"]["a_year"] is None


def test_a_part_that_is_shown_as_nothing_has_no_sign(comparison):
    (sums,) = option_sums(comparison.whole["C"].tables)
    small = sums._replace(parts=sums.parts | {"vega": Part(-0.4, -0.00001)})
    assert ("change of implied volatility", "0", "0.00%") in option_rows(small, words("en"))[1]
    table = comparison.whole["C"].table("option_attribution")
    assert not [text for text in texts(table, "premium_intrinsic", words("en")) if text.startswith("-0.00")]


def test_a_terminal_has_a_table_for_runs_with_options_alone(comparison):
    (table,) = option_tables(comparison.whole, words("en"))
    assert table.above == "C: what the insurance earned and cost (USD)"


def test_programs_are_told_the_same_numbers(comparison):
    assert plain_options(comparison.whole["A"]) == {}
    told = plain_options(comparison.whole["C"])["options"]["insurance"]
    (sums,) = option_sums(comparison.whole["C"].tables)
    assert (told["paid_volatility"], told["realised_volatility"]) == sums.volatilities
    assert told["parts"]["total"]["amount"] == sums.gain.amount == pytest.approx(sum(told["ways"].values()))


def test_a_page_draws_the_parts_added_up_and_tells_them(comparison):
    runs = comparison.runs
    assert ["options" in sections_of(run) for run in runs.values()] == [False, True]
    assert kind_tables(comparison, words("en"))["A"]["options"] == []
    ((title, (paid, causes)),) = kind_tables(comparison, words("en"))["C"]["options"]
    assert title == "C: what the insurance earned and cost (USD)"
    assert (len(paid.titles), len(causes.titles)) == (2, 3)


def test_the_lines_of_the_chart_sum_to_the_gain_on_every_session(market, comparison):
    run = comparison.whole["C"]
    alone = compare_results({"C": run}, market_for(run.config, market), plan=Resampling(count=20))
    gain, *parts = kind_charts(alone, words("en"))["options"].curves
    assert np.allclose(np.sum([part.ys for part in parts], axis=0), gain.ys, atol=0.01)
    (sums,) = option_sums(run.tables)
    assert gain.ys[-1] == pytest.approx(sums.gain.amount, rel=1e-6)
