"""Scripts whose orders wait for a price, over sessions told as (open, high, low, close)."""

import backtrader as bt

FIRST = "2013-06-03"


def columns_of(sessions, **more):
    """Columns of a market made by hand, without rates or dividends."""
    columns = dict(zip(("open", "high", "low", "close"), zip(*sessions, strict=True), strict=True))
    columns |= dict.fromkeys(("bill_yield", "dividend_yield"), [0.0] * len(sessions))
    return {name: list(values) for name, values in (columns | more).items()}


def market_of(small_market, sessions, **more):
    columns = columns_of(sessions, **more)
    return small_market(columns.pop("close"), FIRST, **columns)


def buys(size, kind=bt.Order.Market, price=None, **more):
    return lambda strategy, contract: strategy.buy(data=contract, size=size, exectype=kind, price=price, **more)


def sells(size, kind=bt.Order.Market, price=None, **more):
    return lambda strategy, contract: strategy.sell(data=contract, size=size, exectype=kind, price=price, **more)


def together(*actions):
    return lambda strategy, contract: [action(strategy, contract) for action in actions]


def oco(*actions):
    """Orders that cancel each other."""

    def send(strategy, contract):
        first = actions[0](strategy, contract)
        for action in actions[1:]:
            action(Naming(strategy, first), contract)

    return send


class Naming:
    """A strategy whose orders name another."""

    def __init__(self, strategy, other):
        self.strategy, self.other, self.data = strategy, other, strategy.data

    def buy(self, **said):
        return self.strategy.buy(oco=self.other, **said)

    def sell(self, **said):
        return self.strategy.sell(oco=self.other, **said)


def fills(run):
    return [(row["size"], round(row["price"], 9)) for row in run.tables["fills"].to_pylist()]


def endings(run):
    return list(zip(run.column("orders", "status"), run.column("orders", "reason"), strict=True))
