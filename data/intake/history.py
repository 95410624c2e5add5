"""A file as numbers by day: what the rules look at, and what the table is built from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from data.base.arrays import Flags, Floats, Ints, Texts
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import Saying
from data.intake.bills import BillQuote
from data.intake.opinion.likeness import Likeness, likeness
from data.intake.opinion.opinions import Opinion, of_program, opinions
from data.intake.source import Kind, Source
from data.sessions.quality import alike


@dataclass(frozen=True)
class History:
    """Rows of a file in its own order: day, line in the file, and values by field (NaN where missing).

    `unit` is that of rates (`percent`, `decimal`, empty where it has none or it is not known); `quote` how bills are
    quoted; `said` is what a column of the file says of each row's source, shape (rows,), or (0,) where there is none;
    `encoding` that of a text that is not UTF-8. `parts` are the files of a joined history, and `overlap` how a
    later-named one of those agrees with the ones before it.
    """

    source: Source
    sha256: str
    shape: str
    form: str
    days: Ints
    lines: Ints
    values: Mapping[str, Floats]
    names: Mapping[str, str]
    unit: str = ""
    quote: BillQuote | None = None
    notes: tuple[Saying, ...] = ()
    findings: tuple[Finding, ...] = ()
    said: Texts = field(default_factory=lambda: np.empty(0, dtype=object))
    encoding: str = ""
    parts: tuple["History", ...] = ()
    overlap: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.days)

    @property
    def kind(self) -> Kind:
        """What the file holds."""
        return self.source.kind

    @property
    def files(self) -> tuple["History", ...]:
        """The files it is from, each by itself."""
        return self.parts or (self,)

    @property
    def main(self) -> str:
        """The field that the market table needs first: `close` or `rate`."""
        return "close" if self.kind in {"index", "vix"} else "rate"

    @cached_property
    def likeness(self) -> Likeness | None:
        """How the closes of an index compare with those of the S&P 500."""
        return likeness(self.days, self.values["close"])

    @cached_property
    def opinions(self) -> list[Opinion]:
        """How the values compare with the program's own market; nothing where their unit is not known."""
        if self.main not in self.values or (self.main == "rate" and self.kind != "fx" and not self.unit):
            return []
        values = self.decimals() if self.main == "rate" else self.values[self.main]
        return opinions(self.kind, self.days, values, *((self.quote.basis, self.quote.days) if self.quote else ()))

    @cached_property
    def of_program(self) -> Flags:
        """Which values of prices are those that the program's own market has on their day, shape (rows,):
        no news, however far they moved.
        """
        return of_program(self.kind, self.days, self.values[self.main])

    def take(self, rows: Ints | Flags | slice) -> "History":
        """The history with these rows only, in this order."""
        values = {one: column[rows] for one, column in self.values.items()}
        said = self.said[rows] if len(self.said) else self.said
        return replace(self, days=self.days[rows], lines=self.lines[rows], values=values, said=said)

    def ascending(self) -> "History":
        """The history turned round where every date comes before the one above it; else itself."""
        return self.take(slice(None, None, -1)) if len(self) > 1 and bool(np.all(np.diff(self.days) < 0)) else self

    def repeats(self, row: int, other: int) -> bool:
        """Whether two rows have the same values but for noise, missing ones included."""
        pairs = [(column[row], column[other]) for column in self.values.values()]
        return all((np.isnan(one) and np.isnan(two)) or alike(one, two) for one, two in pairs)

    def with_values(self, values: Mapping[str, Floats]) -> "History":
        """The history with other values by field, each of shape (rows,) in the unit of the old ones."""
        return replace(self, values=values)

    def decimals(self) -> Floats:
        """Rates as annual decimals, those of bills as simple act/365 yields; shape (rows,), NaN where missing."""
        rates = self.values["rate"] / (100.0 if self.unit == "percent" else 1.0)
        return self.quote.yields(rates) if self.quote else rates

    def described(self) -> dict[str, Any]:
        """Where it came from and how it was read, as plain values."""
        span = {"first": iso(int(self.days.min())), "last": iso(int(self.days.max()))} if len(self) else {}
        told = {
            "unit": self.unit,
            "quote": str(self.quote or ""),
            "words": dict(self.source.words),
            "encoding": self.encoding,
            "notes": list(self.notes),
            "publisher": self.source.publisher,
            "overlap": dict(self.overlap),
        }
        held = [asdict(one.held) for one in self.opinions]
        return {
            "kind": self.kind, "file": self.source.name, "sha256": self.sha256, "shape": self.shape, "dates": self.form,
            "columns": dict(self.names), "rows": len(self), **span,
            **{name: value for name, value in told.items() if value}, "held_against": held,
        }  # fmt: skip
