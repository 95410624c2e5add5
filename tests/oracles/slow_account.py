"""A plain loop over `docs/trading_day.md`: every day's cash, fund and margin from the market, the fills and
the orders.
"""

import math
from collections import defaultdict
from datetime import date

from tests.oracles.slow_fund import SlowFund
from tests.oracles.slow_market import SlowCurve, SlowMargin, day_number, iso, multiplier, rules_of

COLUMNS = ("equity", "cash", "mmf", "in_transit", "collateral", "overlay_notional", "maintenance", "initial")


class SlowAccount:
    """The trading day without the decisions: fills and orders are given, `watch` sees what the broker sees."""

    def __init__(self, market, settings, watch):
        self.curve, self.watch = SlowCurve(market, settings), watch
        self.days, self.bills = market.days, market.values("bill_yield")
        self.rule, self.cash_rules = rules_of(settings), settings["cash"]
        self.bill_fund = SlowFund(market, settings["fund"])
        self.margin = SlowMargin(market, self.rule("margin_multiple"))
        self.haircut = self.rule("fund_haircut")
        self.cash, self.fund = settings["capital"]["initial"], 0.0
        self.on_the_way = {}
        self.sizes, self.marks, self.ruined = {}, {}, False

    def accrue(self, row):
        years = (self.days[row] - self.days[row - 1]) / 365
        bill = self.bills[row - 1]
        if self.cash > 0:
            self.cash += self.cash * max(0.0, bill - self.rule("credit_spread")) * years
        else:
            self.cash += self.cash * (bill + self.rule("debit_spread")) * years
        self.fund += self.fund * self.bill_fund.net(row) * years

    def reprice_fund(self, row):
        self.fund += self.fund * self.bill_fund.price[row] * (self.days[row] - self.days[row - 1]) / 365

    def mark(self, row, price_of):
        for contract, size in self.sizes.items():
            price = price_of(contract, row)
            if self.ruined and size * (price - self.marks[contract]) > 0:
                continue
            self.cash += size * multiplier(contract) * (price - self.marks[contract])
            self.marks[contract] = price

    def fill(self, row, fill):
        self.cash -= fill.commission + abs(fill.size) * multiplier(fill.contract) * fill.half_spread
        if not self.ruined:
            self.marks[fill.contract] = self.curve.mid(fill.contract, row)
        self.sizes[fill.contract] = self.sizes.get(fill.contract, 0) + fill.size
        if self.sizes[fill.contract] == 0:
            del self.sizes[fill.contract]

    def notional(self):
        return sum(self.marks[contract] * multiplier(contract) * abs(size) for contract, size in self.sizes.items())

    def incoming(self):
        return sum(self.on_the_way.values())

    def target(self, row, waiting):
        sizes = defaultdict(int, self.sizes)
        for order in waiting:
            sizes[order.contract] += order.requested
        prices = {contract: self.curve.settlement(contract, row) * multiplier(contract) for contract in sizes}
        notional = sum(abs(size) * prices[contract] for contract, size in sizes.items())
        asked = self.margin.initial(sizes, row)
        if self.haircut < 1:
            return self.cash_rules["sleeve"] * notional, asked
        return asked + self.cash_rules["buffer"] * notional, asked

    def sweep(self, row, waiting):
        target, asked = self.target(row, waiting)
        debt = max(0.0, -self.cash - self.incoming())
        target = max(target, 0.005 * debt)
        excess = self.cash + self.incoming() - target
        if abs(excess) <= (0.0 if self.money_is_asked_for(row) else self.cash_rules["band"]) * target:
            return
        if excess > 0:
            kept = 0.0 if self.haircut < 1 else self.margin.initial(self.sizes, row)
            self.subscribe(max(0.0, min(excess, self.cash - kept)))
        else:
            self.redeem(row, min(-excess, self.fund, 1.005 * debt + self.free_of_margin(asked)))

    def money_is_asked_for(self, row):
        short = self.cash + self.incoming() < self.margin.maintenance(self.sizes, row)
        return self.watch.called() or (self.haircut == 1 and short)

    def free_of_margin(self, asked):
        return math.inf if self.haircut == 1 else max(0.0, self.collateral() - asked) / (1 - self.haircut)

    def provide(self, row, waiting):
        """In the evening, what the orders just sent will need is redeemed."""
        if waiting:
            target, asked = self.target(row, waiting)
            missing = target - self.cash - self.incoming()
            if self.haircut == 1 or missing > self.cash_rules["band"] * target:
                self.redeem(row, min(self.fund, missing, self.free_of_margin(asked)))

    def subscribe(self, amount):
        self.cash -= amount
        self.fund += amount

    def redeem(self, row, amount):
        if amount > 0:
            self.fund -= amount
            due = row + int(self.rule("redemption_lag"))
            self.on_the_way[due] = self.on_the_way.get(due, 0.0) + amount
            self.arrive(row)

    def arrive(self, row):
        arrived = self.on_the_way.pop(row, 0.0)
        self.cash += arrived
        self.watch.received(row, arrived)

    def session(self, row, fills, waiting, waiting_in_the_evening, *, opening):
        if not opening:
            self.accrue(row)
        self.arrive(row)
        self.watch.settled(self, row)
        if not self.curve.at_open and not opening:
            self.reprice_fund(row)
        self.trade(row, fills)
        if self.curve.at_open and not opening:
            self.reprice_fund(row)
        self.mark(row, self.curve.settlement)
        tested = self.as_tested(row)
        self.watch.tested(self, row)
        self.ruined = self.ruined or self.equity() <= 0
        self.sweep(row, waiting)
        self.provide(row, waiting_in_the_evening)
        return self.record() | tested

    def trade(self, row, fills):
        if fills or self.watch.closes(row):
            self.mark(row, self.curve.mid)
        for fill in fills:
            self.watch.before_fill(self, row, fill)
            self.fill(row, fill)
        self.watch.traded(self, row)

    def collateral(self):
        covers_debt = self.cash < 0 and self.haircut < 1
        covered = min(self.incoming(), -self.cash) if covers_debt else 0.0
        return self.cash + covered + (1 - self.haircut) * self.fund

    def as_tested(self, row):
        return {
            "collateral": self.collateral(),
            "maintenance": self.margin.maintenance(self.sizes, row),
            "initial": self.margin.initial(self.sizes, row),
        }

    def equity(self):
        return self.cash + self.fund + self.incoming()

    def record(self):
        return {
            "equity": self.equity(),
            "cash": self.cash,
            "mmf": self.fund,
            "in_transit": self.incoming(),
            "overlay_notional": self.notional(),
        }


