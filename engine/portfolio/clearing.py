"""Where transfers between accounts are kept: decided in an evening, sent once the money is there, days on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from data.base.days import Day, month_number, weekday
from data.base.sums import total
from engine.day.transfer_book import Standing
from engine.portfolio.moves import Held, Move, rebalancing, rescues
from engine.portfolio.rates import Rates

NEVER = 0
CENT = 0.01
WEEKEND = 5


class Policy(NamedTuple):
    """How money is moved: months from one rebalancing to the next (0: never), how far from its share an account may be
    before anything is moved, weekdays that a transfer is on its way, which account answers calls of the others (None:
    none does), and what a conversion between currencies costs, a share of the amount.
    """

    months: int
    band: float
    days: int
    rescuer: int | None
    conversion: float


NO_TRANSFERS = Policy(NEVER, 0.0, 1, None, 0.0)


@dataclass
class Transfer:
    """One transfer, and how far it has come. Amounts are in the source's currency, but for what has arrived, which is
    in that of where it went; `cost` is of the conversion, portfolio currency.
    """

    source: int
    target: int
    reason: str
    decided: Day
    asked: float
    waits: int
    sent: float = 0.0
    sent_on: Day | None = None
    due: Day | None = None
    arrived: float = 0.0
    arrived_on: Day | None = None
    cost: float = 0.0
    status: str = "ordered"

    @property
    def on_its_way(self) -> bool:
        """Whether the money is with neither account."""
        return self.status in ("sent", "returning")

    @property
    def home(self) -> int:
        """Where the money goes: to the target, or back."""
        return self.source if self.status == "returning" else self.target


@dataclass
class Clearing:
    """The transfers between some accounts, by their places; `currencies` and `shares` are those of the accounts."""

    policy: Policy
    currencies: Sequence[str]
    shares: Sequence[float]
    rates: Rates
    transfers: list[Transfer] = field(default_factory=list)
    _open: list[Transfer] = field(default_factory=list)
    _standings: dict[int, Standing] = field(default_factory=dict)
    _month: int = -1

    def evening(self, day: Day, standings: Mapping[int, Standing]) -> None:
        """Take what some accounts tell of their evening, and decide what is to be moved; before they pay."""
        self._standings.update(standings)
        self._open = [one for one in self._open if _is_open(one)]
        for one in self._open:
            if one.status == "ordered" and one.source in standings:
                self._count_down(one)
        if len(self._standings) == len(self.shares):
            self._decide(day)

    def due(self, place: int) -> tuple[float, float]:
        """What an account takes in and sends this evening, its currency."""
        standing = self._standings[place]
        if standing.ruined or standing.frozen:
            return 0.0, 0.0
        arrived = total(self._converted(one, standing.day)[0] for one in self._arriving(place, standing.day))
        return arrived, total(one.asked for one in self._leaving(place))

    def paid(self, place: int, equity: float, sent: float) -> None:
        """Write down what an account did this evening: all that was due came in, `sent` went out, and `equity` is what
        it had then; so it stands until it tells anew.
        """
        standing, arrived = self._standings[place], 0.0
        if standing.ruined:
            self._turn_back(place, standing.day)
        elif not standing.frozen:
            for one in self._arriving(place, standing.day):
                one.arrived, one.cost = self._converted(one, standing.day)
                one.arrived_on, one.status = standing.day, "returned" if one.status == "returning" else "arrived"
                arrived += one.arrived
            self._send(place, standing.day, sent)
        self._standings[place] = standing._replace(equity=equity, called=max(standing.called - arrived, 0.0))

    def wanted(self, place: int) -> float:
        """What an account is still to send, its currency."""
        return total(one.asked for one in self._open if one.status == "ordered" and one.source == place)

    def _count_down(self, one: Transfer) -> None:
        if self._standings[one.source].ruined:
            one.status = "lapsed"
        one.waits = max(one.waits - 1, 0)

    def _arriving(self, place: int, day: Day) -> list[Transfer]:
        return [one for one in self._open if one.on_its_way and one.home == place and (one.due or day) <= day]

    def _leaving(self, place: int) -> list[Transfer]:
        found = [one for one in self._open if one.status == "ordered" and one.source == place]
        return [one for one in found if one.waits == 0]

    def _converted(self, one: Transfer, day: Day) -> tuple[float, float]:
        """What arrives of a transfer, the currency of where it goes, and what the conversion costs."""
        of, into = self.currencies[one.source], self.currencies[one.home]
        worth = one.sent * self.rates.rate(of, day)
        cost = 0.0 if of == into else worth * self.policy.conversion
        return (one.sent if of == into else (worth - cost) / self.rates.rate(into, day)), cost

    def _send(self, place: int, day: Day, sent: float) -> None:
        """Give what left an account to its transfers, the oldest first."""
        for one in self._leaving(place):
            one.sent, one.status = max(min(one.asked, sent), 0.0), "lapsed"
            sent -= one.sent
            if one.sent > 0.0:
                one.sent_on, one.due, one.status = day, weekdays_after(day, self.policy.days), "sent"

    def _turn_back(self, place: int, day: Day) -> None:
        """What reaches a lost account goes back; where the sender is lost too, it stays on its way."""
        for one in self._arriving(place, day):
            if one.status == "sent":
                one.status, one.due = "returning", weekdays_after(day, self.policy.days)

    def _decide(self, day: Day) -> None:
        held = [self._held(place) for place in range(len(self.shares))]
        moves = [] if self.policy.rescuer is None else rescues(held, self.policy.rescuer)
        if self._period_begins(day) and not moves:
            moves = rebalancing(held, self.policy.band)
        for move in moves:
            self._order(move, day)

    def _period_begins(self, day: Day) -> bool:
        """Whether this is the first evening of a month in which accounts are brought to their shares."""
        if self.policy.months == NEVER:
            return False
        month, before = month_number(day) // self.policy.months, self._month
        self._month = month
        return 0 <= before < month

    def _held(self, place: int) -> Held:
        standing = self._standings[place]
        rate = self._rate(place, standing.day)
        coming = total(self._worth(one, standing.day) for one in self._open if one.home == place and _is_open(one))
        called = max(standing.called * rate - coming, 0.0)
        worth = (standing.equity - self.wanted(place)) * rate + coming
        return Held(worth, self.shares[place], called, standing.ruined)

    def _worth(self, one: Transfer, day: Day) -> float:
        """What is ordered or on its way, portfolio currency."""
        return (one.sent if one.on_its_way else one.asked) * self._rate(one.source, day)

    def _order(self, move: Move, day: Day) -> None:
        source = self._standings[move.source]
        asked = move.amount / self._rate(move.source, source.day)
        if asked >= CENT:
            ordered = Transfer(move.source, move.target, move.reason, day, asked, source.lag)
            self.transfers.append(ordered)
            self._open.append(ordered)

    def _rate(self, place: int, day: Day) -> float:
        return self.rates.rate(self.currencies[place], day)


def _is_open(one: Transfer) -> bool:
    return one.on_its_way or one.status == "ordered"


def weekdays_after(day: Day, weekdays: int) -> Day:
    """The day so many weekdays after another.

    >>> from data.base.days import day_of, iso
    >>> from datetime import date
    >>> iso(weekdays_after(day_of(date(2018, 3, 1)), 3))
    '2018-03-06'
    """
    while weekdays:
        day += 1
        weekdays -= weekday(day) < WEEKEND
    return day
