"""Settlement prices of futures as arrays, and what is said of a row of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import to_array, to_codes
from data.base.days import iso
from data.base.finding import Finding, checks
from data.base.saying import UNSAID, Saying, said
from data.contracts.calendars import month_code
from data.contracts.contracts import future_roots, future_spec
from data.contracts.underlying import UNKNOWN


@dataclass(frozen=True)
class FutureRows:
    """Rows in the order of their file, each array of shape (rows,): line of the file, days since
    1970-01-01, place in `roots`, index points.
    """

    file: str
    line: Ints
    day: Ints
    root: Ints
    roots: tuple[str, ...]
    expiry: Ints
    settlement: Floats

    def __len__(self) -> int:
        return len(self.day)

    @cached_property
    def contract(self) -> Ints:
        """A number for each row's contract, the same for the same one, shape (rows,)."""
        # days stay below a million until the year 4707
        return np.asarray(self.root * 1_000_000 + self.expiry)

    @cached_property
    def by_day(self) -> Ints:
        """Rows ordered by contract and day, shape (rows,)."""
        return np.lexsort((self.day, self.contract))

    @cached_property
    def _place(self) -> Ints:
        """Place of each row in `by_day`."""
        return np.argsort(self.by_day, kind="stable")

    def take(self, rows: Ints | Flags) -> "FutureRows":
        """Some of the rows, by place or by flag."""
        names = ("line", "day", "root", "expiry", "settlement")
        return FutureRows(self.file, roots=self.roots, **{name: getattr(self, name)[rows] for name in names})

    def name(self, row: int) -> str:
        """A row's contract: `ESM12` where the root is known, else root and day of expiry."""
        root = self.roots[self.root[row]]
        expiry = int(self.expiry[row])
        return root + month_code(expiry) if root in future_roots() else f"{root} {iso(expiry)}"

    def tradable_on(self, index: str) -> Flags:
        """Whether a row's root is that of a family of futures on an index (of any where
        it is not known), shape (rows,).
        """
        known = [future_spec(root) if root in future_roots() else None for root in self.roots]
        fits = [spec is not None and spec.family == spec.root and index in {spec.index, UNKNOWN} for spec in known]
        return np.array(fits, dtype=bool)[self.root]

    def beside(self, row: int) -> Saying:
        """Settlements of the contract on the days before and after a row."""
        order, place = self.by_day, int(self._place[row])
        near = [order[one] for one in (place - 1, place + 1) if 0 <= one < len(order)]
        same = [one for one in near if self.contract[one] == self.contract[row]]
        told = [said("futures.on_day", price=self.settlement[one], date=iso(int(self.day[one]))) for one in same]
        if not told:
            return UNSAID
        prices = told[0] if len(told) == 1 else said("futures.and_at", one=told[0], other=told[1])
        return said("futures.settled", contract=self.name(row), prices=prices)


def future_rows(table: pa.Table, file: str, lines: Sequence[int] | Ints | None = None) -> FutureRows:
    """The arrays of a table of settlements without empty cells; `lines` of its rows in the
    file, else the rows count from 1.
    """
    codes, roots = to_codes(table["root"])
    day, expiry = (to_array(table[name]).astype(np.int64) for name in ("date", "expiry"))
    line = np.arange(1, table.num_rows + 1) if lines is None else np.asarray(lines, dtype=np.int64)
    return FutureRows(file, line, day, codes.astype(np.int64), tuple(roots), expiry, to_array(table["settlement"]))


CHECKS = checks(
    {
        "settlement-missing": ("error", "a settlement is not a finite price above 0"),
        "root-unknown": ("error", "no future with that root is known"),
        "expiry-unknown": ("error", "a contract expires on a day on which its kind does not settle"),
        "contract-expired": ("error", "a price of a contract that has settled"),
        "settlement-repeats": ("error", "a contract has the same price twice on one day"),
        "settlement-twice": ("error", "a contract has two prices on one day"),
        "quote-not-on-session": ("warning", "rows are dated to days on which nothing settled"),
        "settlements-shifted": ("error", "prices follow the index of the session before or after"),
        "settlements-not-of-index": ("error", "many prices do not stand where the index and its carry are"),
        "settlements-offset": ("warning", "prices stand a steady part off the index and its carry"),
        "settlements-break": ("warning", "from one day on prices stand otherwise to the index and its carry"),
        "settlements-exchanged": (
            "error",
            "prices of two days that follow each other, or of two contracts of a day, would fit if they were exchanged",
        ),
        "settlement-far-off": ("error", "a price stands far from the index and its carry"),
        "settlement-off": (
            "warning",
            "a price stands farther from the index and its carry than its neighbours and the day's range explain",
        ),
        "contracts-apart": ("warning", "two contracts of a day stand farther apart than carry explains"),
        "settlement-frozen": ("warning", "a price repeats while the index moves"),
        "settlements-unused": ("warning", "rows can never be used"),
    }
)


def future_finding(
    check: str, rows: FutureRows, row: int, column: str, problem: Saying, *, beside: Saying | None = None,
    cause: Saying = UNSAID,
    value: str | None = None
) -> Finding:  # fmt: skip
    """A finding about one row: contract and value are named, and, unless told otherwise, the
    contract's settlements before and after.
    """
    shown = {
        "settlement": f"{rows.settlement[row]:.10g}",
        "expiry": iso(int(rows.expiry[row])),
        "date": iso(int(rows.day[row])),
    }
    near = rows.beside(row) if beside is None else beside
    value = shown.get(column, "") if value is None else value
    return Finding(
        check, CHECKS[check].severity, rows.file, int(rows.line[row]), column, value,
        problem, said(f"why_futures.{check}"),
        date=iso(int(rows.day[row])), beside=near, cause=cause,
    )  # fmt: skip
