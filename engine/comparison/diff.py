"""What differs between two runs: what they were made with, their figures, and where their equity parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.flat import flat
from engine.analysis.unit_value import worth_of
from engine.comparison.run_figures import Figure, figures

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.results.run import RunResult

Curve = tuple[NDArray[np.int32], Floats]
"""Days and the equity after them, without money that was paid in or taken out, each of shape (n,)."""

ROUNDING = 1e-9
"""Relative difference of two equities, each a multiple of its own, that only rounding makes."""


class KeyDifference(NamedTuple):
    """Something that differs, by its dotted key; None where one side does not have it."""

    key: str
    left: Any
    right: Any


class FigureDifference(NamedTuple):
    """A figure of both runs and right less left; None where either has none, and for dates."""

    name: str
    left: Figure
    right: Figure
    difference: float | None


class Parting(NamedTuple):
    """Sessions of each run and of both; the first of both on which equity differs, as a
    multiple of its own where `relative`.
    """

    left: int
    right: int
    both: int
    first: Day | None
    relative: bool


@dataclass(frozen=True)
class Difference:
    """Two runs set against each other; `capital` is what each opened with, account currency."""

    settings: list[KeyDifference]
    made: list[KeyDifference]
    metrics: list[FigureDifference]
    parting: Parting
    capital: tuple[float, float]

    def plain(self) -> dict[str, Any]:
        """As values for JSON."""
        parting = self.parting._asdict()
        first = parting.pop("first")
        return {
            "settings": [change._asdict() for change in self.settings],
            "made": [change._asdict() for change in self.made],
            "metrics": {
                row.name: {"left": row.left, "right": row.right, "difference": row.difference} for row in self.metrics
            },
            "sessions": {**parting, "differ_from": None if first is None else iso(first)},
            "capital": dict(zip(("left", "right"), self.capital, strict=True)),
        }


def difference(left: "RunResult", right: "RunResult", market: "Market | None" = None) -> Difference:
    """What differs between two runs; figures against the index only with the market they were made on."""
    curves, capital = (_curve(left), _curve(right)), (left.opening, right.opening)
    alike = capital[0] == capital[1] and curves[0][0][0] == curves[1][0][0] and left.config.flows == right.config.flows
    return Difference(
        settings=changes(left.config.model_dump(mode="json"), right.config.model_dump(mode="json")),
        made=changes(_made(left.manifest), _made(right.manifest)),
        metrics=compared(figures(left, market), figures(right, market)),
        parting=parting(*curves, relative=not alike),
        capital=capital,
    )


def changes(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[KeyDifference]:
    """The keys of nested values that differ, dotted, in the order of the left.

    >>> changes({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}})
    [KeyDifference(key='a.c', left=2, right=3)]
    """
    one, other = flat(left), flat(right)
    return [
        KeyDifference(key, one.get(key), other.get(key)) for key in {**one, **other} if one.get(key) != other.get(key)
    ]


def compared(left: Mapping[str, Figure], right: Mapping[str, Figure]) -> list[FigureDifference]:
    """Figures side by side, in the order of the left, those that only the right has last.

    >>> compared({"margin_calls": 3.0}, {"margin_calls": 1.0, "beta": None})[0].difference
    -2.0
    """
    names = {**left, **right}
    return [
        FigureDifference(name, left.get(name), right.get(name), _less(right.get(name), left.get(name)))
        for name in names
    ]


def parting(left: Curve, right: Curve, *, relative: bool = False) -> Parting:
    """Where two curves part: exactly, or with `relative` as multiples of their equity on the first session they have in
    common, where rounding alone is no parting.
    """
    days, mine, theirs = np.intersect1d(left[0], right[0], assume_unique=True, return_indices=True)
    one, other = left[1][mine], right[1][theirs]
    if relative and len(days) and one[0] > 0.0 and other[0] > 0.0:
        one, other = one / one[0], other / other[0]
    unequal = ~np.isclose(one, other, rtol=ROUNDING if relative else 0.0, atol=0.0)
    first = int(days[np.argmax(unequal)]) if unequal.any() else None
    return Parting(len(left[0]), len(right[0]), len(days), first, relative)


def _made(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a run was made with besides its settings."""
    market = {name: manifest["market"].get(name) for name in ("content_sha256", "index", "option_quotes_sha256")}
    keys = ("inputs", "facts_sha256", "code_revision", "software")
    return {"market": market, **{key: manifest.get(key) for key in keys}}


def _curve(run: "RunResult") -> Curve:
    """Unit values, which are equity where no money flows."""
    return to_array(run.table("equity")["date"]), worth_of(run.tables)


def _less(one: Figure, other: Figure) -> float | None:
    return one - other if isinstance(one, int | float) and isinstance(other, int | float) else None
