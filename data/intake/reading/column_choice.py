"""Which column of a file stands for which field of a kind."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

from data.base.finding import Finding
from data.base.saying import Saying, said
from data.intake.reading.column_names import (
    DATES,
    FIELDS,
    LOOKED_AT,
    NEEDED,
    PERIODS,
    PROVENANCE,
    RATES,
    bare,
    plain,
    without_unit,
)
from data.intake.reading.problems import reading
from data.intake.source import Kind

_NUMBER = re.compile(r"[ ._]*\(?\d+\)?\s*$")


def _unnumbered(name: str) -> str:
    """A name in plain form without the number that makes it another than the same name before it, as in `Date.1`."""
    return plain(_NUMBER.sub("", name))


@dataclass(slots=True)
class Choice:
    """Which column of a file stands for which field of a kind, by place, and what kept one from being chosen."""

    file: str
    kind: Kind
    header: Sequence[str]
    places: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def by_name(self, wanted: str, name: str) -> None:
        """The column that the user named."""
        exact = [place for place, one in enumerate(self.header) if one.strip() == name]
        found = exact or [place for place, one in enumerate(self.header) if plain(one) == plain(name) != ""]
        if len(found) == 1:
            self.places[wanted] = found[0]
            return
        check = "column-repeats" if found else "column-missing"
        problem = (
            said("names.several", times=len(found)) if found else said("names.not_among", listed=_listed(self.header))
        )
        self._find(check, problem, said("names.column", name=name))

    def by_usual_name(self, wanted: str, usual: Sequence[str]) -> None:
        """The column with one of the usual names; none where there is none."""
        forms = (without_unit,) if self.kind in RATES and wanted == "rate" else (plain, bare)
        found = next(filter(None, (self._called(usual, form) for form in forms)), [])
        names = [self.header[place].strip() for place in found]
        if len(found) == 1:
            self.places[wanted] = found[0]
        elif wanted in LOOKED_AT.get(self.kind, ()):
            return
        elif len({plain(name) for name in names}) == 1:
            self._find("column-repeats", said("names.both", wanted=wanted), _and(names))
        elif found:
            hint = f"--columns {self.kind}.{wanted}={names[0]}"
            self._find("column-ambiguous", said("names.both_hint", wanted=wanted, hint=hint), _and(names))

    def only_other(self) -> None:
        """The one column besides those of dates, whatever its name."""
        needed = next(group[0] for group in NEEDED[self.kind] if len(group) == 1)
        dates = {self.places["date"]} if "date" in self.places else set(self._dates())
        others = [
            place
            for place, name in enumerate(self.header)
            if place not in dates and name.strip() and plain(name) not in PROVENANCE
        ]
        if len(others) == 1 and set(self.places) <= {"date"} and dates:
            self.places[needed] = others[0]
        elif "adj_close" in self.places:
            problem = said("names.no_closes", listed=_listed(self.header))
            self._find("only-adjusted", problem)
        else:
            hint = f"--columns {self.kind}.{needed}=NAME"
            self._find("column-missing", said("names.none_for", needed=needed, listed=_listed(self.header), hint=hint))

    def date(self) -> None:
        """The column of dates: the only one, or where pairs stand side by side the
        nearest to the left of every value.
        """
        found = self._dates()
        lefts = {max((one for one in found if one < place), default=-1) for place in self.places.values()}
        names = [self.header[place].strip() for place in found]
        hint = f"(--columns {self.kind}.date=NAME)"
        if len(found) == 1:
            self.places["date"] = found[0]
        elif not found:
            self._find("column-missing", said("names.no_dates", listed=_listed(self.header), hint=hint))
        elif len({_unnumbered(name) for name in names}) > 1:
            self._find("column-ambiguous", said("names.both_dates", hint=hint), _and(names))
        elif len(lefts) == 1 and -1 not in lefts:
            self.places["date"] = lefts.pop()
        elif not self.findings:
            self._find("column-repeats", said("names.both_dates_plain"), _and(names))

    def several_dates(self) -> bool:
        """Whether the file has columns of dates besides that of the chosen values."""
        return len(self._dates()) > 1

    def _dates(self) -> list[int]:
        """Places of the columns with a name of dates, of the surest names that are there; `Date.1` is
        one where a value stands between.
        """
        for names in (DATES, PERIODS):
            found = self._called(names, plain) or self._called(names, bare)
            more = self._called(names, _unnumbered)
            if found and len(more) > 1 and all(right - left > 1 for left, right in pairwise(more)):
                return more
            if found:
                return found
        return []

    def _called(self, usual: Collection[str], form: Callable[[str], str]) -> list[int]:
        return [place for place, name in enumerate(self.header) if form(name) in usual]

    def _find(self, check: str, problem: Saying, column: str = "") -> None:
        self.findings.append(reading(check, self.file, problem, column=column))


def choose(
    file: str, header: Sequence[str], kind: Kind, named: Mapping[str, str], known: Mapping[str, int] | None = None
) -> Choice:
    """The column of the dates and those of the fields of a kind: as the user named them, else by their usual names.

    `known` are places that the shape of the file has settled.
    """
    choice = Choice(file, kind, header, dict(known or {}))
    if "date" in named:
        choice.by_name("date", named["date"])
    for wanted, usual in FIELDS[kind].items():
        if wanted in named and wanted not in choice.places:
            choice.by_name(wanted, named[wanted])
        elif wanted not in choice.places:
            choice.by_usual_name(wanted, usual)
    if not choice.findings and not any(set(group) <= set(choice.places) for group in NEEDED[kind]):
        choice.only_other()
    if "date" not in choice.places and "date" not in named:
        choice.date()
    return choice


def _listed(header: Sequence[str]) -> Saying:
    names = [name.strip() for name in header if name.strip()]
    shown = said("names.listed", names=", ".join(names[:12]))
    return said("names.and_more", names=shown, more=len(names) - 12) if len(names) > 12 else shown


def _and(names: Sequence[str]) -> str:
    return reduce(lambda one, other: said("names.and", one=one, other=other), names)
