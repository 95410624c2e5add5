"""What runs are held against on a page: the index, told as what it is, or a file of one's own."""

import re

import numpy as np
import pytest

from data.base.errors import ConfigError
from data.intake.benchmark_file import Benchmark
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.report.benchmark import benchmark_levels, benchmark_name, is_known
from engine.report.page import report_html
from engine.words import words


@pytest.fixture(scope="module")
def comparison(market):
    run = backtest(load_config(None, ["period.start=2018-01-02", "period.end=2018-12-31"]), market)
    return compare_results({"A": run}, market, plan=Resampling(count=100))


def monthly(days, *, skipped=0):
    days = np.asarray(days)[skipped::21]
    return Benchmark("Mine", days, np.linspace(50.0, 60.0, len(days)))


def test_the_index_is_told_as_a_price_index(comparison):
    assert benchmark_name(comparison, None, words()) == "S&P 500 (price only, without dividends)"
    assert benchmark_name(comparison, None, words("ja")) == "S&P 500(価格のみ、配当を含まない)"


def test_a_file_stands_on_the_sessions_with_the_level_known_then(comparison):
    days = comparison.table("sessions")["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    own = monthly(days, skipped=10)
    levels = benchmark_levels(comparison, own)
    assert np.isnan(levels[:10]).all()
    assert levels[10] == levels[30] == 50.0 < levels[31]
    assert benchmark_name(comparison, own, words()) == "Mine (from your file)"


def test_a_file_of_another_time_is_refused_in_a_sentence(comparison):
    own = monthly(range(300))
    assert not is_known(comparison, own)
    with pytest.raises(
        ConfigError, match=r"benchmark Mine: has values from 1970-01-01 to .*, and the runs are of 2018-"
    ):
        benchmark_levels(comparison, own)


@pytest.mark.pages
def test_a_run_on_its_own_is_shown_with_a_benchmark_by_default(comparison, market):
    shown = re.compile(r'id="benchmark" checked')
    assert shown.search(report_html(comparison))
    two = compare_results(
        {
            **comparison.runs,
            "B": backtest(load_config(None, ["period.start=2018-01-02", "period.end=2018-12-31"], pattern="B"), market),
        },
        market,
        plan=Resampling(count=100),
    )
    assert not shown.search(report_html(two))
    assert shown.search(report_html(two, "en", monthly(np.arange(17500, 17900))))
