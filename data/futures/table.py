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

    def beside(self, row: int) -> str:
        """Settlements of the contract on the days before and after a row."""
        order, place = self.by_day, int(self._place[row])
        near = [order[one] for one in (place - 1, place + 1) if 0 <= one < len(order)]
        same = [one for one in near if self.contract[one] == self.contract[row]]
        told = [f"{self.settlement[one]:.10g} on {iso(int(self.day[one]))}" for one in same]
        return f"{self.name(row)} settled at {' and at '.join(told)}" if told else ""


def future_rows(table: pa.Table, file: str, lines: Sequence[int] | Ints | None = None) -> FutureRows:
    """The arrays of a table of settlements without empty cells; `lines` of its rows in the
    file, else the rows count from 1.
    """
    codes, roots = to_codes(table["root"])
    day, expiry = (to_array(table[name]).astype(np.int64) for name in ("date", "expiry"))
    line = np.arange(1, table.num_rows + 1) if lines is None else np.asarray(lines, dtype=np.int64)
    return FutureRows(file, line, day, codes.astype(np.int64), tuple(roots), expiry, to_array(table["settlement"]))


CHECKS = checks({
    "settlement-missing": ("error", "a settlement is not a finite price above 0",
        "a position could not be marked by it"),
    "root-unknown": ("error", "no future with that root is known", "its prices could not be used"),
    "expiry-unknown": ("error", "a contract expires on a day on which its kind does not settle",
        "its prices would be found for no contract"),
    "contract-expired": ("error", "a price of a contract that has settled", "its date or its expiry is wrong"),
    "settlement-repeats": ("error", "a contract has the same price twice on one day",
        "a file that was put together twice may have other faults; delete one"),
    "settlement-twice": ("error", "a contract has two prices on one day", "which is right cannot be known; delete one"),
    "quote-not-on-session": ("warning", "rows are dated to days on which nothing settled",
        "dates may be a day off; the rows are not used"),
    "settlements-shifted": ("error", "prices follow the index of the session before or after",
        "a run would know tomorrow's prices, or yesterday's only"),
    "settlements-not-of-index": ("error", "many prices do not stand where the index and its carry are",
        "they are of another index, in another unit, or under other dates"),
    "settlements-offset": ("warning", "prices stand a steady part off the index and its carry",
        "positions would be bought and marked at prices that the index does not bear out"),
    "settlements-break": ("warning", "from one day on prices stand otherwise to the index and its carry",
        "the step would be a gain or loss that nobody had"),
    "settlements-exchanged": ("error",
        "prices of two days that follow each other, or of two contracts of a day, would fit if they were exchanged",
        "gains and losses of those days would be others"),
    "settlement-far-off": ("error", "a price stands far from the index and its carry",
        "no future can: the difference could be earned without risk"),
    "settlement-off": ("warning",
        "a price stands farther from the index and its carry than its neighbours and the day's range explain",
        "a wrong digit, or a price of another time of day"),
    "contracts-apart": ("warning", "two contracts of a day stand farther apart than carry explains",
        "one of the two may be wrong"),
    "settlement-frozen": ("warning", "a price repeats while the index moves",
        "a mark that stands still hides gains and losses"),
    "settlements-unused": ("warning", "rows can never be used",
        "no contract that is traded on this market has such a price"),
})  # fmt: skip


def future_finding(
    check: str, rows: FutureRows, row: int, column: str, problem: str, *, beside: str | None = None, cause: str = "",
    value: str | None = None
) -> Finding:  # fmt: skip
    """A finding about one row: contract and value are named, and, unless told otherwise, the
    contract's settlements before and after.
    """
    severity, _, why = CHECKS[check]
    shown = {
        "settlement": f"{rows.settlement[row]:.10g}",
        "expiry": iso(int(rows.expiry[row])),
        "date": iso(int(rows.day[row])),
    }
    near = rows.beside(row) if beside is None else beside
    return Finding(
        check, severity, rows.file, int(rows.line[row]), column, shown.get(column, "") if value is None else value,
        problem, why,
        date=iso(int(rows.day[row])), beside=near, cause=cause,
    )  # fmt: skip
