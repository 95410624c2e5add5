"""`overlay size --pattern A` once more: docs/sizing.md, and the walk of docs/stress.md as a plain loop in shares of the
first notional.
"""

import math
from dataclasses import dataclass, field
from datetime import date

from tests.oracles.slow_broker import Broker
from tests.oracles.slow_market import MONTHS, SlowCurve, SlowMargin, day_number, fact_on, iso, multiplier, third_friday

STEPS = 5
ONE = "ESH00"
FATAL, CALLED = {"closed", "call_missed", "ruined"}, {"closed", "call_missed", "call_met", "ruined"}


class Asked:
    """What an exchange asks of a notional: a share of what it is worth now, and the share beyond that of new ones."""

    def __init__(self, walk):
        self.walk = walk

    def maintenance(self, sizes, row):
        return self.walk.share[row] * self.walk.notional(row) if sizes else 0.0

    def initial(self, sizes, row):
        return self.maintenance(sizes, row) * self.walk.initial_ratio


@dataclass
class Walk:
    """An account in the evening before a fall, and what becomes of it. Money in account currency, `levels` and `share`
    by session of the walk: index over that before, maintenance of the notional.
    """

    rule: object
    cash_rules: dict
    capital: float
    first: float
    initial_ratio: float
    levels: list
    share: list
    shocked: int
    fund: float = 0.0
    coming: dict = field(default_factory=dict)

    def __post_init__(self):
        self.sizes = {ONE: 1}
        self.haircut, self.margin = self.rule("fund_haircut"), Asked(self)
        self.cash = min(self.capital, self.target(0))
        self.fund = self.capital - self.cash
        self.gone = False
        self.tested = self.collateral()

    def notional(self, row):
        return self.first * self.levels[row] if self.sizes else 0.0

    def target(self, row):
        if self.haircut < 1:
            return self.cash_rules["sleeve"] * self.notional(row)
        return self.margin.initial(self.sizes, row) + self.cash_rules["buffer"] * self.notional(row)

    def incoming(self):
        return sum(self.coming.values())

    def equity(self):
        return self.cash + self.fund + self.incoming()

    def collateral(self):
        covered = min(self.incoming(), -self.cash) if self.cash < 0 and self.haircut < 1 else 0.0
        return self.cash + covered + (1 - self.haircut) * self.fund

    def session(self, broker, row):
        arrived = self.coming.pop(row, 0.0)
        self.cash += arrived
        broker.received(row, arrived)
        broker.settled(self, row)
        self.cash += (self.levels[row] - self.levels[row - 1]) * self.first if self.sizes else 0.0
        if broker.closes(row) and self.sizes:
            self.gone, self.sizes = True, {}
        broker.tested(self, row)
        self.tested = self.collateral()
        self.sweep(broker, row)

    def sweep(self, broker, row):
        debt = max(0.0, -self.cash - self.incoming())
        target = max(self.target(row), 0.005 * debt)
        excess = self.cash + self.incoming() - target
        short = self.cash + self.incoming() < self.margin.maintenance(self.sizes, row)
        band = 0.0 if broker.called() or (self.haircut == 1 and short) else self.cash_rules["band"]
        if abs(excess) <= band * target:
            return
        if excess > 0:
            kept = 0.0 if self.haircut < 1 else self.margin.initial(self.sizes, row)
            amount = max(0.0, min(excess, self.cash - kept))
            self.cash, self.fund = self.cash - amount, self.fund + amount
            return
        asked = self.margin.initial(self.sizes, row)
        free = math.inf if self.haircut == 1 else max(0.0, self.collateral() - asked) / (1 - self.haircut)
        amount = min(-excess, self.fund, 1.005 * debt + free)
        self.fund -= amount
        due = row + int(self.rule("redemption_lag"))
        self.coming[due] = self.coming.get(due, 0.0) + amount
        if due == row:
            self.cash += self.coming.pop(row)

    def settled(self, broker):
        """No call is open, no money on its way, and no collateral swept away since the test."""
        swept = self.tested - self.collateral() if self.sizes else 0.0
        return broker.call is None and broker.closing is None and max(self.incoming(), swept) <= 1e-9 * self.capital

    def outcome(self):
        """The worst that happens, by the names of docs/stress.md."""
        broker = Broker({"account": {}})
        broker.rule = self.rule
        for row in range(1, len(self.levels)):
            if row > self.shocked and self.settled(broker):
                break
            self.session(broker, row)
        said = {kind for _, kind, _ in broker.said}
        if "ruin" in said:
            return "ruined"
        if "loss_cut" in said or (self.gone and self.rule("grace") == 0):
            return "closed"
        if "deadline_missed" in said:
            return "call_missed"
        return "call_met" if "margin_call" in said else "no_call"


