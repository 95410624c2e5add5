"""What margin is asked, session by session, and how much of it is in force."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from data.base.days import Day
from data.base.errors import MissingFact
from data.base.sums import total
from data.facts import facts
from engine.account.account import Account
from engine.account.of_opening import OfOpening
from engine.account.today import Today
from engine.account.written import MarginShares


class MarginAsked(NamedTuple):
    """By session, for one full-size contract of the root `family`: maintenance margin (account currency,
    positive; NaN where it is not known), and initial margin as a multiple of it. `proportional` where it moves
    with the index within a session (empty: nowhere); `written` says what written options ask for on a day, `short` the
    maintenance of short positions where it is another one, `opening` what is asked of the value at which positions were
    opened, None where it is today's. `evening` where amounts come into force with the test of their session.
    """

    family: str
    maintenance: Sequence[float]
    initial_ratio: Sequence[float]
    proportional: Sequence[bool] = ()
    written: Callable[[Day], MarginShares] = MarginShares.on
    short: Sequence[float] | None = None
    opening: OfOpening | None = None
    evening: bool = False


def margin_is_unknown(family: str, day: Day) -> MissingFact:
    """What is raised where the margin of a day is asked for and not known."""
    name = f"{family}.maintenance"
    return MissingFact(facts("exchange_margin").file(name), name, day, "choose another period or margin.source")


class Amounts:
    """Maintenance margin of one full-size contract as it is in force for an account, and since its last test."""

    def __init__(self, asked: MarginAsked, account: Account, today: Today) -> None:
        self._asked, self._account, self._today = asked, account, today
        self._in_force = -1
        self._variation, self._multiple = 0.0, account.profile.margin_multiple

    def come_into_force(self) -> None:
        """The amounts of today do."""
        self._in_force = self._today.row

    def of_one(self, *, short: bool | None) -> float:
        """What one asks now, account currency; `short` where it is, None: as what is held is on balance."""
        row = self._today.row
        late = self._asked.evening and self._in_force != row
        return self._on(short=short)[max(row - 1, 0) if late else row]

    def _on(self, *, short: bool | None) -> Sequence[float]:
        asked = self._asked
        if asked.short is None:
            return asked.maintenance
        if short is None:
            held = self._account.holdings.values()
            short = total(one.size * one.contract.spec.margin_share for one in held) < 0.0
        return asked.short if short else asked.maintenance

    def tested(self) -> None:
        """The account has been tested today."""
        self._variation, self._multiple = self._account.variation, self._account.profile.margin_multiple

    @property
    def gained(self) -> float:
        """What the futures gained since the last test, account currency (negative: lost)."""
        return self._account.variation - self._variation

    @property
    def risen(self) -> float:
        """How far the requirement of the futures held rose since the session before, account currency."""
        account, today = self._account, self._today.row
        if account.margin_contracts == 0.0 or self._asked.opening is not None:
            return 0.0
        asked, multiple = self._on(short=None), account.profile.margin_multiple
        risen = account.margin_contracts * (asked[today] * multiple - asked[max(today - 1, 0)] * self._multiple)
        return risen if risen == risen else 0.0  # noqa: PLR0124  (unknown: NaN)
