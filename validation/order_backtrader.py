"""A script of orders through plain Backtrader with a broker: its own, or the account's."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import backtrader as bt
import pandas as pd

from data.base.days import date_of, day_of
from data.contracts.contracts import FutureContract
from data.market.market import Market
from engine.assembly.open_account import broker_for, open_account
from engine.settings.run_config import load_config
from validation.order_scripts import KINDS, Script, Sent

EXECTYPES = dict(
    zip(
        KINDS,
        (
            bt.Order.Market, bt.Order.Close, bt.Order.Limit, bt.Order.Stop, bt.Order.StopLimit, bt.Order.StopTrail,
            bt.Order.StopTrailLimit,
        ),
        strict=True,
    )
)  # fmt: skip
CAPITAL = 1e10
MULTIPLIER = 50.0
ACCOUNT = f"capital.initial={CAPITAL}", "overlay.contract=ES"


class Made(NamedTuple):
    """What became of a script: by number of the order its fill (session, price, signed size), and its last status."""

    fills: dict[int, tuple[int, float, int]]
    status: dict[int, str]
    broker: Any


def until(sent: Sent) -> Any:
    """An order's `valid`, as people write it."""
    kind, value = sent.valid
    if kind == "day":
        return bt.Order.DAY
    if kind == "zero":
        return 0
    if kind == "days":
        return timedelta(days=value)
    if kind == "number":
        return bt.date2num(datetime.combine(date_of(int(value)), time()))
    if kind == "moment":
        return datetime.combine(date_of(int(value)), time(16, 0))
    return date_of(int(value)) if kind else None


class Scripted(bt.Strategy):
    """Sends what a script says."""

    params = (("script", None), ("contracts", ()))

    def __init__(self) -> None:
        self.sent: dict[int, Any] = {}

    def next(self) -> None:
        session, script = len(self) - 1, self.p.script
        for one in script.orders:
            if one.session == session:
                self.sent[one.number] = self.send(one)
        for at, number in script.cancels:
            if at == session:
                self.broker.cancel(self.sent[number])

    def send(self, one: Sent) -> Any:
        """The order, as Backtrader has it."""
        more: dict[str, Any] = {
            "price": one.price, "plimit": one.limit, "trailamount": one.amount, "trailpercent": one.share,
            "valid": until(one), "oco": self.sent.get(one.oco), "parent": self.sent.get(one.parent),
        }  # fmt: skip
        if self.p.contracts:
            of = self.p.script.of
            more["data"] = self.data.tradable(self.p.contracts[of[one.number - 1] if of else 0])
        given = {name: value for name, value in more.items() if value is not None}
        way = self.buy if one.size > 0 else self.sell
        return way(size=abs(one.size), exectype=EXECTYPES[one.kind], transmit=one.transmit, **given)


def frame(script: Script) -> pd.DataFrame:
    """The script's bars, as a feed of pandas has them."""
    index = pd.DatetimeIndex([date_of(day) for day in script.days])
    bars = pd.DataFrame(script.bars, columns=["open", "high", "low", "close"], index=index.astype("datetime64[ns]"))
    return bars.assign(volume=0)


def backtraders_own(script: Script) -> Made:
    """On Backtrader's broker: free trades, no lack of cash."""
    broker = bt.brokers.BackBroker(cash=CAPITAL)
    broker.setcommission(commission=0.0, margin=1.0, mult=MULTIPLIER)
    return _run(script, bt.feeds.PandasData(dataname=frame(script)), broker)


def on_the_account(script: Script, assignments: Sequence[str], market: Market | None = None) -> Made:
    """On the account, as contracts of the E-mini; `assignments` are settings besides its capital. Rates and price
    limits are those of the program's market, or of another.
    """
    data = bt.feeds.PandasData(dataname=frame(script))
    config = load_config(None, [*ACCOUNT, *assignments])
    return _run(script, data, broker_for(data, config, market, feed="future"))


def on_contracts(script: Script, contracts: Sequence[FutureContract], assignments: Sequence[str]) -> Made:
    """On the account, as contracts of the program's market."""
    first, last = date_of(script.days[0]), date_of(script.days[-1])
    period = f"period.start={first}", f"period.end={last}"
    feed, broker = open_account(load_config(None, [*ACCOUNT, *period, *assignments]))
    return _run(script, feed, broker, contracts)


def _run(script: Script, data: Any, broker: Any, contracts: Sequence[FutureContract] = ()) -> Made:
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker)
    cerebro.addstrategy(Scripted, script=script, contracts=contracts)
    strategy = cerebro.run()[0]
    session = {day: row for row, day in enumerate(script.days)}
    fills = {
        number: (session[day_of(_date(order.executed.dt))], order.executed.price, int(order.executed.size))
        for number, order in strategy.sent.items()
        if order.status == bt.Order.Completed
    }
    return Made(fills, {number: order.getstatusname() for number, order in strategy.sent.items()}, broker)


def _date(number: float) -> date:
    found: date = bt.num2date(number).date()
    return found
