"""A market table held row by row against the program's own: where most values are the
very same, the others were changed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import to_array
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import Saying, said
from data.intake.history import History
from data.intake.opinion.distances import Scale
from data.intake.opinion.references import BILLS, FX, INDEX, MONTHLY, VIX
from data.intake.rules.opinion_rules import OPINION_RULES, another_reading_agrees, differs_from_program
from data.intake.rules.rule import Context, Hit
from data.market.stored_market import StoredMarket

SCALES: Mapping[str, Scale] = {
    "close": INDEX, "vix": VIX, "bill_yield": BILLS, "bill_yield_1m": BILLS, "dividend_yield": MONTHLY, "usdjpy": FX,
    "jpy_rate": MONTHLY,
}  # fmt: skip
FEWEST, MANY, MOST = 30, 0.3, 0.5
"""Rows that must be compared, and least share of them that are the same value for the others to be told; and
that are the same times a factor."""
NEARLY_ALL, FINER = 0.9, 0.1
"""Share of the same values from which smaller differences are told, and how much smaller than between publishers."""
FACTORS = (0.01, 0.1, 0.5, 2.0, 10.0, 100.0)
Finder = Callable[[History, Context], Iterator[Hit]]


class Beside(NamedTuple):
    """Rows of a column of a file that both tables have: their places, days, values, and the program's."""

    file: str
    column: str
    rows: Ints
    days: Ints
    own: Floats
    theirs: Floats

    def same(self, factor: float = 1.0) -> Flags:
        """Where values are the program's times a factor, as far as they are written."""
        return np.asarray(np.abs(self.own - factor * self.theirs) <= 1e-6 * factor * np.abs(self.theirs) + 1e-12)

    def found(self, finder: Finder, place: int, problem: Saying) -> Finding:
        """A finding of a rule about a row."""
        rule = next(one for one in OPINION_RULES if one.find is finder)
        line, date, value = int(self.rows[place]) + 1, iso(int(self.days[place])), f"{self.own[place]:.10g}"
        return Finding(rule.check, rule.severity, self.file, line, self.column, value, problem, rule.why, date=date)


def beside_own(stored: StoredMarket, told: Collection[str]) -> Iterator[Finding]:
    """One finding for each column, but for those `told` of already, whose values are mostly the program's of the
    same days and elsewhere are not, or are a hundred times as large or as small.
    """
    for name in SCALES:
        if name not in told:
            yield from _of_column(_beside(stored, name))


def _of_column(pair: Beside) -> Iterator[Finding]:
    if len(pair.rows) < FEWEST:
        return
    same, scale = pair.same(), SCALES[pair.column]
    if (share := same.mean()) >= MANY:
        apart = scale.apart(pair.own, pair.theirs) > scale.tight * (FINER if share >= NEARLY_ALL else 1.0)
        for place in np.flatnonzero(apart)[:1].tolist():
            others = said("own.as_on", rows=int(apart.sum())) if apart.sum() > 1 else ""
            problem = said("own.is_not", theirs=pair.theirs[place], others=others, agree=_very(same))
            yield pair.found(differs_from_program, place, problem)
    elif len(np.unique(pair.theirs[pair.theirs != 0.0])) > 1:
        for factor in FACTORS:
            if (agree := pair.same(factor)).mean() >= MOST:
                place = int(np.argmax(agree))
                problem = said("own.times", theirs=pair.theirs[place], factor=factor, agree=_very(agree))
                yield pair.found(another_reading_agrees, place, problem)


def _very(agree: Flags) -> Saying:
    return said("own.to_the_digit", agree=int(agree.sum()), rows=len(agree))


def _beside(stored: StoredMarket, name: str) -> Beside:
    """Rows with a value in both tables."""
    from data.market.embedded import embedded_market  # noqa: PLC0415  (only for files that are held against it)

    market = embedded_market()
    days, known = to_array(stored.table["date"]).astype(np.int64), np.array(market.days, dtype=np.int64)
    place = np.clip(np.searchsorted(known, days), 0, len(known) - 1)
    own, theirs = to_array(stored.table[name]).astype(np.float64), market.floats(name)[place]
    rows = np.flatnonzero((known[place] == days) & np.isfinite(own) & np.isfinite(theirs))
    return Beside(stored.path.name, name, rows, days[rows], own[rows], theirs[rows])