def rows_of_period(market, settings):
    first = day_number(settings["period"].get("start", date.min))
    last = day_number(settings["period"].get("end", date.max))
    return [row for row, day in enumerate(market.days) if first <= day <= last]


def fills_by_day(result):
    fills = defaultdict(list)
    for fill in result.frame("fills").itertuples():
        fills[day_number(fill.Index)].append(fill)
    return fills


def waits(order, day, *, evening):
    """Whether an order waits at the sweep of a day, or in its evening, after the strategy has cancelled and
    sent some.
    """
    sent, finished = day_number(order.Index), day_number(order.finished)
    outlives = finished > day or order.status == "waiting"
    if evening:
        return sent <= day and outlives
    return sent < day and (outlives or (finished == day and order.reason == "cancelled"))


class Alive:
    """Orders by the days on which they could wait: not each of thousands is asked on each of thousands of days."""

    def __init__(self, orders):
        self.by_day = defaultdict(list)
        self.endless = []
        for order in orders:
            if order.status == "waiting":
                self.endless.append(order)
                continue
            for day in range(day_number(order.Index), day_number(order.finished) + 1):
                self.by_day[day].append(order)

    def on(self, day):
        return self.by_day[day] + self.endless


def retell(market, settings, result, watch):
    account, fills = SlowAccount(market, settings, watch), fills_by_day(result)
    orders, retold = Alive(result.frame("orders").itertuples()), {}
    for place, row in enumerate(rows_of_period(market, settings)):
        day = market.days[row]
        waiting = [
            [order for order in orders.on(day) if waits(order, day, evening=evening)] for evening in (False, True)
        ]
        retold[day] = account.session(row, fills[day], *waiting, opening=place == 0)
    return retold


def disagreements(told, retold):
    """Day, column, what the engine says and what the slow account says, where they differ."""
    return [
        (iso(day), column, told[day][column], expected[column])
        for day, expected in retold.items()
        for column in COLUMNS
        if not abs(told[day][column] - expected[column]) <= 1e-9 * abs(expected["equity"])
    ]


def told_by_day(result):
    return {day_number(row["date"]): row for row in result.frame("equity").reset_index().to_dict("records")}
