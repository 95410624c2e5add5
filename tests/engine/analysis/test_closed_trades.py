"""Closed trades are what fills say: from flat to flat, and a fill that turns a position round is two of them."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from engine.analysis.closed_trades import closed_trades
from engine.results.schemas import SCHEMAS

FIRST = date(2008, 1, 2)


def fills(*rows, code="MES"):
    """A table of fills, (size, price) one a day, each at 1.00 a contract."""
    plain = {"side": "", "half_spread": 0.0, "reason": "", "hypothetical": False, "purpose": "trade"}
    told = [
        {**plain, "date": FIRST + timedelta(place), "contract": code, "size": size, "price": price,
         "commission": float(abs(size))}
        for place, (size, price) in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(told, schema=SCHEMAS["fills"])


def test_a_trade_pays_its_commissions_and_tells_its_move():
    (trade,) = closed_trades(fills((2, 1000.0), (-2, 990.0)))
    assert trade.gain == pytest.approx(2 * 5.0 * -10.0 - 4.0)
    assert trade.move == pytest.approx(-0.01)
    assert trade.closed - trade.opened == 1


def test_what_is_added_and_given_up_in_parts_is_one_trade_at_its_average():
    (trade,) = closed_trades(fills((1, 1000.0), (1, 1100.0), (-1, 1050.0), (-1, 945.0)))
    assert trade.gain == pytest.approx(5.0 * (-105.0) - 4.0)
    assert trade.move == pytest.approx((0.0 - 0.1) / 2)


def test_a_fill_that_turns_a_position_round_closes_one_trade_and_opens_the_next():
    long, short = closed_trades(fills((1, 1000.0), (-3, 900.0), (2, 990.0)))
    assert (long.gain, short.gain) == pytest.approx((-500.0 - 2.0, -2 * 5.0 * 90.0 - 4.0))
    assert short.move == pytest.approx(-0.1)


def test_what_stands_at_the_end_is_not_closed():
    assert not list(closed_trades(fills((1, 1000.0))))


@pytest.mark.parametrize("seed", range(20))
def test_trades_that_end_flat_bring_what_all_fills_cost_and_brought(seed):
    dice = np.random.default_rng(seed)
    sizes = dice.integers(-4, 5, 30).tolist()
    rows = [(size, price) for size, price in zip(sizes, dice.uniform(800, 1200, 30).tolist(), strict=True) if size]
    left = -sum(size for size, _ in rows)
    rows += [(left, 1000.0)] if left else []
    brought = sum(-size * price * 5.0 - abs(size) for size, price in rows)
    assert sum(trade.gain for trade in closed_trades(fills(*rows))) == pytest.approx(brought)
