"""Futures as they settled against futures by cost of carry."""

import numpy as np
import pytest

from validation.real_futures import FILES, compared, error, roll_table, run

pytestmark = pytest.mark.usefixtures("futures_data")


@pytest.fixture(scope="module")
def futures_data(development_data):
    return [development_data(name) for name in FILES]


@pytest.mark.pages
def test_a_run_on_real_prices_agrees_with_a_modelled_one_to_a_tenth_of_a_percent_a_year():
    quoted, modelled = run("quoted").metrics, run("modelled").metrics
    assert quoted["cagr"] == pytest.approx(modelled["cagr"], abs=0.001)
    assert quoted["volatility"] == pytest.approx(modelled["volatility"], abs=0.001)
    assert quoted["max_drawdown"] == pytest.approx(modelled["max_drawdown"], abs=0.002)


@pytest.mark.pages
def test_the_modelled_price_errs_by_a_fifth_of_a_percent_and_has_no_bias():
    assert error() < 0.0025
    errors = np.array([one.quoted / one.modelled - 1.0 for one in compared()])
    assert abs(np.median(errors)) < 0.0008


@pytest.mark.pages
def test_every_year_of_rolls_is_there():
    assert [row.split("|")[1].strip() for row in roll_table()] == [str(year) for year in range(1999, 2024)]
