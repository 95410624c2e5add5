"""What the documents ask for, claim by claim: the command that shows it and the test that holds it, or what is lacking.

python -m validation.coverage        writes docs/coverage.md
"""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from validation.commands import listed, shown

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
TABLE = Path(__file__).with_suffix(".toml")


class Kept(StrEnum):
    """How far a claim is kept."""

    WHOLE = "kept"
    PART = "kept in part"
    NOT = "not there"


class Claim(NamedTuple):
    """A claim of a document: its number, document and line, what it says, the commands, patterns of the lines that show
    it, tests that hold it, and the limitation that says what is lacking, in English and in Japanese, or nothing.
    """

    number: int
    at: str
    says: str
    commands: list[str]
    shows: list[str]
    tests: list[str]
    lacks: str
    lacks_ja: str

    @property
    def kept(self) -> Kept:
        """Whole where nothing is lacking, not at all where no command shows it."""
        return Kept.WHOLE if not self.lacks else Kept.PART if self.commands else Kept.NOT


def claims() -> list[Claim]:
    """The table, in the order of the documents."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["row"]
    return sorted(
        Claim(
            row["number"], row["at"], row["claim"], listed(row.get("command", [])), row.get("shows", []),
            row.get("tests", []), row.get("lacks", ""), row.get("lacks_ja", ""),
        )
        for row in rows
    )  # fmt: skip


def counted(of: Sequence[Claim]) -> str:
    """How many are kept, kept in part, and not there."""
    numbers = {kept: sum(one.kept is kept for one in of) for kept in Kept}
    return (
        f"{numbers[Kept.WHOLE]} of {len(of)} claims are kept, {numbers[Kept.PART]} in part, and {numbers[Kept.NOT]} "
        "are not there."
    )


def told(one: Claim) -> Iterator[str]:
    """Lines of the page about a claim, its commands run. Raises `ValueError` where they print something else."""
    sys.stderr.write(f"coverage: {one.number}\n")
    yield f"**{one.number}** ({one.at}) {one.says}: *{one.kept}*."
    yield ""
    if one.commands:
        yield "```text"
        yield from (f"$ {command}" for command in one.commands)
        yield from shown(one.commands, one.shows)
        yield "```"
        yield ""
        yield f"Held by {', '.join(_linked(test) for test in one.tests)}."
        yield ""
    if one.lacks:
        yield f"> {one.lacks}."
        yield ""


def _linked(test: str) -> str:
    file, _, name = test.partition("::")
    said = name.removeprefix("test_").replace("_", " ") or Path(file).stem.removeprefix("test_").replace("_", " ")
    return f"[{said}](../{file})"


def laid_out(paragraphs: Sequence[str]) -> str:
    """The text of the page around what is told about each claim."""
    template = Path(__file__).with_suffix(".template.md").read_text(encoding="utf-8")
    return template.format(counted=counted(claims()), claims="\n".join(paragraphs))


def page() -> str:
    """The text of the page. Raises `ValueError` with every command that does not print what it should."""
    paragraphs, wrong = list[str](), list[str]()
    for one in claims():
        try:
            paragraphs.append("\n".join(told(one)))
        except ValueError as error:
            wrong.append(f"{one.number}: {error}")
    if wrong:
        raise ValueError("\n".join(wrong))
    return laid_out(paragraphs)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
