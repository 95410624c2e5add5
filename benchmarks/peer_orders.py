"""Scripts of orders through a peer: reads JSON, prints what filled as JSON. It imports nothing of this project: it is
run by a Python in which the peer is installed.

    python peer_orders.py backtesting < scripts.json

A script has `bars` (open, high, low, close), `orders` (number, session at whose close it is sent, kind, signed size,
price, limit, amount of a trail, parent) and `cancels` (session, number). Printed: for each script [number, session,
price, size] of every fill; null where the peer is not installed.
"""

import json
import sys
import warnings
from datetime import datetime, timedelta
from importlib.util import find_spec

import pandas as pd

MODULES = {"backtesting": "backtesting", "ml4t": "ml4t"}
CASH = 1e12


def by_session(script):
    sent, taken = {}, {}
    for one in script["orders"]:
        sent.setdefault(one["session"], []).append(one)
    for session, number in script["cancels"]:
        taken.setdefault(session, []).append(number)
    return sent, taken


def backtesting(script):
    from backtesting import Backtest, Strategy

    sent, taken = by_session(script)
    children = {(one["parent"], one["kind"]): one for one in script["orders"] if one["parent"]}

    class Scripted(Strategy):
        def init(self):
            self.made = {}

        def next(self):
            session = len(self.data) - 1
            for one in sent.get(session, ()):
                if not one["parent"]:
                    self.made[one["number"]] = self.send(one)
            for number in taken.get(session, ()):
                if self.made[number] in self.orders:
                    self.made[number].cancel()

        def send(self, one):
            limit = {"limit": one["price"], "stop_limit": one["limit"]}.get(one["kind"])
            stop = one["price"] if one["kind"] in {"stop", "stop_limit"} else None
            legs = {
                name: children[one["number"], kind]["price"]
                for name, kind in (("sl", "stop"), ("tp", "limit"))
                if (one["number"], kind) in children
            }
            way = self.buy if one["size"] > 0 else self.sell
            return way(size=abs(one["size"]), limit=limit, stop=stop, tag=one["number"], **legs)

    index = pd.date_range("2000-01-03", periods=len(script["bars"]))
    frame = pd.DataFrame(script["bars"], columns=["Open", "High", "Low", "Close"], index=index)
    test = Backtest(frame, Scripted, cash=CASH, hedging=True)
    strategy = test.run()["_strategy"]
    found = []
    for trade in [*strategy.trades, *strategy.closed_trades]:
        found.append([trade.tag, trade.entry_bar, trade.entry_price, trade.size])
        if trade.exit_bar is not None:
            found.append([leg(children, trade), trade.exit_bar, trade.exit_price, -trade.size])
    return found


def leg(children, trade):
    """Which of a bracket's children closed a trade: the target, where its price was had or a better one."""
    up = 1 if trade.size > 0 else -1
    target = children.get((trade.tag, "limit"))
    kind = "limit" if target and up * trade.exit_price >= up * target["price"] else "stop"
    return children[trade.tag, kind]["number"]


def ml4t(script):
    import polars as pl
    from ml4t.backtest import BacktestConfig, DataFeed, Engine, OrderType, Strategy

    sent, taken = by_session(script)
    kinds = {
        "market": OrderType.MARKET, "limit": OrderType.LIMIT, "stop": OrderType.STOP,
        "stop_trail": OrderType.TRAILING_STOP,
    }  # fmt: skip
    days = [datetime(2000, 1, 3) + timedelta(days=row) for row in range(len(script["bars"]))]
    sessions = {day: row for row, day in enumerate(days)}

    class Scripted(Strategy):
        made = {}

        def on_data(self, timestamp, data, context, broker):
            session = sessions[timestamp]
            for one in sent.get(session, ()):
                price = {"limit": "limit_price", "stop": "stop_price"}.get(one["kind"])
                more = {price: one["price"]} if price else {}
                more |= {"trail_amount": one["amount"]} if one["amount"] else {}
                self.made[one["number"]] = broker.submit_order("X", one["size"], order_type=kinds[one["kind"]], **more)
            for number in taken.get(session, ()):
                broker.cancel_order(self.made[number].order_id)

    strategy = Scripted()
    strategy.made = {}
    columns = dict(zip(("open", "high", "low", "close"), zip(*script["bars"], strict=True), strict=True))
    frame = pl.DataFrame({"timestamp": days, "symbol": ["X"] * len(days), **columns, "volume": 1e9})
    config = BacktestConfig(
        initial_cash=CASH, allow_short_selling=True, allow_leverage=True, skip_cash_validation=True,
        commission_rate=0.0, slippage_rate=0.0,
    )  # fmt: skip
    fills = Engine(DataFeed(prices_df=frame), strategy, config).run().fills
    numbers = {order.order_id: number for number, order in strategy.made.items()}
    return [
        [
            numbers[one.order_id],
            sessions[one.timestamp],
            one.price,
            one.quantity * (1 if one.side.value == "buy" else -1),
        ]
        for one in fills
    ]


def main():
    peer = sys.argv[1]
    if find_spec(MODULES[peer]) is None:
        print(json.dumps(None))
        return
    warnings.simplefilter("ignore")
    run = {"backtesting": backtesting, "ml4t": ml4t}[peer]
    print(json.dumps([run(script) for script in json.load(sys.stdin)]))


if __name__ == "__main__":
    main()
