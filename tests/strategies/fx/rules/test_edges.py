"""Edges of a range: what they are, when a trade opens and ends at them, and when the rule rests."""

from math import isnan

import numpy as np
import pytest

from strategies.fx.rules.attack import Record, RecordedTrade, recorded
from strategies.fx.rules.closes import Range
from strategies.fx.rules.edges import Edges, EdgesState, edges_of, ended, middle, opened, step

AT = Range(149.0, 151.0)
RANGING = EdgesState(ranging=True)
RULE = Edges(losing_streak=2, rest=3)


def losing(count, before=None):
    record = before or Record()
    for _ in range(count):
        record = recorded(record, RecordedTrade(0, -1.0, -0.01))
    return record


def after(state, efficiency=0.17, close=150.0, record=None, rule=RULE):
    return step(rule, state, (close, AT, efficiency), record or Record())


def test_bands_are_a_mean_and_so_many_standard_deviations_of_the_last_closes():
    closes = [140.0, 150.0, 151.5, 149.0, 152.0]
    found = edges_of(Edges(window=4, width=1.5), closes)
    assert found == pytest.approx(
        (np.mean(closes[1:]) - 1.5 * np.std(closes[1:]), np.mean(closes[1:]) + 1.5 * np.std(closes[1:]))
    )
    assert middle(found) == pytest.approx(np.mean(closes[1:]))


def test_a_channel_leaves_todays_close_out():
    assert edges_of(Edges(edge="channel", window=3), [150.0, 151.5, 149.0, 160.0]) == (149.0, 151.5)


@pytest.mark.parametrize(("rule", "few"), [(Edges(window=3), 2), (Edges(edge="channel", window=3), 3)])
def test_edges_are_not_known_before_their_window_is_full(rule, few):
    closes = [150.0, 151.0, 149.0, 150.0]
    assert isnan(edges_of(rule, closes[:few]).lowest)
    assert not isnan(edges_of(rule, closes[: few + 1]).lowest)


@pytest.mark.parametrize(
    ("before", "efficiency", "ranging"),
    [
        (False, 0.149, True), (False, 0.15, False), (False, 0.19, False), (False, float("nan"), False),
        (True, 0.17, True), (True, 0.20, True), (True, 0.201, False), (True, float("nan"), True),
    ],
)  # fmt: skip
def test_a_range_begins_below_one_level_and_is_over_above_another(before, efficiency, ranging):
    assert after(EdgesState(before), efficiency)[0].ranging is ranging


@pytest.mark.parametrize(
    ("state", "close", "side"),
    [
        (RANGING, 149.0, 1), (RANGING, 148.0, 1), (RANGING, 149.01, 0), (RANGING, 150.99, 0), (RANGING, 151.0, -1),
        (EdgesState(), 148.0, 0), (EdgesState(), 152.0, 0),
        (RANGING._replace(barred=1), 148.0, 0), (RANGING._replace(barred=1), 152.0, -1),
        (RANGING._replace(barred=-1), 152.0, 0), (RANGING._replace(resting=1), 148.0, 0),
    ],
)  # fmt: skip
def test_the_lower_edge_is_bought_and_the_upper_one_sold(state, close, side):
    assert opened(RULE, state, close, AT) == side


def test_nothing_is_sold_where_that_is_not_allowed_and_nothing_opened_without_edges():
    assert opened(RULE._replace(short=False), RANGING, 152.0, AT) == 0
    assert opened(RULE, RANGING, 150.0, Range(150.0, 150.0)) == 0
    assert opened(RULE, RANGING, 150.0, Range(float("nan"), float("nan"))) == 0


@pytest.mark.parametrize(
    ("side", "close", "why"),
    [(1, 150.0, "middle"), (1, 149.9, ""), (-1, 150.0, "middle"), (-1, 150.1, ""), (0, 150.0, "")],
)
def test_a_trade_ends_at_the_middle(side, close, why):
    assert ended(RANGING, side, close, 150.0) == why


def test_a_trade_ends_with_the_range():
    assert ended(EdgesState(), 1, 149.0, 150.0) == "range_over"
    assert ended(EdgesState(), 1, 151.0, 150.0) == "middle"


def test_a_side_that_was_stopped_waits_for_a_close_between_the_edges():
    barred = RANGING._replace(barred=1)
    assert after(barred, close=148.0)[0].barred == 1
    assert after(barred, close=149.0)[0].barred == 1
    assert after(barred, close=149.1)[0].barred == 0


def test_losses_in_a_row_begin_a_rest_of_so_many_sessions_and_are_counted_anew():
    one, two = losing(1), losing(2)
    assert after(RANGING, record=one) == (RANGING, False)
    state, began = after(RANGING, record=two)
    assert (state.resting, began) == (3, True)
    left = []
    for _ in range(4):
        state, began = after(state, record=two)
        left.append((state.resting, began))
    assert left == [(2, False), (1, False), (0, False), (0, False)]
    assert after(state, record=losing(1, two)) == (state, False)
    assert after(state, record=losing(2, two))[1]


def test_a_gain_ends_a_row_of_losses_and_none_rests_where_no_row_is_asked_for():
    won = recorded(losing(1), RecordedTrade(0, 0.5, 0.01))
    assert not after(RANGING, record=losing(1, won))[1]
    assert not after(RANGING, record=losing(9), rule=RULE._replace(losing_streak=0))[1]
