"""Every number that the documents about leverage work out, by command: what they say, and what the program prints.

python -m validation.worked_numbers        writes docs/worked_numbers.md
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from validation.commands import listed, shown

PAGE = Path(__file__).parents[1] / "docs" / "worked_numbers.md"
TABLE = Path(__file__).with_suffix(".toml")


class Worked(NamedTuple):
    """A number of a document: document and line, what it says, the commands, patterns of the lines that show it, and
    where ours differs.
    """

    at: str
    says: str
    commands: list[str]
    shows: list[str]
    why: str


def worked() -> list[Worked]:
    """The table, in the order of the documents."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["number"]
    return [Worked(row["at"], row["says"], listed(row["command"]), row["shows"], row.get("why", "")) for row in rows]


def lines() -> Iterator[str]:
    """The table of the page, commands run. Raises `ValueError` where one does not print what it should."""
    yield "| document:line | it says | command | it prints | where ours differs |"
    yield "|---|---|---|---|---|"
    for one in worked():
        told = "<br>".join(f"`{line}`" for line in shown(one.commands, one.shows))
        commands = "<br>".join(f"`{command}`" for command in one.commands)
        yield f"| {one.at} | {one.says} | {commands} | {told} | {one.why} |"


def page() -> str:
    """The text of the page."""
    template = Path(__file__).with_suffix(".template.md").read_text(encoding="utf-8")
    return template.format(rows="\n".join(lines()))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
