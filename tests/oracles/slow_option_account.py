"""The account of `slow_account.py` with options in it, by `docs/options.md`: fills and orders are given, the books
follow.
"""

from tests.oracles.slow_account import Alive, SlowAccount, fills_by_day, rows_of_period, waits
from tests.oracles.slow_broker import Broker
from tests.oracles.slow_market import day_number
from tests.oracles.slow_options import MOVES, SlowOptions, is_option, series


class SlowOptionAccount(SlowAccount):
    """Options are held at market value, paid for in cash, and settled before the fills of their last day (PM ones after
    fills at the open).
    """

    def __init__(self, market, settings):
        super().__init__(market, settings, Broker(settings))
        self.at_open = settings["execution"]["fill_at"] == "open"
        self.options, self.held, self.worth = SlowOptions(market, settings), {}, {}
        self.option_haircut = self.rule("option_haircut")
        # by row, contract and side of a fill: equity, money above initial margin and deltas when it came
        self.before = {}
        # by row: money above initial margin once its orders had filled, as it was and with what was on its way
        self.left = {}

    def expire(self, row, *, later):
        ending = [code for code in self.held if series(code).expiry == self.days[row]]
        for code in [code for code in ending if later == (self.at_open and not series(code).opening)]:
            self.cash += self.held.pop(code) * series(code).multiplier * self.options.settlement(code, row)
            del self.worth[code]

    def mark_options(self, row, price_of):
        self.worth = {code: price_of(code, row) for code in self.held}

    def option_value(self):
        return sum(size * series(code).multiplier * self.worth[code] for code, size in self.held.items())

    def trade(self, row, fills):
        self.expire(row, later=False)
        fills = [fill for fill in fills if fill.reason != "expiry"]
        if fills:
            self.mark(row, self.curve.mid)
            self.mark_options(row, self.options.mid)
        for fill in fills:
            self.before[row, fill.contract, fill.side] = (
                self.equity(), self.collateral() - self.margin.initial(self.sizes, row), self.option_deltas(row),
            )  # fmt: skip
            (self.fill_option if is_option(fill.contract) else self.fill)(row, fill)
        self.left[row] = self.money_for_options(row)
        self.expire(row, later=True)
        self.mark_options(row, self.options.mark)

    def money_for_options(self, row):
        worth = sum(size * series(code).multiplier * self.options.mid(code, row) for code, size in self.held.items())
        other = (1 - self.option_haircut) * worth - self.margin.initial(self.sizes, row)
        arrived = self.cash + self.incoming() + (1 - self.haircut) * self.fund
        return super().collateral() + other, arrived + other

    def fill_option(self, row, fill):
        one, mid = series(fill.contract), self.options.mid(fill.contract, row)
        self.cash -= fill.size * one.multiplier * mid
        self.cash -= abs(fill.size) * one.multiplier * fill.half_spread + fill.commission
        self.held[fill.contract] = self.held.get(fill.contract, 0) + fill.size
        self.worth[fill.contract] = mid
        if self.held[fill.contract] == 0:
            del self.held[fill.contract], self.worth[fill.contract]

    def target(self, row, waiting):
        return super().target(row, [order for order in waiting if not is_option(order.contract)])

    def premiums(self, row, waiting):
        """What the options on order cost at this evening's offers, commission included."""
        bought = [order for order in waiting if is_option(order.contract) and order.requested > 0]
        return sum(order.requested * self.options.cost_of_one(order.contract, row, filling=False) for order in bought)

    def provide(self, row, waiting):
        """Whenever an order is sent, what it needs is redeemed: one order of the evening after the other."""
        sent = [place for place, order in enumerate(waiting) if day_number(order.Index) == self.days[row]]
        for place in sent:
            self.provide_for(row, waiting[: place + 1])

    def provide_for(self, row, waiting):
        target, asked = self.target(row, waiting)
        target += self.premiums(row, waiting)
        missing = target - self.cash - self.incoming()
        if self.haircut == 1 or missing > self.cash_rules["band"] * target:
            self.redeem(row, min(self.fund, missing, self.free_of_margin(asked)))

    def option_deltas(self, row):
        """Delta of the options held after each of the moves, at what orders fill at."""
        held = self.held.items()
        return [sum(size * self.options.delta_of_one(code, row, move) for code, size in held) for move in MOVES]

    def collateral(self):
        return super().collateral() + (1 - self.option_haircut) * self.option_value()

    def equity(self):
        return super().equity() + self.option_value()

    def record(self):
        return super().record() | {"option_value": self.option_value()}


def retell(market, settings, result):
    """Day -> columns of the equity table, the account, and the rows of the run."""
    account, fills = SlowOptionAccount(market, settings), fills_by_day(result)
    orders, retold = Alive(result.frame("orders").itertuples()), {}
    for place, row in enumerate(rows_of_period(market, settings)):
        day = market.days[row]
        waiting = [
            [order for order in orders.on(day) if waits(order, day, evening=evening)] for evening in (False, True)
        ]
        retold[day] = account.session(row, fills[day], *waiting, opening=place == 0)
    return retold, account


def positions_by_day(result):
    positions = {}
    for line in result.frame("positions").itertuples():
        positions.setdefault(day_number(line.Index), []).append(line)
    return positions
