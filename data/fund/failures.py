"""Funds that stopped redemptions and brokers that failed: what was lost, and when the rest was paid out."""

from functools import cache
from typing import NamedTuple

from data.base.days import Day
from data.base.errors import ConfigError
from data.base.meant import hint
from data.base.sums import total
from data.facts import facts

_TABLE = "failures"


class Payments(NamedTuple):
    """What becomes of money that is withheld: the share of it that is expected back when that begins, and (calendar
    days after, share of it paid then) of each payment in order.
    """

    value: float
    parts: tuple[tuple[int, float], ...]

    @property
    def paid(self) -> float:
        """The share that is paid out in the end."""
        return total(share for _, share in self.parts)


class Failure(NamedTuple):
    """A failure that happened: its day, and what became of the money."""

    day: Day
    payments: Payments


class FundEvent(NamedTuple):
    """What befalls a fund from a day on: `payments.value` of it is left, and the rest of it is held back and paid in
    parts, for an event of one's own all that is not paid at once after so many `sessions`.

    With a `lag` above 0 nothing is held back, but for those sessions a redemption takes so many; without parts, lag and
    sessions the fund loses and goes on.
    """

    day: Day
    payments: Payments
    sessions: int = 0
    at_once: float = 0.0
    lag: int = 0


class BrokerEvent(NamedTuple):
    """A broker that fails on a day: what its customers are paid, for how many sessions from then on nothing is traded,
    and whether the fund lies with it.
    """

    day: Day
    payments: Payments
    frozen: int
    fund_inside: bool


@cache
def failures(*, of_brokers: bool) -> tuple[str, ...]:
    """Names of the failures of brokers, or of funds."""
    names = dict.fromkeys(name.partition(".")[0] for name in facts(_TABLE).names)
    return tuple(name for name in names if bool(facts(_TABLE).latest(f"{name}.broker").value) is of_brokers)


@cache
def failure(name: str, *, of_broker: bool) -> Failure:
    """What happened to a broker, or a fund, of that name. Raises `ConfigError` for an unknown one."""
    known = failures(of_brokers=of_broker)
    if name not in known:
        raise ConfigError(f"unknown failure {name!r}; {hint(name, known)}")
    rows = facts(_TABLE).history(f"{name}.paid")
    day, shares = rows[0].valid_from, [row.value or 0.0 for row in rows]
    parts = [
        (row.valid_from - day, share - before) for row, share, before in zip(rows[1:], shares[1:], shares, strict=False)
    ]
    value = facts(_TABLE).latest(f"{name}.value").value
    return Failure(day, Payments(1.0 if value is None else value, tuple(parts)))
