"""What is wrong with a user's file: where, what, why it matters, and what probably did it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from data.base.errors import DataError

Severity = Literal["error", "warning"]
ALIKE = 3


class Check(NamedTuple):
    """One way in which a file can be wrong: how bad it is, what is found, and why it matters."""

    severity: Severity
    what: str
    why: str


def checks(table: Mapping[str, tuple[Severity, str, str]]) -> dict[str, Check]:
    """A table of checks by the name that findings carry."""
    return {name: Check(*row) for name, row in table.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong; `line` counts from 1 in the user's file (None: the file as a whole). An error stops a build.

    `date` is the day of the row, ISO; `beside` what stands next to the value; `cause` what
    probably did it. All three may be empty.
    """

    check: str
    severity: Severity
    file: str
    line: int | None
    column: str
    value: str
    problem: str
    why: str
    fix: str = ""
    date: str = ""
    beside: str = ""
    cause: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file} line {self.line}"
        when = f", {self.date}" if self.date not in {"", self.value} else ""
        what = " ".join(part for part in (self.column, self.value, self.problem) if part)
        beside = f" ({self.beside})" if self.beside else ""
        cause = f"; {self.cause}" if self.cause else ""
        mend = f" (--fix {self.fix})" if self.fix else ""
        return f"{where}{when}: {what}{beside}; {self.why}{cause}{mend}"

    def plain(self) -> dict[str, Any]:
        """Its parts, for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


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


def warnings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Warnings, one for each check and file: the first as a sentence, and how many there are."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in findings:
        if finding.severity == "warning":
            key = (finding.file, finding.check)
            entry = told.setdefault(
                key, {"file": finding.file, "check": finding.check, "text": str(finding), "count": 0}
            )
            entry["count"] += 1
    return list(told.values())


def report(findings: Sequence[Finding]) -> str:
    """One error as its sentence, several as lines."""
    wrong = errors(findings)
    if len(wrong) == 1:
        return str(wrong[0])
    return "\n  ".join([f"{len(wrong)} findings stop this:", *lines(wrong)])


def lines(findings: Sequence[Finding]) -> list[str]:
    """Findings as sentences; of those of one check in one file only the first `ALIKE`, and how many more there are."""
    totals = Counter((finding.file, finding.check) for finding in findings)
    seen: Counter[tuple[str, str]] = Counter()
    told = []
    for finding in findings:
        key = (finding.file, finding.check)
        seen[key] += 1
        if seen[key] <= ALIKE:
            told.append(str(finding))
        if seen[key] == ALIKE and totals[key] > ALIKE:
            told.append(f"{finding.file}: and {totals[key] - ALIKE} more of {finding.check}")
    return told
