"""A market of two steps, up or down by 3 %: every path of a week and a half, worked by hand in fractions, against the
loop; and how often a call and a forced sale come by chance, against how often they have to.

The account buys 250 contracts on its second session and holds them. Nothing costs or pays anything. Moves of 3 % keep
the margin model at its floor, which since April 2025 is 7.3 % of the value at the close before; the broker asks twice
that, and initial margin is a tenth more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from math import prod, sqrt

import numpy as np
import pytest

from data.base.days import day_of
from data.contracts.calendars import xnys
from data.synthetic.moves import GROWTH, HIGH, LOW, OPENED, STILL, Opening
from data.synthetic.path import PathDays, path_columns, path_market
from data.synthetic.path_kinds import BlockPaths
from engine.fast.path_loop import PathLoop
from engine.settings.run_config import parse_config
from engine.survival.histories import on_path

UP, DOWN = Fraction(103, 100), Fraction(97, 100)
LEVEL, POINT, CAPITAL, RATIO = 4000, 5, 1_000_000, 5
FLOOR, MULTIPLE, INITIAL = Fraction(73, 1000), 2, Fraction(11, 10)
SESSIONS, WARM_UP, NEVER = 8, 10, -1
MANY = 600
NO_COSTS = {"commission": 0.0, "half_spread": 0.0, "stress_half_spread": 0.0, "roll_half_spread": 0.0}
PLAN = {
    "pattern": "A",
    "capital": {"initial": float(CAPITAL)},
    "overlay": {"ratio": float(RATIO), "max_total_exposure": 21.0, "acknowledge_high_leverage": True,
                "rebalance": "monthly"},
    "halving": {"enabled": False},
    "stops": {"monthly_loss": "off", "voluntary": False},
    "fund": {"expense_ratio": 0.0, "mean_age": 0.0},
    "futures": {"financing": 0.0},
    "costs": NO_COSTS,
}  # fmt: skip


@dataclass(frozen=True)
class Broker:
    """What it does about a call: see docs/account.md. Where the fund is no collateral, `buffer` is kept in cash as a
    share of notional, on top of initial margin, and what is redeemed comes the next session.
    """

    grace: int = 1
    delay: int = 0
    recovery_counts: bool = True
    loss_cut: Fraction = Fraction(0)
    fund_counts: bool = True
    buffer: Fraction = Fraction(0)

    @property
    def config(self):
        account = {
            "fund_haircut": 0.0 if self.fund_counts else 1.0, "margin_multiple": float(MULTIPLE),
            "redemption_lag": 0 if self.fund_counts else 1, "grace": self.grace, "closing_delay": self.delay,
            "recovery_counts": self.recovery_counts, "loss_cut_level": float(self.loss_cut), "liquidation": 0.0,
            "negative_cash": True, "liquidation_half_spread": 0.0,
        }  # fmt: skip
        cash = {"sleeve": 0.0, "buffer": float(self.buffer), "band": 0.0}
        return on_path(parse_config({**PLAN, "account": account, "cash": cash}))


BROKERS = {
    "met by the market": Broker(),
    "due in two sessions, closed a session later": Broker(grace=2, delay=1, recovery_counts=False),
    "nobody is asked": Broker(grace=0),
    "loss cut": Broker(grace=2, loss_cut=Fraction(9, 10)),
    "cash alone, a thin buffer": Broker(fund_counts=False, buffer=Fraction(1, 100), recovery_counts=False),
    "cash alone, a buffer": Broker(fund_counts=False, buffer=Fraction(3, 100), recovery_counts=False),
    "cash alone, closed a session later": Broker(
        fund_counts=False, buffer=Fraction(2, 100), delay=1, recovery_counts=False
    ),
    "cash alone, or met by the market": Broker(fund_counts=False, buffer=Fraction(1, 100), grace=2, delay=1),
}


@dataclass
class Statement:
    """An account worked by hand, session by session."""

    broker: Broker
    cash: Fraction = Fraction(0)
    fund: Fraction = Fraction(CAPITAL)
    coming: Fraction = Fraction(0)
    contracts: int = 0
    called: Fraction | None = None
    received: Fraction = Fraction(0)
    tested: Fraction = Fraction(0)
    deadline: int = NEVER
    closing: int | None = None
    firsts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("call", "missed", "sale"), NEVER))
    calls: int = 0
    cuts: int = 0

    def tell(self, what: str, session: int) -> None:
        if self.firsts[what] == NEVER:
            self.firsts[what] = session

    def asked(self, contracts: int, close_before: Fraction) -> Fraction:
        return contracts * POINT * MULTIPLE * FLOOR * close_before

    def counted(self) -> Fraction:
        return self.cash + self.fund if self.broker.fund_counts else self.cash

    def run(self, closes: list[Fraction]) -> None:
        """Closes of the session before the first, and of all others."""
        size = CAPITAL * RATIO // (LEVEL * POINT)
        self.redeem(size, closes[0], closes[1])
        for session in range(1, SESSIONS):
            before, close = closes[session], closes[session + 1]
            self.morning(session)
            self.cash += self.contracts * POINT * (close - before)
            if session == 1:
                self.contracts = size
            if self.closing is not None and self.closing <= session:
                self.tell("sale", session)
                self.contracts, self.closing = 0, None
            self.evening(session, before)
            self.redeem(self.contracts, before, close)

    def morning(self, session: int) -> None:
        """What was redeemed has come; it answers an open call, or the deadline is looked at."""
        self.cash, arrived, self.coming = self.cash + self.coming, self.coming, Fraction(0)
        if self.called is None:
            return
        self.received += arrived
        by_money = not self.broker.fund_counts and self.received >= self.called
        nothing_missing = self.counted() >= self.tested and (self.broker.fund_counts or self.broker.recovery_counts)
        if by_money or nothing_missing:
            self.called = None
        elif session >= self.deadline:
            self.tell("missed", session)
            self.called, self.closing = None, session + self.broker.delay

    def evening(self, session: int, before: Fraction) -> None:
        asked = self.asked(self.contracts, before)
        missing, self.tested = max(asked - self.counted(), Fraction(0)), asked
        if self.closing is not None or self.contracts == 0:
            return
        if self.counted() < self.broker.loss_cut * asked:
            self.cuts, self.called, self.closing = self.cuts + 1, None, session + 1
        elif self.called is not None:
            still = missing > 0 or not self.broker.recovery_counts
            self.called = max(self.called, self.received + missing) if still else None
        elif missing > 0:
            self.tell("call", session)
            self.calls += 1
            if self.broker.grace == 0:
                self.closing = session + 1
            else:
                self.called, self.received, self.deadline = missing, Fraction(0), session + self.broker.grace

    def redeem(self, contracts: int, before: Fraction, close: Fraction) -> None:
        """Cash goes to what is wanted of it: more than that into the fund, less out of it."""
        if self.broker.fund_counts:
            self.fund, self.cash = self.fund + self.cash, Fraction(0)
            return
        wanted = INITIAL * self.asked(contracts, before) + self.broker.buffer * contracts * POINT * close
        spare = self.cash - wanted
        if spare > 0:
            self.cash, self.fund = wanted, self.fund + spare
        else:
            self.coming = min(-spare, self.fund)
            self.fund -= self.coming

    @property
    def wealth(self) -> Fraction:
        return (self.cash + self.fund + self.coming) / CAPITAL


def over() -> PathDays:
    """Sessions of July 2026, none of which is the first of a month, an expiry or a roll."""
    calendar = xnys()
    first = calendar.after(day_of(date(2026, 7, 10)))
    days = calendar.between(calendar.before(first, WARM_UP), first + 31)[: WARM_UP + SESSIONS]
    return PathDays(list(days), calendar, WARM_UP)


def step(growth: Fraction) -> list[float]:
    row = list(STILL)
    row[GROWTH], row[OPENED] = float(growth), 1.0
    row[HIGH], row[LOW] = max(1.0, 1.0 / row[GROWTH]), min(1.0, 1.0 / row[GROWTH])
    return row


def every_path() -> Iterator[tuple[Fraction, ...]]:
    return product((UP, DOWN), repeat=SESSIONS)


@cache
def statement(broker: Broker, growths: tuple[Fraction, ...]) -> Statement:
    closes = [Fraction(LEVEL) / growths[0], Fraction(LEVEL)]
    for growth in growths[1:]:
        closes.append(closes[-1] * growth)
    made = Statement(broker)
    made.run(closes)
    return made


@cache
def loop() -> PathLoop:
    """All accounts in one loop."""
    columns = path_columns(np.tile(STILL, (WARM_UP + SESSIONS, 1)), Opening(LEVEL, 110.0), WARM_UP)
    configs = [broker.config for broker in BROKERS.values()]
    return PathLoop(configs, path_market(columns, over(), {}), over(), 1, compiled=False)


def outcomes(moves):
    found, _ = loop().run(path_columns(np.asarray(moves), Opening(LEVEL, 110.0), WARM_UP))
    return dict(zip(BROKERS, found, strict=True))


@cache
def enumerated():
    """By path, what the loop tells of all accounts after a warm-up of ups and downs in turn."""
    before = [step(growth) for growth in (UP, DOWN) * (WARM_UP // 2)]
    return {path: outcomes([*before, *map(step, path)]) for path in every_path()}


@pytest.mark.pages
@pytest.mark.parametrize("name", BROKERS)
def test_every_path_is_the_one_worked_by_hand(name):
    for path, found in enumerated().items():
        told, made = found[name], statement(BROKERS[name], path)
        firsts = {what: getattr(told.firsts, what) for what in made.firsts}
        assert firsts == made.firsts, path
        assert (told.summary.calls, told.summary.loss_cuts) == (made.calls, made.cuts), path
        assert (told.summary.liquidations > 0) == (made.firsts["sale"] != NEVER), path
        assert told.wealth == pytest.approx(float(made.wealth), rel=1e-12), path


def chance_of(name: str, what: str, stays: Fraction) -> Fraction:
    """How likely an event is where a step is followed by the same one with a chance."""
    found = Fraction(0)
    for path in every_path():
        if statement(BROKERS[name], path).firsts[what] != NEVER:
            found += prod((stays if one == other else 1 - stays for one, other in pairwise(path)), start=Fraction(1, 2))
    return found


@pytest.mark.pages
def test_some_paths_have_calls_and_sales_and_others_have_not():
    """Else a comparison of how often they come would say little: of 256 equally likely paths so many have them."""
    told = {
        name: tuple(256 * chance_of(name, what, Fraction(1, 2)) for what in ("call", "missed", "sale"))
        for name in BROKERS
    }
    assert told == {
        "met by the market": (86, 76, 76),
        "due in two sessions, closed a session later": (86, 36, 24),
        "nobody is asked": (86, 0, 76),
        "loss cut": (58, 0, 56),
        "cash alone, a thin buffer": (252, 76, 76),
        "cash alone, a buffer": (86, 76, 76),
        "cash alone, closed a session later": (248, 76, 64),
        "cash alone, or met by the market": (252, 36, 24),
    }


@pytest.mark.parametrize(
    ("block", "stays"), [(1.0, Fraction(1, 2)), pytest.param(2.0, Fraction(1, 4), marks=pytest.mark.pages)]
)
def test_they_come_by_chance_as_often_as_they_have_to(block, stays):
    """In blocks of one a step is any; in blocks of two it is the other one where a block goes on, and any where one
    begins: the same one in a quarter of cases.
    """
    kind = BlockPaths(np.array([step(UP), step(DOWN)]), block, 1)
    came = {(name, what): 0 for name in BROKERS for what in ("call", "missed", "sale")}
    for place in range(MANY):
        for name, told in outcomes(kind.moves(0, place, WARM_UP + SESSIONS)).items():
            for what in ("call", "missed", "sale"):
                came[name, what] += getattr(told.firsts, what) != NEVER
    for (name, what), count in came.items():
        chance = float(chance_of(name, what, stays))
        assert abs(count / MANY - chance) <= 4.0 * sqrt(chance * (1.0 - chance) / MANY), (name, what)
