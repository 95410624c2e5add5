"""A chain of option quotes as arrays, the days it is held against, and what a rule about it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import Values, to_array, to_codes, to_column
from data.base.days import iso
from data.base.finding import Finding, Severity
from data.base.saying import UNSAID, Saying, said

MOST = 1_000
"""So many findings of a rule are told one by one; the first of them says how many there are."""


@dataclass(frozen=True)
class Chain:
    """Quotes in the order of their file, each array of shape (rows,): line of the file, days since 1970-01-01,
    places in `roots` and `rights`, strike, bid and ask in points of the underlying.
    """

    file: str
    line: Ints
    day: Ints
    expiry: Ints
    root: Ints
    roots: tuple[str, ...]
    right: Ints
    rights: tuple[str, ...]
    strike: Floats
    bid: Floats
    ask: Floats

    def __len__(self) -> int:
        return len(self.day)

    @cached_property
    def call(self) -> Flags:
        """Where the right is a call, shape (rows,)."""
        return self.among(self.right, self.rights, ("C",))

    @cached_property
    def mid(self) -> Floats:
        """Middle of bid and ask, points of the underlying, shape (rows,)."""
        return 0.5 * (self.bid + self.ask)

    @cached_property
    def years(self) -> Floats:
        """Years of 365 days to expiry, shape (rows,); a quarter of a day on the last one."""
        return np.asarray(np.maximum(self.expiry - self.day, 0.25) / 365.0)

    @cached_property
    def by_strike(self) -> Ints:
        """Rows ordered by day, root, expiry, right and strike, shape (rows,)."""
        return np.lexsort((self.strike, self.right, self.expiry, self.root, self.day))

    @cached_property
    def by_day(self) -> Ints:
        """Rows ordered by root, expiry, right, strike and day, shape (rows,)."""
        return np.lexsort((self.day, self.strike, self.right, self.expiry, self.root))

    @staticmethod
    def among(codes: Ints, words: tuple[str, ...], wanted: tuple[str, ...]) -> Flags:
        """Where a column of words holds one of some, shape (rows,)."""
        return np.isin(codes, [place for place, word in enumerate(words) if word in wanted])

    def take(self, rows: Ints) -> "Chain":
        """Some of the rows, by place."""
        names = ("line", "day", "expiry", "root", "right", "strike", "bid", "ask")
        parts: dict[str, Any] = {name: getattr(self, name)[rows] for name in names}
        return Chain(self.file, roots=self.roots, rights=self.rights, **parts)

    def used(self) -> list[tuple[int, str]]:
        """The roots that have rows, each with its place in `roots`."""
        return [(int(place), self.roots[place]) for place in np.unique(self.root)]

    def series(self, row: int) -> str:
        """Name of a row's series, `SPX 2014-02-21 1750 P`."""
        root, right = self.roots[self.root[row]], self.rights[self.right[row]]
        return f"{root} {iso(int(self.expiry[row]))} {self.strike[row]:g} {right}"

    def quote(self, row: int) -> Saying:
        """Bid and ask of a row, `2.13 to 2.26`."""
        return said("chains.quote", bid=self.bid[row], ask=self.ask[row])

    def beside(self, row: int) -> Saying:
        """The quotes of the strikes beside a row, and of the same series the day before and after."""
        strikes = [
            said("chains.beside_strike", strike=self.strike[one], quote=self.quote(one))
            for one in self._next(row, self.by_strike, 0)
        ]
        days = [
            said("chains.beside_day", date=iso(int(self.day[one])), quote=self.quote(one))
            for one in self._next(row, self.by_day, 1)
        ]
        return said("row.list", several=[*strikes, *days]) if strikes or days else UNSAID

    def _next(self, row: int, order: Ints, series: int) -> list[int]:
        """Rows before and after one in an order, of the same day and expiry or of the same series."""
        place = int(self._places[series][row])
        window = order[max(place - 1, 0) : place + 2]
        names = ("root", "expiry", "right", "strike" if series else "day")
        alike = [all(getattr(self, name)[one] == getattr(self, name)[row] for name in names) for one in window]
        return [int(one) for one, same in zip(window, alike, strict=True) if same and one != row]

    @cached_property
    def _places(self) -> tuple[Ints, Ints]:
        """Where each row stands in `by_strike` and in `by_day`."""
        return np.argsort(self.by_strike), np.argsort(self.by_day)

    def alike(self, order: Ints, *, series: bool) -> Flags:
        """Whether each row of an order and the one after it are of one day, root, expiry and right, or
        of one series; shape (rows - 1,).
        """
        columns = [self.root, self.expiry, self.right, self.strike if series else self.day]
        same = np.ones(max(len(order) - 1, 0), dtype=bool)
        for column in columns:
            same &= column[order[1:]] == column[order[:-1]]
        return same


