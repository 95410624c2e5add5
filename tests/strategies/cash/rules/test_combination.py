"""Which rule counts, floor and cap, and how the portfolio follows."""

from datetime import date

import pytest

from data.base.days import day_of
from strategies.cash.rules import pacing
from strategies.cash.rules.combination import CashLimits, Demand, WantedRatio, combine
from strategies.cash.rules.pacing import Pacing, PacingState

LIMITS = CashLimits(0.20, 0.60)


@pytest.mark.parametrize(
    ("asked", "ratio", "binding"),
    [
        (Demand(0.30), 0.30, ""),
        (Demand(0.30, (("trend", 0.20),)), 0.20, "trend"),
        (Demand(0.30, (("trend", 0.20), ("volatility", 0.45), ("valuation", 0.40))), 0.45, "volatility"),
        (Demand(0.30, (("trend", 0.50),), added=0.10), 0.60, "events"),
        (Demand(0.30, (("trend", 0.55),), added=0.10), 0.60, "cap"),
        (Demand(0.30, (("volatility", 0.0),)), 0.20, "floor"),
        (Demand(0.30, (("trend", 0.50),), used=0.10), 0.40, "tactical"),
        (Demand(0.30, (("trend", 0.20),), used=0.10), 0.20, "floor"),
        (Demand(0.30, (("trend", 0.50),), override=0.0), 0.0, "override"),
        (Demand(0.30, (), override=1.0), 1.0, "override"),
    ],
)
def test_the_highest_ratio_counts_then_additions_then_floor_and_cap(asked, ratio, binding):
    assert combine(LIMITS, asked) == WantedRatio(pytest.approx(ratio), binding)


@pytest.mark.parametrize(
    ("frequency", "today", "fill", "due"),
    [
        ("daily", "2020-01-09", "2020-01-10", True),
        ("weekly", "2020-01-09", "2020-01-10", False),
        ("weekly", "2020-01-10", "2020-01-13", True),
        ("weekly", "2020-01-16", "2020-01-21", True),  # Monday was a holiday
        ("monthly", "2020-01-10", "2020-01-13", False),
        ("monthly", "2020-01-31", "2020-02-03", True),
    ],
)
def test_a_day_is_due_on_the_first_session_of_its_week_or_month(frequency, today, fill, due):
    days = (day_of(date.fromisoformat(text)) for text in (today, fill))
    assert pacing.due(Pacing(frequency), *days) is due


def test_within_the_band_nothing_moves():
    state, traded = pacing.step(Pacing(band=0.05), PacingState(), 0.25, 0.30, 0)
    assert (state.made, traded) == (0, None)


@pytest.mark.parametrize(("held", "wanted"), [(0.1, 0.45), (0.45, 0.15)])
def test_an_adjustment_within_the_speed_goes_to_the_ratio_wanted_to_the_last_digit(held, wanted):
    assert held + (wanted - held) != wanted
    assert pacing.step(Pacing(), PacingState(), held, wanted, 0)[1] == wanted


def test_a_step_is_followed_however_small_it_is():
    """A third of an event's 10 % is less than the band."""
    state, traded = pacing.step(Pacing(band=0.05), PacingState(), 0.30, 0.27, 0, stepped=True)
    assert (state.made, traded) == (1, 0.27)


def test_an_adjustment_goes_no_faster_than_the_speed():
    steps, held, state = [], 0.20, PacingState()
    for _ in range(5):
        state, traded = pacing.step(Pacing(speed=0.10), state, held, 0.45, 0)
        steps.append(traded if traded is None else round(traded, 12))
        held = held if traded is None else traded
    assert steps == [0.30, 0.40, 0.45, None, None]


def test_after_the_last_adjustment_of_a_month_the_next_month_is_waited_for():
    rule, state, made = Pacing(most=2, band=0.0), PacingState(), []
    for day, wanted in ((0, 0.3), (1, 0.4), (2, 0.5), (30, 0.5), (31, 0.5), (32, 0.6)):
        state, traded = pacing.step(rule, state, 0.2, wanted, day)
        made.append(traded)
    assert made == [0.3, 0.4, None, None, 0.5, 0.6]
