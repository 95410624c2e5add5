"""Orders that wait for a price on a path of open 100, high 110, low 90, close 95, and what they are to one another."""

import pytest

from engine.day.bar_path import NEVER, Bar, corners
from engine.day.resting import (
    CLOSE,
    FILLS,
    LIMIT,
    MARKET,
    STOP,
    STOP_LIMIT,
    STOP_TRAIL,
    STOP_TRAIL_LIMIT,
    TRIGGERS,
    Board,
    Resting,
    Touch,
    touch,
)
from strategies.events.purposes import Ending

BAR = Bar(100.0, 110.0, 90.0, 95.0)
HIGH_FIRST, LOW_FIRST = corners(BAR, high_first=True), corners(BAR, high_first=False)


def order(kind, size=1, **more):
    return Resting(1, 0, kind, size, **more)


@pytest.mark.parametrize(
    ("asked", "path", "moment", "mid"),
    [
        # a stop at its level; one that is passed at the open fills there
        (order(STOP, stop=105.0), HIGH_FIRST, 0.5, 105.0),
        (order(STOP, stop=105.0), LOW_FIRST, 1.75, 105.0),
        (order(STOP, stop=99.0), LOW_FIRST, 0.0, 100.0),
        (order(STOP, stop=110.5), LOW_FIRST, NEVER, 110.5),
        (order(STOP, -1, stop=95.0), HIGH_FIRST, 1.75, 95.0),
        (order(STOP, -1, stop=95.0), LOW_FIRST, 0.5, 95.0),
        (order(STOP, -1, stop=101.0), LOW_FIRST, 0.0, 100.0),
        (order(STOP_TRAIL, -1, stop=95.0), LOW_FIRST, 0.5, 95.0),
        # a limit where what is paid, half-spread included, keeps it
        (order(LIMIT, limit=95.5), LOW_FIRST, 0.5, 95.0),
        (order(LIMIT, limit=95.5), HIGH_FIRST, 1.75, 95.0),
        (order(LIMIT, limit=100.5), HIGH_FIRST, 0.0, 100.0),
        (order(LIMIT, limit=102.0), HIGH_FIRST, 0.0, 100.0),
        (order(LIMIT, limit=90.4), HIGH_FIRST, NEVER, 89.9),
        (order(LIMIT, -1, limit=104.5), HIGH_FIRST, 0.5, 105.0),
        (order(LIMIT, -1, limit=99.5), LOW_FIRST, 0.0, 100.0),
        # a stop that was triggered where nobody traded is a market order
        (order(STOP, -1, stop=95.0, triggered=True), LOW_FIRST, 0.0, 100.0),
        # active from a moment on
        (order(STOP, -1, stop=95.0, since=1.0), LOW_FIRST, 1.0, 90.0),
        (order(STOP, -1, stop=95.0, since=2.0), LOW_FIRST, 3.0, 95.0),
        (order(LIMIT, -1, limit=104.5, since=1.5, at=100.0), LOW_FIRST, 1.75, 105.0),
        (order(STOP, -1, stop=95.0, since=NEVER), LOW_FIRST, NEVER, 95.0),
    ],
)
def test_an_order_fills_where_it_is_touched(asked, path, moment, mid):
    found = touch(asked, path, 0.5)
    assert (found.moment, found.does) == (moment, FILLS)
    assert moment == NEVER or found.mid == mid


@pytest.mark.parametrize("kind", [STOP_LIMIT, STOP_TRAIL_LIMIT])
@pytest.mark.parametrize(
    ("size", "stop", "limit", "moment", "mid"),
    [(1, 105.0, 106.0, 1.75, 105.0), (1, 105.0, 105.0, 2.0 + 5.5 / 15.0, 104.5), (-1, 95.0, 94.0, 0.5, 95.0)],
)
def test_a_stop_limit_is_a_limit_from_the_moment_of_its_stop_on(kind, size, stop, limit, moment, mid):
    asked = order(kind, size, stop=stop, limit=limit)
    board = Board([asked])
    found = touch(asked, LOW_FIRST, 0.5)
    assert (found.mid, found.does) == (stop, TRIGGERS)
    board.trigger(found)
    assert asked.triggered
    assert touch(asked, LOW_FIRST, 0.5) == Touch(pytest.approx(moment), 1, mid, FILLS)