class SlowSize:
    """`settings`: capital, fall, allowed, price (None: the close), date, margin, cash (the section of the config);
    `rule` gives a field of the profile by its name.
    """

    def __init__(self, settings, market, rule):
        self.s, self.rule = settings, rule
        row = market.row_of(day_number(settings["date"]))
        curve = SlowCurve(market, {"futures": {"financing": "flat"}, "execution": {"fill_at": "close"}})
        contract = lead("MES", market.next_sessions[row])
        index = settings["price"] or curve.closes[row]
        self.unit = curve.price(contract, row, index, row) * multiplier(contract)
        margin = SlowMargin(market, rule("margin_multiple"))
        value = curve.settlement(contract, row) * multiplier(contract)
        self.share = margin.maintenance({contract: 1}, row) / value
        self.initial_ratio = margin.ratios[row]

    def walk(self, notional, fall, sessions, multiple=1.0):
        """What becomes of it: the same percentage on each session, then calm ones."""
        path = [place / sessions for place in range(sessions + 1)] + [1.0] * 60
        levels = [(1 - fall) ** part for part in path]
        share = [self.share * multiple**part for part in path]
        first = (notional, self.initial_ratio, levels, share, sessions)
        return Walk(self.rule, self.s["cash"], self.s["capital"], *first).outcome()

    def by_loss(self):
        return self.s["allowed"] / self.s["fall"]

    def closes(self, ratio):
        """Whether the broker closes it in that fall."""
        return self.walk(ratio * self.s["capital"], self.s["fall"], STEPS, self.s["margin"]) in FATAL

    def told(self, ratio):
        """What `overlay size --json` tells of whole contracts, by its names; `ratio` is the overlay's."""
        capital, fall = self.s["capital"], self.s["fall"]
        contracts = math.floor(ratio * capital / self.unit)
        one = {"first_capital": self.unit / ratio, "second_capital": 2 * self.unit / ratio} if ratio else {}
        after = self.share * self.s["margin"] * (1 - fall)
        spare = max(0.0, fall + after - self.share * self.initial_ratio)
        told = {"contracts": contracts, "unit": self.unit, "spare_needed": spare} | one
        if not contracts:
            return told
        notional = contracts * self.unit
        return told | {
            "notional": notional,
            "loss_at_fall": notional * fall,
            "loss_share": notional * fall / capital,
            "maintenance": self.share * notional,
            "required": self.share * self.initial_ratio * notional,
            "maintenance_at_fall": after * notional,
            "call_distance": self.distance(notional, CALLED),
            "cut_distance": self.distance(notional, FATAL),
            "outcome": self.walk(notional, fall, STEPS, self.s["margin"]),
        }

    def distance(self, notional, what):
        """The smallest fall of one session with an outcome among `what`, None where there is none."""
        if self.walk(notional, 0.99, 1) not in what:
            return None
        low, high = 0.0, 0.99
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if self.walk(notional, middle, 1) in what else (middle, high)
        return high


def lead(root, day):
    """The quarterly future that an order of the evening before a day is for."""
    year = date.fromisoformat(iso(day)).year
    quarters = [f"{root}{month}{one % 100:02d}" for one in (year, year + 1) for month in MONTHS]
    before = fact_on("roll_convention", "ES.days_before_friday", day)
    return next(one for one in quarters if third_friday(one) - before > day)
