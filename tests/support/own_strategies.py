"""Strategies of one's own for tests: written to a file, and one that trades by chance."""

import textwrap
from types import MappingProxyType

import backtrader as bt
import numpy as np
import pandas as pd

from data.base.days import day_of
from data.market.embedded import embedded_market

CROSSING = """
import backtrader as bt


class Crossing(bt.Strategy):
    params = (("fast", 10), ("slow", 50), ("size", 20))
    DECLARES

    def __init__(self):
        fast, slow = (bt.indicators.SMA(self.data.close, period=one) for one in (self.p.fast, self.p.slow))
        self.cross = bt.indicators.CrossOver(fast, slow)

    def next(self):
        if self.cross > 0:
            self.buy(size=self.p.size)
        elif self.cross < 0 and self.position:
            self.close()
"""


def written(folder, name="crossing.py", declares="", text=CROSSING):
    """The place of a strategy in a file that is written into a folder."""
    text = textwrap.dedent(text).replace("DECLARES", f"declares = {declares}" if declares else "")
    (folder / name).write_text(text, encoding="utf-8")
    return f"{folder / name}:Crossing"


class ByChance(bt.Strategy):
    """Goes long and short, up to `most` contracts, by the throw of a die."""

    params = (("seed", 0), ("most", 8), ("often", 0.2))

    def __init__(self):
        self.dice = np.random.default_rng(self.p.seed)

    def next(self):
        if self.dice.random() < self.p.often:
            self.order_target_size(target=int(self.dice.integers(-self.p.most, self.p.most + 1)))


class Protected(bt.Strategy):
    """Buys after an up-crossing and, once it holds, puts a stop into the market for `covered` contracts."""

    params = (("fast", 10), ("slow", 50), ("size", 20), ("stop", 0.04), ("covered", 20))
    declares = MappingProxyType({"stop_loss": 0.05})

    def __init__(self):
        fast, slow = (bt.indicators.SMA(self.data.close, period=one) for one in (self.p.fast, self.p.slow))
        self.cross, self.guard = bt.indicators.CrossOver(fast, slow), None

    def notify_order(self, order):
        if order.status == order.Completed and order.isbuy():
            level = order.executed.price * (1.0 - self.p.stop)
            self.guard = self.sell(size=self.p.covered, exectype=bt.Order.Stop, price=level)

    def next(self):
        if self.cross > 0 and not self.position:
            self.buy(size=self.p.size)
        elif self.cross < 0 and self.position:
            self.cancel(self.guard)
            self.close()


class Bracketed(Protected):
    """Waits below the market with a bracket."""

    def notify_order(self, order):
        pass

    def next(self):
        if self.cross > 0 and not self.position:
            close = self.data.close[0]
            self.buy_bracket(
                size=self.p.size, price=close * 0.99, limitprice=close * 1.05, stopprice=close * (0.99 - self.p.stop)
            )


def bars(first, last):
    """Daily bars of the embedded market's index, as a frame for Backtrader's `PandasData`."""
    frame = embedded_market().table.to_pandas().set_index("date")[["open", "high", "low", "close"]]
    frame.index = pd.DatetimeIndex(frame.index)
    return frame.loc[first:last].assign(volume=0)


class EveryKind(bt.Strategy):
    """Sends orders of every kind by the throw of a die, long and short, in brackets and groups, and cancels some."""

    params = (("seed", 0), ("most", 20))

    def __init__(self):
        self.dice, self.sent = np.random.default_rng(self.p.seed), []

    def next(self):
        dice, close = self.dice, self.data.close[0]
        if dice.random() > 0.35:
            return
        side, send = (1, self.buy) if dice.random() < 0.6 else (-1, self.sell)
        size, near = int(dice.integers(1, self.p.most + 1)), close * (1.0 - side * 0.02 * dice.random())
        far = close * (1.0 + side * 0.02 * dice.random())
        kinds = (
            lambda: [send(size=size)],
            lambda: [send(size=size, exectype=bt.Order.Limit, price=near)],
            lambda: [send(size=size, exectype=bt.Order.Stop, price=far)],
            lambda: [send(size=size, exectype=bt.Order.StopTrail, trailpercent=0.02)],
            lambda: [self.close()],
            lambda: (self.buy_bracket if side > 0 else self.sell_bracket)(
                size=size, price=near, limitprice=close * (1.0 + side * 0.03), stopprice=close * (1.0 - side * 0.03)
            ),
            lambda: [
                first := send(size=size, exectype=bt.Order.Limit, price=near),
                send(size=size, exectype=bt.Order.Stop, price=far, oco=first),
            ],
            lambda: [self.cancel(one) for one in self.sent if one is not None and one.alive()][:0],
        )
        self.sent += kinds[int(dice.integers(len(kinds)))]()


class Writes(bt.Strategy):
    """Writes puts on the twentieth session."""

    params = (("size", 5),)

    def next(self):
        if len(self) == 20:
            expiry = self.data.market.calendar.after(day_of(self.data.datetime.date(0)) + 200)
            put = self.data.option("SPX", expiry, 1400.0, "P")
            self.sell(data=put, size=self.p.size, writes=True)
