"""Several files of one series as one history: the overlap compared, the earlier-named file standing where they
agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from data.base.arrays import Flags, Ints
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import said
from data.intake.bills import BillQuote
from data.intake.frequency import frequency
from data.intake.history import History
from data.intake.overlap import Overlap, overlap
from data.intake.provenance import texts
from data.intake.reading.problems import reading
from data.intake.rules.price_rules import real_opens

_SPAN = 10_000_000
"""Lines of a joined history are the line in its file plus so many for each file named before it;
no file that is read has as many."""
_BARS = ("open", "high", "low")
_SLOW = frozenset(("monthly", "quarterly", "yearly"))


@dataclass(slots=True)
class Join:
    """A joined history (None where the files cannot be joined), its files with what was compared, findings, and rows
    that a repair took from the later-named file, by file.
    """

    history: History | None = None
    parts: list[History] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    replaced: dict[str, int] = field(default_factory=dict)


def join(parts: Sequence[History], *, keep_last: bool = False) -> Join:
    """Files of one kind, each in order of its dates without repeats, in the order in which the user named them.

    On a day that several have the earlier-named one stands, if they agree; other values are errors, or those of the
    later-named one where `keep_last` says so. A value that only one of them has stands.
    """
    result = Join(parts=[parts[0]], findings=[*_apart(parts), *_without_bars(parts)])
    if any(one.severity == "error" for one in result.findings):
        return result
    coded = [_coded(part, place) for place, part in enumerate(_one_unit(_with_flags(parts)))]
    names = [part.source.name for part in parts]
    whole = coded[0]
    for place, part in enumerate(coded[1:], start=1):
        found = overlap(whole, part)
        result.parts.append(replace(parts[place], overlap=found.told(" and ".join(names[:place]))))
        if keep_last:
            result.replaced[names[place]] = int(found.differ.sum())
        else:
            result.findings += _differences(found, whole, part, names)
        whole = _merged(whole, part, found, found.differ if keep_last else np.zeros(len(found.days), dtype=bool))
    result.history = _as_one(whole, result.parts, names)
    return result


def decoded(findings: Iterable[Finding], names: Sequence[str]) -> list[Finding]:
    """Findings about a joined history of these files, each with the file and the line that it is about."""
    return [
        replace(one, file=names[one.line // _SPAN], line=one.line % _SPAN) if one.line is not None else one
        for one in findings
    ]


def _coded(part: History, place: int) -> History:
    """A file with lines that tell which file it is, and with a source on each row."""
    return replace(part, lines=part.lines + place * _SPAN, said=texts(part, np.arange(len(part))))


def _as_one(whole: History, parts: Sequence[History], names: Sequence[str]) -> History:
    publishers = {part.source.publisher for part in parts}
    publisher = publishers.pop() if len(publishers) == 1 else ""
    source = replace(whole.source, label=" and ".join(names), publisher=publisher)
    found = tuple(one for part in parts for one in part.findings)
    return replace(whole, source=source, parts=tuple(parts), findings=found)


def _merged(whole: History, part: History, found: Overlap, later: Flags) -> History:
    """Both files' rows in order of date; of a day that both have the later-named one's where
    told, or where only it has a value.
    """
    first, second = whole.values[whole.main][found.ours], part.values[part.main][found.theirs]
    later = later | (np.isnan(first) & np.isfinite(second))
    ours, theirs = np.ones(len(whole), dtype=bool), ~np.isin(part.days, found.days)
    ours[found.ours[later]], theirs[found.theirs[later]] = False, True
    one, two = whole.take(ours), part.take(theirs)
    values = {name: np.concatenate([one.values[name], two.values[name]]) for name in one.values if name in two.values}
    both = replace(
        one,
        days=np.concatenate([one.days, two.days]),
        lines=np.concatenate([one.lines, two.lines]),
        said=np.concatenate([one.said, two.said]),
        values=values,
        names={name: column for name, column in one.names.items() if name in values},
    )
    order: Ints = np.argsort(both.days, kind="stable")
    return both.take(order)


def _differences(found: Overlap, whole: History, part: History, names: Sequence[str]) -> list[Finding]:
    """A finding for each day on which two files differ, with both lines and values."""
    beside = said("joined.days_agree", agree=int((~found.differ).sum()), days=len(found.days))
    told = []
    for place in np.flatnonzero(found.differ).tolist():
        ours, theirs = found.ours[place], found.theirs[place]
        column = found.column(place)
        first, second = whole.values[column][ours], part.values[column][theirs]
        file, line = divmod(int(whole.lines[ours]), _SPAN)
        problem = said("joined.differs", value=first, line=line, file=names[file])
        one = reading(
            "files-differ",
            part.source.name,
            problem,
            line=int(part.lines[theirs]) % _SPAN,
            column=part.names.get(column, column),
        )
        told.append(
            replace(
                one,
                value=f"{second:.10g}",
                fix="keep-last",
                date=iso(int(found.days[place])),
                beside=beside,
                cause=found.cause,
            )
        )
    return told


def _apart(parts: Sequence[History]) -> list[Finding]:
    """Errors where files cannot be one series: means of months beside values of days, bills of
    one term beside those of another.
    """
    first, found = parts[0], list[Finding]()
    for part in parts[1:]:
        rates = [frequency(one.days).name for one in (first, part) if len(one) > 1]
        if len(set(rates)) > 1 and _SLOW & set(rates):
            problem = said(
                "joined.frequencies",
                own=said(f"frequency.{rates[1]}"),
                file=first.source.name,
                other=said(f"frequency.{rates[0]}"),
            )
            found.append(reading("not-one-series", part.source.name, problem))
        months = [one.quote.months for one in (first, part) if one.quote]
        if len(set(months)) > 1:
            problem = said("joined.terms", own=months[1], file=first.source.name, other=months[0])
            found.append(reading("not-one-series", part.source.name, problem))
    return found


def _without_bars(parts: Sequence[History]) -> list[Finding]:
    """Warnings about prices that one file has and another has not: they are left out of both."""
    if parts[0].kind != "index":
        return []
    every = [name for name in _BARS if any(name in part.values for part in parts)]
    missing = {part.source.name: [name for name in every if name not in part.values] for part in parts}
    return [
        reading("part-without-column", file, said("joined.no_column", columns=", ".join(names)))
        for file, names in missing.items()
        if names
    ]


def _with_flags(parts: Sequence[History]) -> Sequence[History]:
    """Files all of which say which opens are real, if one of them has a column that does; the others by the facts."""
    flag = "open_is_real"
    if not any(flag in part.values for part in parts):
        return parts
    column = next(part.names[flag] for part in parts if flag in part.values)
    return [
        replace(
            part,
            values={**part.values, flag: real_opens(part).astype(np.float64)},
            names={flag: column, **part.names},
        )
        for part in parts
    ]


def _one_unit(parts: Sequence[History]) -> Sequence[History]:
    """Files whose rates are in one unit and of one basis; where they are not, as simple yields in decimals."""
    if len({(part.unit, part.quote) for part in parts}) == 1:
        return parts
    return [
        replace(
            part,
            values={**part.values, "rate": part.decimals()},
            unit="decimal",
            quote=BillQuote("yield", part.quote.days) if part.quote else None,
        )
        for part in parts
    ]
