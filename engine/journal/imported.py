"""The trades of a broker's statement as fills of a journal."""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.intake.statements.rows import Statement
from engine.day.given import Given, GivenFill


class Imported(NamedTuple):
    """Fills by session that are not told yet, and (line, code) of rows that are no such fills: `early` (the account was
    not open yet) or `currency` (another one than the account's).
    """

    fills: Given
    left_out: tuple[tuple[int, str], ...]


def imported(statement: Statement, currency: str, first: Day, before: Given, *, replace: bool = False) -> Imported:
    """The trades of a statement after the session in whose evening the account was opened; what is told as it stands
    there is left alone. Raises `ConfigError` where something else is told of a session (unless it is to `replace`
    that), and where there is no such trade.
    """
    fills, left = dict[Day, list[GivenFill]](), list[tuple[int, str]]()
    for one in statement.trades:
        if one.day <= first or one.currency != currency:
            left.append((one.line, "early" if one.day <= first else "currency"))
            continue
        fills.setdefault(one.day, []).append(GivenFill(one.contract, one.size, one.price, one.commission))
    if not fills:
        raise ConfigError(f"{statement.file}: has no trades in {currency} after {iso(first)}, the day of the account")
    otherwise = [day for day, done in fills.items() if not _same(before.get(day, done), done)]
    if otherwise and not replace:
        raise ConfigError(
            f"{statement.file}: something else is told of {iso(min(otherwise))} already; --replace takes the statement"
        )
    new = {day: tuple(fills[day]) for day in sorted(fills) if not _same(before.get(day), fills[day])}
    return Imported(new, tuple(left))


def _same(told: Sequence[GivenFill] | None, done: Sequence[GivenFill]) -> bool:
    return told is not None and list(told) == list(done)
