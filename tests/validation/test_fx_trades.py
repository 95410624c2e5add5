"""The page on trades in dollars is what runs say."""

import numpy as np
import pytest

from data.base.arrow import to_array
from validation.fx_trades import (
    PAGE,
    SETTINGS,
    beyond,
    by_trend,
    figures_of,
    leverages,
    row_at,
    row_of,
    run,
    together,
    worst_trade,
)


@pytest.mark.pages
def test_lines_of_the_tables_are_what_runs_say():
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    names = ("as they are", "one trade at a time", list(SETTINGS)[-2])
    assert {row_of(name, SETTINGS[name]) for name in names} <= lines
    assert row_at(0.2) in lines
    assert set(by_trend()) <= lines
    assert figures_of("as they are", SETTINGS["as they are"]) in lines


@pytest.mark.pages
def test_the_worst_trade_lost_several_times_what_it_had_risked():
    worst = worst_trade(run())
    assert (worst["opened"].isoformat(), worst["closed"].isoformat()) == ("2004-01-23", "2004-02-20")
    assert worst["gain_share"] < -4.5 * worst["risked_share"]
    text = PAGE.read_text(encoding="utf-8")
    assert f"{len(beyond(run()))} lost more" in text.replace("\n", " ")


@pytest.mark.pages
def test_the_worst_day_was_the_intervention_of_october_2011():
    equity = run().equity["equity"]
    day = equity.pct_change().idxmin()
    assert day.date().isoformat() == "2011-10-31"
    assert f"cost {-run().metrics['worst_day']:.1%}: on {day.date()} the Ministry of Finance" in PAGE.read_text(
        encoding="utf-8"
    )


def test_the_trades_that_ended_with_the_worst_lost_more_than_it_alone():
    worst = worst_trade(run())
    lost = together(run(), worst["closed"])
    assert lost < worst["gain_share"]
    assert f"lost {-lost:.1%} of the account between them" in PAGE.read_text(encoding="utf-8")
    assert f"lost {-lost:.1%} of the account between them" in PAGE.read_text(encoding="utf-8")


@pytest.mark.pages
def test_what_three_trades_are_worth_is_on_the_page():
    held = leverages(run())
    equity = run().table("equity")
    evenings = to_array(equity["overlay_notional"]) / to_array(equity["equity"])
    assert evenings.max() == pytest.approx(run().metrics["max_overlay"])
    assert held.max() < evenings.max()  # reached with fewer trades open
    told = (
        f"three trades are {np.median(held):.1f} times equity in value on the median evening and {held.max():.1f} "
        f"times at most"
    )
    assert told in PAGE.read_text(encoding="utf-8").replace("\n  ", " ")