def chain_of(table: pa.Table, file: str, lines: Ints | None = None) -> Chain:
    """The arrays of a table of quotes without empty cells; `lines` of its rows in the
    file, else the rows count from 1.
    """
    whole = np.arange(1, table.num_rows + 1) if lines is None else lines
    (root, roots), (right, rights) = to_codes(table["root"]), to_codes(table["right"])
    day, expiry = (to_array(table[name]).astype(np.int64) for name in ("date", "expiry"))
    strike, bid, ask = (to_array(table[name]) for name in ("strike", "bid", "ask"))
    codes = (root.astype(np.int64), tuple(roots), right.astype(np.int64), tuple(rights))
    return Chain(file, whole, day, expiry, *codes, strike, bid, ask)


def table_of(chain: Chain, schema: pa.Schema) -> pa.Table:
    """The table of a chain."""
    codes = ((chain.root, chain.roots), (chain.right, chain.rights))
    root, right = ([words[code] for code in column.tolist()] for column, words in codes)
    columns: dict[str, Values] = {"date": chain.day, "root": root, "expiry": chain.expiry, "right": right}
    columns |= {"strike": chain.strike, "bid": chain.bid, "ask": chain.ask}
    return pa.table([to_column(columns[field.name], field.type) for field in schema], schema=schema)


class Breach(NamedTuple):
    """One row at which a rule is broken; see `data.base.finding.Finding`. `severity` empty: that of the rule."""

    column: str
    value: str
    problem: Saying
    cause: Saying = UNSAID
    severity: Severity | None = None


class Found(NamedTuple):
    """Rows that break a rule, and what to say of one; of `told` alone where they stand for others."""

    rows: Ints
    tell: Callable[[int], Breach]
    told: Ints | None = None


NOTHING = Found(np.zeros(0, dtype=np.int64), lambda _row: Breach("", "", UNSAID))
"""No row at all."""


@dataclass(frozen=True, slots=True)
class ChainRule:
    """One way in which quotes can be wrong: check and severity; why it matters stands in the words."""

    check: str
    severity: Severity

    @property
    def why(self) -> Saying:
        """Why it matters."""
        return said(f"why_chains.{self.check}")

    def findings(self, chain: Chain, found: Found) -> Iterator[Finding]:
        """A finding for each row found, at most `MOST`, or for those to be told."""
        more = len(found.rows) if len(found.rows) > MOST and found.told is None else 0
        rows = np.sort(found.rows)[:MOST] if found.told is None else found.told
        for row in rows.tolist():
            hit, beside = found.tell(row), UNSAID if found.told is not None else chain.beside(row)
            problem = said("chains.so_are", problem=hit.problem, rows=more) if more else hit.problem
            yield Finding(
                self.check, hit.severity or self.severity, chain.file, int(chain.line[row]), hit.column, hit.value,
                problem, self.why, date=iso(int(chain.day[row])), beside=beside, cause=hit.cause,
            )  # fmt: skip
            more = 0
