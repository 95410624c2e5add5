"""Orders and bars by chance: what any engine can be given, and nothing that depends on what it makes of them."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from data.base.days import Day, day_of
from data.market.embedded import embedded_market

KINDS = ("market", "close", "limit", "stop", "stop_limit", "stop_trail", "stop_trail_limit")
TRAILS = ("stop_trail", "stop_trail_limit")
TICK = 0.25
YEARS = (1998, 2024)
"""Of the sessions: points have been as large as contracts are."""
Bar = tuple[float, float, float, float]
"""Open, high, low, close, points."""


class Sent(NamedTuple):
    """An order, sent at the close of a session (from 0). `size` is signed; `price` is a stop's or a limit's, `limit`
    that of a stop-limit; `amount` and `share` are a trail's; `valid` is a kind and its value; `oco` and `parent` are
    numbers of earlier orders (from 1), 0: none.
    """

    number: int
    session: int
    kind: str
    size: int
    price: float | None = None
    limit: float | None = None
    amount: float | None = None
    share: float | None = None
    valid: tuple[str, float] = ("", 0.0)
    oco: int = 0
    parent: int = 0
    transmit: bool = True


class Script(NamedTuple):
    """A market and what is done in it: `cancels` are (session at whose close, number of the order). Where several
    contracts are traded, `others` are the bars of those after the first, and `of` says order by order which it is for.
    """

    seed: int
    days: Sequence[Day]
    bars: Sequence[Bar]
    orders: Sequence[Sent]
    cancels: Sequence[tuple[int, int]]
    others: Sequence[Sequence[Bar]] = ()
    of: Sequence[int] = ()


class Mix(NamedTuple):
    """What a script is made of: kinds of single orders, of parents and of stops of brackets, whether there are OCO
    groups, orders that end by a date, and orders taken back, and how many sessions there are.
    """

    singles: Sequence[str] = KINDS
    parents: Sequence[str] = ("market", "limit", "stop", "stop_limit", "close")
    stops: Sequence[str] = ("stop", "stop", "stop_trail", "stop_limit", "stop_trail_limit")
    groups: bool = True
    ends: bool = True
    cancels: bool = True
    sessions: int = 40


EVERYTHING = Mix()


def script(seed: int, mix: Mix = EVERYTHING) -> Script:
    """A script by chance; the same for the same seed and mix."""
    dice = Random(seed)  # noqa: S311  (orders are drawn, not keys)
    days, bars = _market(dice, mix.sessions)
    return written(seed, dice, days, bars, mix)


def written(seed: int, dice: Random, days: Sequence[Day], bars: Sequence[Bar], mix: Mix = EVERYTHING) -> Script:
    """What is done by chance in a market."""
    orders: list[Sent] = []
    for session in range(len(bars) - 2):
        for _ in range(dice.choice((0, 0, 1, 1, 2))):
            writer = _Writer(dice, mix, days, session, bars[session][3])
            orders += writer.some(len(orders) + 1)
    cancels = [
        (dice.randrange(one.session + 1, len(bars)), one.number)
        for one in orders
        if mix.cancels and dice.random() < 0.08
    ]
    return Script(seed, days, bars, orders, sorted(cancels))


def _market(dice: Random, sessions: int) -> tuple[list[Day], list[Bar]]:
    """Sessions of the market that comes with the program, and wilder bars around its closes."""
    market = embedded_market()
    first, end = (market.row_from(day_of(date(year, 1, 1))) for year in YEARS)
    first = dice.randrange(first, end - sessions)
    closes = market.values("close")[first : first + sessions]
    return list(market.days[first : first + sessions]), [_bar(dice, close) for close in closes]


def _bar(dice: Random, index: float) -> Bar:
    near = [index * (1.0 + max(-0.05, min(0.05, dice.gauss(0.0, 0.012)))) for _ in range(2)]
    far = [abs(dice.gauss(0.0, 0.01)) * dice.choice((0, 1, 1, 1)) for _ in range(2)]
    opened, close = (_on_tick(one) for one in near)
    high = max(opened, close, _on_tick(max(near) * (1.0 + min(far[0], 0.03))))
    low = min(opened, close, _on_tick(min(near) * (1.0 - min(far[1], 0.03))))
    return opened, high, low, close


def _on_tick(price: float) -> float:
    return round(price / TICK) * TICK


class _Writer:
    """Writes what is sent at the close of one session."""

    def __init__(self, dice: Random, mix: Mix, days: Sequence[Day], session: int, close: float) -> None:
        self.dice, self.mix, self.days, self.session, self.close = dice, mix, days, session, close

    def some(self, number: int) -> list[Sent]:
        """A single order, a bracket, or a group of which one fills; the first has this number."""
        kind = self.dice.random()
        if kind < 0.3 and self.mix.parents:
            return self.bracket(number)
        if kind < 0.5 and self.mix.groups:
            return self.group(number)
        return [self.single(number, self.dice.choice(self.mix.singles), self.side())]

    def side(self) -> int:
        return self.dice.choice((-1, 1)) * self.dice.randint(1, 4)

    def away(self, share: float) -> float:
        """A price so far from the close, or nearer by chance."""
        return _on_tick(self.close * (1.0 + share * self.dice.uniform(0.1, 1.0)))

    def single(self, number: int, kind: str, size: int, valid: tuple[str, float] | None = None) -> Sent:
        """An order whose price is mostly, not always, on the side where it waits."""
        waits = self.dice.choice((1, 1, 1, 1, -1)) * (1 if size > 0 else -1)
        ends = self.valid() if valid is None else valid
        sent = Sent(number, self.session, kind, size, valid=ends)
        if kind == "limit":
            return sent._replace(price=self.away(-0.02 * waits))
        if kind in {"stop", "stop_limit"}:
            price = self.away(0.02 * waits)
            beyond = _on_tick(price * (1.0 + self.dice.gauss(0.0, 0.006))) if kind == "stop_limit" else None
            return sent._replace(price=price, limit=beyond)
        return self.trail(sent) if kind in TRAILS else sent

    def trail(self, sent: Sent) -> Sent:
        """The order with its trail, and where it has a limit, with both prices."""
        by_amount = self.dice.random() < 0.5
        amount = _on_tick(self.close * self.dice.uniform(0.002, 0.03)) if by_amount else None
        share = None if by_amount else self.dice.choice((0.00390625, 0.0078125, 0.015625, 0.03125))
        price = limit = None
        if sent.kind == "stop_trail_limit" or self.dice.random() < 0.3:
            price = self.away(0.005 * self.dice.choice((-1, 1)))
        if sent.kind == "stop_trail_limit":
            limit = _on_tick((price or self.close) * (1.0 + self.dice.gauss(0.0, 0.012)))
        return sent._replace(amount=amount, share=share, price=price, limit=limit)

    def valid(self) -> tuple[str, float]:
        """Until when an order lives: mostly until it is taken back."""
        if not self.mix.ends or self.dice.random() < 0.6:
            return "", 0.0
        day, ahead = self.days[self.session], float(self.dice.randint(1, 12))
        return self.dice.choice((
            ("day", 0.0), ("zero", 0.0), ("date", day + ahead), ("moment", day + ahead), ("number", day + ahead),
            ("days", ahead),
        ))  # fmt: skip

    def bracket(self, number: int) -> list[Sent]:
        """A parent, a stop and mostly a target on its other side, of which only the last says that all are sent."""
        size = self.side()
        up = 1 if size > 0 else -1
        parent = self.single(number, self.dice.choice(self.mix.parents), size)._replace(transmit=False)
        entry = parent.price or self.close
        stop = self.single(number + 1, self.dice.choice(self.mix.stops), -size, self.valid())
        if stop.amount is None and stop.share is None:
            away = _on_tick(entry * (1.0 - up * self.dice.uniform(0.004, 0.02)))
            beyond = away - up * TICK * self.dice.randint(0, 40) if stop.kind == "stop_limit" else None
            stop = stop._replace(price=away, limit=beyond)
        target = Sent(number + 2, self.session, "limit", -size, valid=self.valid())
        target = target._replace(price=_on_tick(entry * (1.0 + up * self.dice.uniform(0.004, 0.02))))
        children = [stop, target] if self.dice.random() < 0.85 else [stop]
        children = [one._replace(parent=number, transmit=False) for one in children]
        return [parent, *children[:-1], children[-1]._replace(transmit=True)]

    def group(self, number: int) -> list[Sent]:
        """Two or three orders of which one fills: they wait for a price, or one of them now and then for none."""
        waiting = [one for one in self.mix.singles if one not in {"market", "close"}]
        kinds = [self.dice.choice(waiting) for _ in range(self.dice.randint(2, 3))]
        if self.dice.random() < 0.15:
            kinds[self.dice.randrange(len(kinds))] = self.dice.choice(("market", "close"))
        sent = [self.single(number + at, kind, self.side()) for at, kind in enumerate(kinds)]
        return [sent[0], *(one._replace(oco=number) for one in sent[1:])]


def last_day(sent: Sent, script: Script) -> float:
    """The last day on which an order lives, of no meaning for one of the next session only; infinite: until the end."""
    kind, value = sent.valid
    if kind == "days":
        return script.days[sent.session] + value
    return value if kind in {"date", "moment", "number"} else float("inf")