def test_a_stop_limit_that_the_market_runs_away_from_waits():
    asked = order(STOP_LIMIT, stop=105.0, limit=94.0)
    board = Board([asked])
    board.trigger(touch(asked, LOW_FIRST, 0.0))
    assert touch(asked, LOW_FIRST, 0.0).moment == NEVER
    board.begin()
    assert touch(asked, (96.0, 97.0, 93.0, 94.0), 0.0) == Touch(1.75, 1, 94.0, FILLS)


def bracket():
    return Board(
        [
            Resting(1, 0, LIMIT, 5, limit=96.0),
            Resting(2, 0, STOP, -5, stop=92.0, parent=1, awake=False),
            Resting(3, 0, LIMIT, -5, limit=108.0, parent=1, awake=False),
        ]
    )


def told(ended):
    return [(one.number, why) for one, why in ended]


def test_children_sleep_until_their_parent_fills_and_are_cut_to_what_it_filled():
    board = bracket()
    assert [one.number for one in board.resting()] == [1]
    board.now = 0.4
    assert board.fill(1, 3, 96.0) == []
    assert [(one.number, one.since, one.at, one.size) for one in board.resting()] == [
        (2, 0.4, 96.0, -3),
        (3, 0.4, 96.0, -3),
    ]
    assert told(board.fill(2, -3, 92.0)) == [(3, Ending.OTHER_FILLED)]
    assert len(board) == 0


def test_children_of_what_fills_at_the_close_are_active_from_the_next_open():
    board = bracket()
    board.fill(1, 5, 96.0)
    assert [touch(one, LOW_FIRST, 0.0).moment for one in board.resting()] == [NEVER, NEVER]
    board.begin()
    assert [touch(one, LOW_FIRST, 0.0).moment for one in board.resting()] == [0.8, 1.9]


def test_a_child_looks_at_its_own_contract_and_not_before_the_next_open_if_its_parent_filled_at_the_close():
    board = bracket()
    board.orders[2].place = 1
    board.orders[3].limit = 90.0
    board.fill(1, 5, 96.0)
    assert [touch(one, LOW_FIRST, 0.0).moment for one in board.resting()] == [NEVER, NEVER]
    assert [one.at for one in board.resting()] == [pytest.approx(float("nan"), nan_ok=True), 96.0]


def test_who_ends_with_an_order_that_ends_without_a_fill():
    assert told(bracket().end(1)) == [(2, Ending.PARENT_ENDED), (3, Ending.PARENT_ENDED)]
    assert told(bracket().end(3)) == [(1, Ending.CANCELLED), (2, Ending.CANCELLED)]
    board = bracket()
    board.fill(1, 5, 96.0)
    assert told(board.end(2)) == [(3, Ending.CANCELLED)]


def test_one_of_a_group_ends_all_others():
    def group():
        return Board([Resting(number, 0, LIMIT, 1, limit=90.0, group=1) for number in (1, 2, 3)])

    assert told(group().fill(2, 1, 90.0)) == [(1, Ending.OTHER_FILLED), (3, Ending.OTHER_FILLED)]
    assert told(group().end(3)) == [(1, Ending.CANCELLED), (2, Ending.CANCELLED)]


def test_a_parent_in_a_group_takes_its_children_along():
    board = Board([*bracket(), Resting(4, 0, STOP, 5, stop=120.0)])
    board.orders[1].group = board.orders[4].group = 1
    assert told(board.fill(4, 5, 120.0)) == [
        (1, Ending.OTHER_FILLED), (2, Ending.PARENT_ENDED), (3, Ending.PARENT_ENDED),
    ]  # fmt: skip


def test_what_is_touched_where_nobody_trades_waits_for_the_next_session():
    board = Board([order(STOP, -1, stop=95.0), Resting(2, 0, LIMIT, 1, limit=95.0)])
    for one in list(board):
        board.hold_up(touch(one, LOW_FIRST, 0.0))
    assert [(one.triggered, touch(one, LOW_FIRST, 0.0).moment) for one in board] == [(True, NEVER), (False, NEVER)]
    board.begin()
    assert [touch(one, LOW_FIRST, 0.0) for one in board] == [Touch(0.0, 1, 100.0, FILLS), Touch(0.5, 2, 95.0, FILLS)]


def test_market_and_close_orders_do_not_fill_on_the_way():
    assert Board([order(MARKET), Resting(2, 0, CLOSE, 1), Resting(3, 0, LIMIT, 1, held=True)]).resting() == []


def test_a_copy_is_tried_out_alone():
    board = bracket()
    tried = board.copy()
    tried.fill(1, 5, 96.0)
    tried.fill(2, -5, 92.0)
    assert len(tried) == 0
    assert [one.awake for one in board] == [True, False, False]
