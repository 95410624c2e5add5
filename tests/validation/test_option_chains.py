"""The surfaces against real chains: the bounds of their errors, and that no option is lost on the way."""

import numpy as np
import pandas as pd
import pytest

from data.pricing.surface import SURFACES
from validation.option_chains import (
    INSIDE,
    NO_VOLATILITY,
    REASONS,
    RND,
    SHOCK,
    SHOCK_PERIODS,
    SNAPSHOTS,
    UNIVERSES,
    USED,
    by_moneyness,
    compared,
    errors,
    near,
    options,
    rnd_quotes,
    shock_near,
    universe_quotes,
)
from validation.public_data import file

pytestmark = pytest.mark.usefixtures("chain_data")


@pytest.fixture(scope="module")
def chain_data(development_data):
    return [development_data(name) for name in (RND, UNIVERSES, SNAPSHOTS, "spx_daily.csv", "vix_daily.csv")]


@pytest.mark.pages
def test_every_option_of_the_files_has_a_state():
    assert set(options()["state"]) <= {USED, *REASONS, INSIDE, NO_VOLATILITY}
    counts = options().groupby("file").size()
    assert counts[RND] == 2 * len(pd.read_csv(file(RND)))
    assert counts[UNIVERSES] == pd.read_csv(file(UNIVERSES))["strike"].notna().sum()


@pytest.mark.pages
def test_bad_rows_are_counted():
    counts = options()["state"].value_counts()
    assert counts[REASONS[-1]] == 48
    assert REASONS[3] not in counts.index
    assert counts[REASONS[0]] == 177
    assert counts[USED] == 453


def test_a_crossed_row_would_be_seen():
    quotes = rnd_quotes()
    assert not (quotes["bid"] > quotes["ask"]).any()


def test_what_is_compared_is_out_of_the_money_of_the_right_age_and_has_a_volatility():
    table = compared()
    assert ((table["right"] == "C") == (table["strike"] >= table["forward"])).all()
    assert (table["years"] * 365.0).round().between(5, 120).all()
    assert table[["quoted", *SURFACES]].gt(0.0).all().all()


@pytest.mark.parametrize(
    ("surface", "error", "bias"), [("fitted", 0.9, 0.7), ("moving", 0.85, 0.4), ("flat", 1.1, 0.9)]
)
def test_errors_near_the_money_are_about_a_point(surface, error, bias):
    found = errors(near())[surface]
    assert found[0] < error
    assert abs(found[1]) < bias


@pytest.mark.parametrize("surface", ["moving", "flat"])
def test_between_nine_tenths_and_the_money_they_are_about_half_a_point(surface):
    # Of at least three weeks: those of 2021 and 2023 have 5 to 11 days.
    months = compared()[compared()["years"] * 365.0 > 20.0]
    table = months[(months["strike"] / months["forward"]).between(0.90, 1.025)]
    assert errors(table)[surface][0] < 0.6


@pytest.mark.pages
@pytest.mark.parametrize(
    ("period", "fitted", "moving", "flat"),
    [(SHOCK_PERIODS[0], 0.6, 1.1, 1.4), (SHOCK_PERIODS[1], 1.35, 1.6, 2.6), (SHOCK_PERIODS[2], 0.9, 1.5, 1.5)],
)
def test_in_and_after_a_shock_the_default_surface_errs_by_half_a_point_to_a_point_and_a_third(
    development_data, period, fitted, moving, flat
):
    development_data(SHOCK)
    found = errors(shock_near(*period))
    assert found["fitted"][0] < fitted
    assert found["moving"][0] < moving
    assert found["flat"][0] < flat


@pytest.mark.pages
def test_the_shock_has_every_session_but_those_next_to_the_expiries(development_data):
    development_data(SHOCK)
    sessions = shock_near("2018-01-02", "2018-02-28").groupby("date")["vix"].first()
    assert sessions["2018-02-05"] == pytest.approx(37.32)
    assert len(sessions) == 34


def test_the_classes_hold_every_option_once():
    assert sum(len(group) for _, group in by_moneyness(compared())) == len(compared())


@pytest.mark.pages
@pytest.mark.parametrize(("day", "dividends"), [("2013-04-19", 0.021), ("2013-06-24", 0.021)])
def test_the_forward_of_parity_is_the_index_less_its_dividends(day, dividends):
    chain = compared()[(compared()["file"] == RND) & (compared()["date"] == day)].iloc[0]
    spot = {"2013-04-19": 1555.25, "2013-06-24": 1573.09}[day]
    assert chain["forward"] == pytest.approx(spot * np.exp(-dividends * chain["years"]), rel=0.002)


def test_a_chain_of_another_day_is_left_out():
    table = universe_quotes()
    assert table[table["date"] == "2020-12-31"]["underlying"].unique() == pytest.approx([3766.63])
    assert (options()[options()["date"] == "2020-12-31"]["state"] == REASONS[1]).all()
