"""What is wrong with a user's file: where, what, why it matters, and what probably did it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from data.base.errors import DataError
from data.base.saying import UNSAID, Saying, as_text, said, worded

Severity = Literal["error", "warning"]
ALIKE = 3
MOST_ERRORS = 1_000
"""Errors after which no further ones are looked for: a file with so many is mended first."""


class Check(NamedTuple):
    """One way in which a file can be wrong: how bad it is, and what is found; why it matters stands in the words."""

    severity: Severity
    what: str


def checks(table: Mapping[str, tuple[Severity, str]]) -> dict[str, Check]:
    """A table of checks by the name that findings carry."""
    return {name: Check(*row) for name, row in table.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong; `line` counts from 1 in the user's file (None: the file as a whole). An error stops a build.

    `date` is the day of the row, ISO; `beside` what stands next to the value; `cause` what
    probably did it. All three may be empty. What is a saying has a code with values, and is itself in English.
    """

    check: str
    severity: Severity
    file: str
    line: int | None
    column: str
    value: str
    problem: Saying
    why: Saying
    fix: str = ""
    date: str = ""
    beside: Saying = UNSAID
    cause: Saying = UNSAID

    def __str__(self) -> str:
        return self.within("en")

    def within(self, language: str) -> str:
        """Its sentence in a language."""
        return sentence({name: getattr(self, name) for name in self.__slots__}, language)

    def coded(self) -> dict[str, Any]:
        """Its parts that are not empty, for JSON: `code` and `values` of the problem, those of the others by name."""
        parts = {name: getattr(self, name) for name in self.__slots__ if name not in {"severity", "problem"}}
        told = {name: _coded(part) for name, part in parts.items() if part not in {"", None}}
        return {**told, **as_text(self.problem).coded()}

    def plain(self) -> dict[str, Any]:
        """Its parts in English, with code and values of the problem and of each other saying, for JSON."""
        coded = self.coded()
        others = {name: part for name, part in coded.items() if isinstance(part, dict) and name != "values"}
        english = {name: getattr(self, name) for name in self.__slots__}
        return {**english, "code": coded["code"], "values": coded["values"], "coded": others}


def _coded(part: object) -> object:
    return part.coded() if isinstance(part, Saying) else part


def sentence(told: Mapping[str, Any], language: str = "en") -> str:
    """The sentence of a finding in its parts, or as `coded` gives it and a market file keeps it, in a language; one
    that was kept as text stands as it is.
    """
    if "text" in told:
        return str(told["text"])
    kept = {"code": told["code"], "values": told["values"]} if "code" in told else told["problem"]
    column, value, problem, why, beside, cause = (
        worded(part, language)
        for part in (told.get("column", ""), told.get("value", ""), kept, *(told.get(one, "") for one in _CLAUSES))
    )
    subject = " ".join(part for part in (column, value) if part)
    clauses = {"subject": subject, "date": told.get("date", ""), "beside": beside, "cause": cause}
    clauses |= {"line": told.get("line"), "fix": told.get("fix", "")}
    if clauses["date"] == value:
        clauses["date"] = ""
    parts = {
        name: said(f"finding.{name}", **{name: part}) if part not in {"", None} else UNSAID
        for name, part in clauses.items()
    }
    return worded(said("finding.whole", file=told["file"], problem=problem, why=why, **parts), language)


_CLAUSES = ("why", "beside", "cause")


@dataclass(frozen=True, slots=True)
class Held:
    """What a file was held against (a code, in words `held.CODE`): `rows` of it could be compared, and `agree` of
    them are alike `within` some tolerance.
    """

    against: str
    rows: int
    agree: int
    within: str


class Refused(DataError):  # noqa: N818  (reads as the sentence it prints)
    """A file that cannot be read, or a history with errors; `findings` has every finding, warnings too."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(report(findings))
        self.findings = tuple(findings)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a build."""
    return [finding for finding in findings if finding.severity == "error"]


def until_many(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as they are made, until there are `MOST_ERRORS` errors; that there may be more is the last of them."""
    kept, wrong = list[Finding](), 0
    for finding in findings:
        kept.append(finding)
        wrong += finding.severity == "error"
        if wrong == MOST_ERRORS:
            problem, why = said("finding.many", most=MOST_ERRORS, check=finding.check), said("why.many-errors")
            return [*kept, Finding("many-errors", "error", finding.file, None, "", "", problem, why)]
    return kept


def warnings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Warnings, one for each check and file: the first with its codes and values, and how many there are."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in findings:
        if finding.severity == "warning":
            entry = told.setdefault((finding.file, finding.check), {**finding.coded(), "count": 0})
            entry["count"] += 1
    return list(told.values())


def report(findings: Sequence[Finding], language: str = "en") -> str:
    """One error as its sentence, several as lines."""
    wrong = errors(findings)
    if len(wrong) == 1:
        return wrong[0].within(language)
    return "\n  ".join([worded(said("finding.stop", count=len(wrong)), language), *lines(wrong, language)])


def lines(findings: Sequence[Finding], language: str = "en") -> list[str]:
    """Findings as sentences of a language; of those of one check in one file only the first `ALIKE`, and how many more
    there are.
    """
    totals = Counter((finding.file, finding.check) for finding in findings)
    seen: Counter[tuple[str, str]] = Counter()
    told = []
    for finding in findings:
        key = (finding.file, finding.check)
        seen[key] += 1
        if seen[key] <= ALIKE:
            told.append(finding.within(language))
        if seen[key] == ALIKE and totals[key] > ALIKE:
            more = said("finding.more", file=finding.file, more=totals[key] - ALIKE, check=finding.check)
            told.append(worded(more, language))
    return told
