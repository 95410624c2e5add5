"""The page on dollars on margin is what runs say."""

import pytest

from engine import backtest, load_config
from validation.fx_margin import (
    ALERT,
    COLUMN_OF_2007,
    PAGE,
    fate,
    held_at_1x,
    largest_survivor,
    row_of_entry,
    row_of_pair,
    row_with_deadline,
    row_with_stop,
    rows_by_level,
    rows_of_2007,
)


@pytest.fixture(scope="module")
def lines():
    return PAGE.read_text(encoding="utf-8").splitlines()


@pytest.mark.pages
@pytest.mark.parametrize(("leverage", "rebalance"), [(15, "never"), (3, "monthly")])
def test_a_line_of_leverage_and_level_is_what_runs_say(lines, leverage, rebalance):
    assert set(rows_by_level(leverage, rebalance)) <= set(lines)


@pytest.mark.pages
def test_a_line_of_each_other_table_is_what_a_run_says(lines):
    told = [*rows_of_2007(3), *rows_of_2007(12), row_of_entry("2007-06-21"), row_with_deadline(15), row_with_stop(16)]
    told.append(row_of_pair("AUDJPY"))
    assert set(told) <= set(lines)


@pytest.mark.pages
def test_the_summer_of_2007_ended_12x_and_not_3x():
    assert fate("fx.leverage=3", "fx.loss_cut_level=0.3", *COLUMN_OF_2007).survived
    assert not fate("fx.leverage=12", "fx.loss_cut_level=0.3", *COLUMN_OF_2007).survived


@pytest.mark.pages
def test_the_highest_leverage_that_survives_is_the_highest(market):
    most = largest_survivor(held_at_1x("2007-06-21"), 0.5)
    for leverage, survives in ((most - 0.05, True), (most + 0.05, False)):
        chosen = [
            "capital.initial=1e9",
            "period.start=2007-06-21",
            "fx.voluntary_stop=0",
            ALERT,
            f"fx.leverage={leverage}",
        ]
        events = backtest(load_config(None, chosen, pattern="fx"), market).table("events")["kind"].to_pylist()
        assert ("loss_cut" not in events) == survives
