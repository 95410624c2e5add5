"""An account that is left alone on a path: from the evening on which somebody goes, until after the return.

The account runs to that evening as ever, and from there on once for each length of absence, from the same books.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from data.market.market import Market
from data.synthetic.path import PathColumns, PathDays
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.fast.fault_columns import fault_columns, set_faults
from engine.fast.path_loop import PathLoop, runnable
from engine.fast.records import read_part
from engine.fast.session import run_from
from engine.fast.simulate import refuse_overflow
from engine.settings.run_config import RunConfig

NEVER = -1
"""Session of a forced sale that never came."""


class Away(NamedTuple):
    """How long nobody is there, in sessions, length by length, and for how many sessions after the return it is watched
    what becomes of the account.
    """

    lengths: tuple[int, ...]
    after: int

    @property
    def longest(self) -> int:
        """Sessions that are watched after the longest one began."""
        return max(self.lengths) + self.after


class Drawn(NamedTuple):
    """A path: its columns, what margin of the model is multiplied by on it, and the number by which faults of the
    account's own settings are drawn.
    """

    path: PathColumns
    factor: float = 1.0
    number: int = 0


class AwayLoop(PathLoop):
    """The account of a configuration on one path after the other, left alone for a while. Several threads may ask.
    Raises what `PathLoop` raises.
    """

    def __init__(
        self,
        config: RunConfig,
        template: Market,
        over: PathDays,
        tell: Tell = announce,
        *,
        compiled: bool | None = None,
    ) -> None:
        super().__init__([config], template, over, 1, tell, compiled=compiled)
        self._step = runnable(run_from, tell, compiled=self.compiled)
        (self._account_alone,) = self._accounts
        _set(self._account_alone.plan, "faults", value=True)

    def first_call(self, drawn: Drawn) -> int:
        """The session of the first margin call of an account that is looked after, from 0; -1 where none came."""
        rows, books = self._laid(drawn), self._books()
        self._until(books, rows, len(rows))
        return int(read_part(books[0], "firsts").call)

    def alone(self, drawn: Drawn, starts: Sequence[int], away: Away) -> list[list[int]]:
        """For each evening on which somebody goes (sessions in order of time), by length of absence the session of the
        first forced sale within it or `away.after` sessions after the return, counted from that evening (-1: none);
        and last that within `away.longest` sessions where nobody goes. Raises `FastBooksFull` where the loop has no
        room for a run.
        """
        rows, books, found = self._laid(drawn), self._books(), []
        for start in starts:
            self._until(books, rows, start)
            kept = self._kept(books)
            spells = [*((length, length + away.after) for length in away.lengths), (0, away.longest)]
            found.append([self._sold(books, kept, rows[: start + last], start, gone) for gone, last in spells])
            books = self._again(books, kept)
        return found

    def _laid(self, drawn: Drawn) -> Any:
        """Sessions of a path, from the first on which the account is open."""
        rows = self._sessions()[self._account_alone.sessions]
        self._lay_once(self._account_alone, rows, (drawn.path, drawn.factor), {})
        if self._faulty:
            own = self._account_alone
            columns = fault_columns(own.faults, self._over.days, own.leads, drawn.number)
            set_faults(rows, columns, compiled=self.compiled)
        return rows[self._over.first :]

    def _until(self, books: Any, rows: Any, last: int) -> None:
        self._step(books[0], rows, self._account_alone.plan, np.zeros(0), last)
        refuse_overflow(books[0])

    def _sold(self, books: Any, kept: Any, rows: Any, start: int, gone: int) -> int:
        """Sessions from a start to the first forced sale on some rows, `gone` of them without anybody there."""
        books = self._again(books, kept)
        _set(_part(books[0], "firsts"), "sale", value=NEVER)
        were = [bool(_part(row, "faults")["away"] if self.compiled else row.faults.away) for row in rows[start:][:gone]]
        for row in rows[start:][:gone]:
            _set(_part(row, "faults"), "away", value=True)
        self._until(books, rows, len(rows))
        for row, was in zip(rows[start:], were, strict=False):
            _set(_part(row, "faults"), "away", value=was)
        sale = int(read_part(books[0], "firsts").sale)
        return sale - start if sale != NEVER else NEVER

    def _kept(self, books: Any) -> Any:
        """A copy of books as they stand, but for the long lists at their end."""
        return _short(books).copy() if self.compiled else deepcopy(books)

    def _again(self, books: Any, kept: Any) -> Any:
        """Books as they stood."""
        if not self.compiled:
            return deepcopy(kept)
        _short(books)[:] = kept
        return books


def _short(books: Any) -> Any:
    return books.view(np.uint8)[: books.dtype.fields["fills"][1]]


def _part(record: Any, part: str) -> Any:
    return record[part] if isinstance(record, np.void) else getattr(record, part)


def _set(record: Any, name: str, *, value: Any) -> None:
    """Set a part of a record, whichever way it is kept."""
    if isinstance(record, np.void):
        record[name] = value
    else:
        setattr(record, name, value)
