"""Notes of a run whose orders wait for a price."""

import backtrader as bt
import pytest

from engine import load_config, load_run, run_own

SETTINGS = ("period=2014-01-02..2014-03-31",)


class Bracketed(bt.Strategy):
    """Buys with a stop and a target, and now and then what will never be had."""

    params = (("away", 0.02), ("never", False))

    def next(self):
        close = self.data.close[0]
        if not self.position and not self.broker.get_orders_open():
            self.buy_bracket(
                size=2, exectype=bt.Order.Market, stopprice=close * (1.0 - self.p.away),
                limitprice=close * (1.0 + self.p.away),
            )  # fmt: skip
        if self.p.never and len(self) == 1:
            self.buy(size=1, exectype=bt.Order.Limit, price=0.5 * close)


class Withdrawn(bt.Strategy):
    """Asks for a price that never comes, and takes it back each evening."""

    def next(self):
        if len(self) < 6:
            self.waiting = self.buy(size=1, exectype=bt.Order.Limit, price=0.5 * self.data.close[0])
            self.cancel(self.waiting)


def told(run):
    return " ".join(run.notes())


def test_legs_that_end_with_the_other_are_no_orders_that_were_not_filled():
    run = run_own(Bracketed, load_config(None, SETTINGS), away=0.01)
    assert "other_filled" in run.tables["orders"]["reason"].to_pylist()
    assert "were not filled" not in told(run)
    assert "after the last session were never filled" not in told(run)


def test_what_the_strategy_took_back_itself_is_no_order_that_was_not_filled():
    run = run_own(Withdrawn, load_config(None, SETTINGS))
    assert run.tables["orders"]["reason"].to_pylist().count("cancelled") == 5
    assert "were not filled" not in told(run)


def test_what_still_waits_for_its_price_is_told_as_that():
    run = run_own(Bracketed, load_config(None, SETTINGS), away=0.2, never=True)
    assert "orders that wait for a price still waited" in told(run)
    assert "after the last session were never filled" not in told(run)


@pytest.mark.pages
def test_the_table_is_saved_and_read_and_is_not_there_without_such_orders(tmp_path):
    run = run_own(Bracketed, load_config(None, SETTINGS), away=0.01)
    saved = load_run(run.save(tmp_path).path)
    assert saved.table("resting_orders").equals(run.tables["resting_orders"])
    assert set(saved.table("resting_orders")["kind"].to_pylist()) == {"stop", "limit"}


class Unclosed(bt.Strategy):
    """Sends the first order of a bracket that it never closes."""

    def next(self):
        if len(self) == 2:
            self.buy(size=1, transmit=False)


def test_orders_that_were_never_transmitted_are_told_as_such():
    run = run_own(Unclosed, load_config(None, SETTINGS))
    assert "1 of the orders were never in the market: they were sent with transmit=False" in told(run)
    assert "after the last session were never filled" not in told(run)
