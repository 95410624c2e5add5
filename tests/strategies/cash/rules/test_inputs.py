"""The input rules of the cash ratio, each a table of what it sees and what it asks for."""

import pytest

from data.base.near_events import NEVER
from strategies.cash.rules import conditions, events, tactical, trend_levels, valuation, volatility_target
from strategies.cash.rules.conditions import Conditions
from strategies.cash.rules.events import Events
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend_levels import TrendLevels
from strategies.cash.rules.valuation import ValuationBands
from strategies.cash.rules.volatility_target import VolatilityLevels, VolatilityTarget

NAN = float("nan")


def test_the_trend_is_the_side_of_the_average_and_keeps_its_verdict_at_it():
    seen = [(101, 100), (100, 100), (99, 100), (100, 100), (99.9, NAN), (100.1, 100), (90, NAN)]
    below, path = False, []
    for close, average in seen:
        below = trend_levels.alarmed(below, close, average, average)
        path.append(trend_levels.ratio(TrendLevels(), below=below))
    assert path == [0.2, 0.2, 0.5, 0.5, 0.5, 0.2, 0.2]


def test_a_breakout_holds_until_the_range_is_left_on_its_other_side():
    below, path = False, []
    for close, bottom, top in [
        (99, NAN, NAN),
        (95, 95, 105),
        (94.9, 95, 105),
        (105, 94.9, 105),
        (105.1, 94.9, 105),
        (90, NAN, NAN),
    ]:
        below = trend_levels.alarmed(below, close, bottom, top)
        path.append(below)
    assert path == [False, False, True, True, False, False]


@pytest.mark.parametrize(
    ("volatility", "cash"), [(0.05, 0.0), (0.10, 0.0), (0.125, 0.2), (0.20, 0.5), (0.80, 0.875), (NAN, 0.0)]
)
def test_the_volatility_target_leaves_target_over_volatility_in_the_index(volatility, cash):
    assert volatility_target.ratio_for(VolatilityTarget(0.10), volatility) == pytest.approx(cash)


def test_two_levels_of_volatility_have_hysteresis():
    path, rough = [], False
    for volatility in (0.15, 0.20, 0.21, 0.19, 0.18, 0.19, NAN):
        rough = volatility_target.rough(VolatilityLevels(), rough, volatility)
        path.append(rough)
    assert path == [False, False, True, True, False, False, False]


@pytest.mark.parametrize(("cape", "ratio"), [(5, 0.1), (14.9, 0.1), (15, 0.2), (24.9, 0.3), (30, 0.5), (90, 0.5)])
def test_an_edge_belongs_to_the_band_above_it(cape, ratio):
    assert valuation.band_ratio(ValuationBands(), cape) == ratio


def test_valuation_moves_a_step_at_a_time_and_waits_between_them():
    rule = ValuationBands(sessions=3)
    table = """
        1 | nan | nan |
        2 |  17 | 0.2 | valuation_known
        3 |  40 | 0.2 |
        4 |  40 | 0.2 |
        5 |  40 | 0.3 | valuation_asks
        6 |  40 | 0.3 |
        7 | nan | 0.3 |
        8 |  40 | 0.4 | valuation_asks
        9 |  12 | 0.4 |
       10 |  12 | 0.4 |
       11 |  12 | 0.3 | valuation_asks
    """
    state, found = valuation.UNKNOWN, []
    lines = [[cell.strip() for cell in line.split("|")] for line in table.split("\n") if "|" in line]
    for day, cape, *_ in lines:
        state, code = valuation.step(rule, state, float(cape))
        found.append([day, cape, f"{state.ratio:.2g}", code])
    assert found == lines


def test_an_event_raises_cash_for_a_week_and_gives_it_back_over_three_sessions():
    """Calendar days to the event, sessions since the last one, addition in percent."""
    rows = [(8, NEVER, 0), (7, NEVER, 10), (0, NEVER, 10), (NEVER, 1, 7), (NEVER, 2, 3), (NEVER, 3, 0), (NEVER, 90, 0)]
    assert [(to, since, round(100 * events.addition(Events(), to, since))) for to, since, _ in rows] == rows


def test_two_events_never_add_up():
    """The way back from one meets the week before the next: the larger counts."""
    rows = [(9, 1, 7), (8, 2, 3), (7, 3, 10), (6, 1, 10), (0, 2, 10)]
    assert [(to, since, round(100 * events.addition(Events(), to, since))) for to, since, _ in rows] == rows


def test_events_may_be_over_at_once():
    assert events.addition(Events(sessions_back=0), NEVER, 1) == 0.0


@pytest.mark.parametrize(
    ("now", "before", "added"), [(0.03, 0.015, 0.05), (0.03, 0.021, 0.0), (0.01, 0.03, 0.0), (0.03, NAN, 0.0)]
)
def test_dearer_money_adds_cash(now, before, added):
    assert Conditions().addition * conditions.dearer(Conditions(), False, now - before) == added


def test_tactical_cash_is_used_in_parts_and_refilled_after_a_recovery():
    rule = Tactical(sessions=2)
    table = """
        1 | 0.24 | 0 |
        2 | 0.25 | 1 | tactical_part
        3 | 0.30 | 1 |
        4 | 0.30 | 2 | tactical_part
        5 | 0.20 | 2 |
        6 | 0.20 | 2 |
        7 | 0.26 | 3 | tactical_part
        8 | 0.50 | 3 |
        9 | 0.50 | 3 |
       10 | 0.11 | 3 |
       11 | 0.10 | 0 | tactical_refilled
       12 | 0.26 | 1 | tactical_part
    """
    state, found = tactical.FULL, []
    lines = [[cell.strip() for cell in line.split("|")] for line in table.split("\n") if "|" in line]
    for day, fall, *_ in lines:
        state, code = tactical.step(rule, state, float(fall))
        found.append([day, fall, str(state.used), code])
    assert found == lines
    assert tactical.used(rule, state) == pytest.approx(0.10 / 3)
