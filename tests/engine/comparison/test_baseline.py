"""A comparison with one run alone: fewer looks, and the same differences."""

import pytest

from data.base.errors import ConfigError
from engine import compare_results, load_comparison
from engine.analysis.uncertainty import Resampling
from engine.report.console import difference_table
from engine.report.page import report_html
from engine.words import words
from tests.support.default_runs import default_run

FEW = Resampling(count=200)


@pytest.fixture(scope="module")
def runs(market):
    return {name: default_run(name, market) for name in ("core", "A", "B", "C")}


@pytest.fixture(scope="module")
def comparison(runs, market):
    return compare_results(runs, market, plan=FEW)


def rows(comparison):
    return [row for row in comparison.table("differences").to_pylist() if row["statistic"] == "excess_return"]


@pytest.mark.pages
def test_from_a_baseline_three_looks_are_adjusted_for(runs, market, comparison, tmp_path):
    found = compare_results(runs, market, plan=FEW, baseline="A").save(tmp_path)
    told = [row for row in rows(found) if row["against"] != "T-bills"]
    assert [(row["run"], row["against"], row["looks"]) for row in told] == [
        ("core", "A", 3), ("B", "A", 3), ("C", "A", 3),
    ]  # fmt: skip
    (other,) = (row for row in rows(comparison) if (row["run"], row["against"]) == ("B", "A"))
    assert (told[1]["difference"], told[1]["low"], told[1]["high"]) == (
        other["difference"], other["low"], other["high"],
    )  # fmt: skip
    assert load_comparison(found.path).baseline == "A"
    assert comparison.baseline is None
    assert found.manifest["digest"] != comparison.manifest["digest"]
    for language in ("en", "ja"):
        said = words(language)("differences.baseline", baseline="A")
        assert said in report_html(found, language)
        assert said in str(difference_table(found, words(language)).caption)


@pytest.mark.pages
def test_a_baseline_that_is_no_run_is_refused(runs, market):
    with pytest.raises(ConfigError, match="baseline 'Z': is none of the runs core, A, B, C"):
        compare_results(runs, market, baseline="Z")
