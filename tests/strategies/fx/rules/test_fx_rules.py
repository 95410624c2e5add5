"""Breakouts, trades and free margin of an account in foreign exchange, by hand."""

import math

import pytest

from strategies.fx.rules.breakout import LONG, OUT, SHORT, Breakout, given_up, opened
from strategies.fx.rules.closes import Range, mean_move, range_before
from strategies.fx.rules.free_margin import FreeMargin, largest_leverage, largest_position, largest_trade, within_loss
from strategies.fx.rules.trades import (
    FxTrade,
    ahead,
    closed,
    filled,
    given_back,
    position_of,
    side_of,
    stopped,
    trimmed,
)

BOUGHT = FxTrade(5, 1.0, 1_000_000.0, entry=120.0, opened=10)
SOLD = FxTrade(-5, 1.0, 1_000_000.0, entry=120.0, opened=10)


@pytest.mark.parametrize(("close", "side"), [(121.0, LONG), (120.0, OUT), (115.0, OUT), (110.0, OUT), (109.9, SHORT)])
def test_a_trade_is_opened_outside_the_range_and_not_at_its_edge(close, side):
    assert opened(Breakout(), close, Range(110.0, 120.0)) == side
    assert opened(Breakout(short=False), close, Range(110.0, 120.0)) == max(side, OUT)


@pytest.mark.parametrize(
    ("side", "close", "ends"),
    [(LONG, 109.9, True), (LONG, 110.0, False), (SHORT, 120.1, True), (SHORT, 109.0, False), (OUT, 1.0, False)],
)
def test_a_side_is_given_up_on_the_other_end_of_the_shorter_range(side, close, ends):
    assert given_up(side, close, Range(110.0, 120.0)) == ends


def test_while_the_range_is_unknown_nothing_is_opened_or_given_up():
    unknown = range_before([1.0, 2.0, 3.0], 3)
    assert opened(Breakout(), 5.0, unknown) == OUT
    assert not given_up(LONG, 0.1, unknown)


def test_range_and_mean_move_leave_out_nothing_and_include_today_only_in_the_move():
    closes = [9.0, 3.0, 5.0, 4.0, 8.0]
    assert range_before(closes, 3) == Range(3.0, 5.0)
    assert range_before([3.0, 2.0, 4.0, 6.0, 9.0], 3) == Range(2.0, 6.0)
    assert mean_move(closes, 3) == pytest.approx((2.0 + 1.0 + 4.0) / 3.0)
    assert math.isnan(mean_move(closes, 5))


@pytest.mark.parametrize(("trade", "at", "before"), [(BOUGHT, 119.0, 119.01), (SOLD, 121.0, 120.99)])
def test_a_stop_is_reached_at_its_rate(trade, at, before):
    assert stopped(trade, at)
    assert not stopped(trade, before)
    assert ahead(trade, at) == -1.0


def test_the_last_in_is_the_first_out():
    three = (BOUGHT, BOUGHT._replace(opened=11), BOUGHT._replace(opened=12))
    assert [(trade.opened, trade.contracts) for trade in trimmed(three, 7)] == [(10, 5), (11, 2)]
    assert trimmed(three, 0) == ()
    assert [trade.contracts for trade in trimmed((SOLD, SOLD), 6)] == [-5, -1]


def test_what_is_given_back_is_what_is_no_longer_wanted_of_open_trades():
    pending, small = FxTrade(4, 1.0, 1.0), BOUGHT._replace(contracts=2)
    assert given_back((BOUGHT, pending), (small,)) == (BOUGHT._replace(contracts=3),)
    assert given_back((SOLD,), ()) == (SOLD,)


def test_only_what_is_pending_is_opened_by_a_fill():
    assert filled((BOUGHT, FxTrade(4, 1.0, 1.0)), 121.5, 20) == (BOUGHT, FxTrade(4, 1.0, 1.0, 121.5, 20))


@pytest.mark.parametrize(
    ("trade", "price", "gain", "stop"), [(BOUGHT, 118.0, -10_000.0, 119.0), (SOLD, 117.0, 15_000.0, 121.0)]
)
def test_a_closed_trade_says_what_it_risked_and_gained(trade, price, gain, stop):
    row = closed(trade, price, 30, 1000.0)
    assert (row.gain, row.stop, row.risked_share) == pytest.approx((gain, stop, 0.005))
    assert row.gain_share == pytest.approx(gain / 1_000_000.0)


def test_the_document_half_a_percent_of_the_account_is_what_a_trade_may_lose():
    # 0.5 % of 1,000,000 yen is 5,000 yen: 5 contracts of 1,000 dollars over a yen, 3 over 1.5 yen, none over 6 yen.
    assert [largest_trade(0.005, 1_000_000.0, distance, 1000.0) for distance in (1.0, 1.5, 6.0)] == [5, 3, 0]


def test_a_trade_shrinks_with_the_account():
    assert within_loss(SOLD, 999_999.0, 1000.0).contracts == -4
    assert within_loss(SOLD, 2_000_000.0, 1000.0) == SOLD


def test_the_document_free_margin_of_twice_the_requirement_leaves_a_third_of_the_account_for_it():
    # 4,800 yen for 1,000 dollars at 120: 1,000,000 / 14,400 = 69.4 contracts, 8.3 times equity.
    assert largest_position(FreeMargin(), 1_000_000.0, 4_800.0) == 69
    assert 69 * 4_800.0 * 3.0 <= 1_000_000.0 < 70 * 4_800.0 * 3.0
    assert largest_leverage(FreeMargin(), 0.04) == pytest.approx(25.0 / 3.0)
    assert largest_position(FreeMargin(), -5.0, 4_800.0) == 0


def test_free_margin_that_is_just_there_is_not_lost_to_the_last_digit_of_a_float():
    assert largest_position(FreeMargin(), 3 * 5 * 4_968.05, 4_968.05) == 5


def test_the_position_is_that_of_all_trades():
    assert position_of((BOUGHT, BOUGHT._replace(contracts=2))) == 7
    assert position_of(()) == 0


def test_a_trade_of_which_nothing_is_left_is_on_neither_side():
    assert [side_of([one]) for one in (BOUGHT, SOLD, BOUGHT._replace(contracts=0))] == [1, -1, 0]
    assert side_of([]) == 0


def test_a_free_margin_of_zero_still_asks_the_requirement_and_no_equity_leaves_no_position():
    assert largest_position(FreeMargin(multiple=0.0), 1000.0, 400.0) == 2
    assert [largest_position(FreeMargin(multiple=0.0), equity, 400.0) for equity in (0.0, -1000.0)] == [0, 0]
    assert largest_trade(0.005, -1000.0, 1.0, 1.0) == 0
