"""Paths with regimes: the facts are what the fit finds, and the page what the paths are."""

import csv

import numpy as np
import pytest
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from validation.paths import PAGE, compared, crash_rate, page, parameters, row
from validation.regime_chain import START, RegimeChain, places, returns
from validation.regime_fit import FACTS, rows


def test_a_chain_of_nearly_normal_regimes_has_the_likelihood_of_the_library():
    few = returns()[:2_000]
    given = np.array(START)
    given[places()["freedom"]] = 1e8
    stay, onward = given[places()["stay"]], given[places()["onward"]][0]
    back = (1.0 - stay[1]) * (1.0 - onward)
    theirs = np.array(
        # chances of calm and of the middle after each regime, means, variances
        [stay[0], back, 0.0, 1.0 - stay[0], stay[1], 1.0 - stay[2], *given[places()["mean"]],
         *given[places()["volatility"]] ** 2]
    )  # fmt: skip
    model = MarkovRegression(few, 3, switching_variance=True)
    assert RegimeChain(few).loglike(given) == pytest.approx(model.loglike(theirs), rel=1e-5)


@pytest.mark.pages
def test_the_facts_are_what_the_fit_finds():
    with FACTS.open(encoding="utf-8", newline="") as lines:
        stored = list(csv.DictReader(lines))
    found = list(rows())
    assert [(one["name"], one["unit"], one["source"]) for one in stored] == [(one[0], one[3], one[5]) for one in found]
    values = {one["name"]: float(one["value"]) for one in stored}
    for name, _, value, *_ in found:
        # to a hundredth of the standard error: the search ends where it is exact enough, and digits are rounded
        within = 0.01 * values.get(name.removesuffix(".error") + ".error", 0.0)
        assert float(value) == pytest.approx(values[name], abs=within, rel=2e-3 if name.endswith(".error") else 1e-12)


@pytest.mark.pages
def test_the_page_is_what_the_paths_are():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.pages
def test_the_model_misses_what_the_page_says_and_nothing_else():
    assert {one.name for one in compared() if one.misses} == {
        "lag 5",
        "lag 21",
        "correlation of return and change of VIX",
    }
    assert 0.02 < row("worst session").below < 0.12


def test_a_day_like_1987_comes_once_in_some_hundred_years():
    assert 400.0 < 1.0 / crash_rate(parameters(), 0.2047) < 1_600.0
