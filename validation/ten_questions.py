"""Ten questions of somebody who sees the program for the first time: the command, and the lines that answer.

python -m validation.ten_questions        writes docs/ten_questions.md and docs/ten_questions.ja.md
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

from validation.commands import beside_examples, listed, works
from validation.two_languages import pages, template

TABLE = Path(__file__).with_suffix(".toml")
PAGES = pages("ten_questions")
WIDTH = "170"
"""Columns of the terminal that commands think they have."""


class Question(NamedTuple):
    """Commands before the one that answers, that one, and by language what it `asks`, patterns of the lines that it
    `shows`, and where to `look`.
    """

    before: tuple[str, ...]
    command: str
    told: Mapping[str, Any]

    def answering(self, language: str) -> str:
        """The command that answers, in a language."""
        return self.command if language == "en" else f"{self.command} --lang {language}"


def questions() -> list[Question]:
    """The table, in its order."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["question"]
    told = [(listed(row.pop("command")), row) for row in rows]
    return [Question(tuple(before), command, row) for (*before, command), row in told]


def written() -> dict[Path, str]:
    """The text of each page, commands run. Raises `ValueError` where one does not print what it should."""
    asked = questions()
    outputs = {
        (asked.index(one), language): text
        for before in dict.fromkeys(one.before for one in asked)
        for one, language, text in _printed(before, [one for one in asked if one.before == before])
    }
    return {
        path: template("ten_questions", language).format(answers="\n".join(_answers(asked, outputs, language)))
        for language, path in PAGES.items()
    }


def _printed(before: Sequence[str], asked: Sequence[Question]) -> Iterator[tuple[Question, str, str]]:
    """What questions answer in each language after the same commands, run once."""
    with beside_examples():
        for command in before:
            works(command)
        for one in asked:
            for language in PAGES:
                yield one, language, works(one.answering(language), COLUMNS=WIDTH)


def _answers(asked: Sequence[Question], outputs: Mapping[tuple[int, str], str], language: str) -> Iterator[str]:
    for number, one in enumerate(asked, start=1):
        told, commands = one.told[language], [*one.before, one.answering(language)]
        yield f"## {number}. {told['asks']}\n"
        yield "\n".join(["```console", *(f"$ {command}" for command in commands), "```\n"])
        yield quoted(lines_with(told["shows"], outputs[number - 1, language]))
        yield f"{told['look']}\n"


def quoted(lines: Sequence[str]) -> str:
    """Lines of output on a page: as they stand where they have columns, else as sentences."""
    told = dedent("\n".join(lines))
    if re.search(r"\S {2,}\S", told):
        return f"```text\n{told}\n```\n"
    return "\n".join(f"> {line}".rstrip() for line in told.replace("\n", "\n\n").splitlines()) + "\n"


def lines_with(patterns: Sequence[str], text: str) -> list[str]:
    """For each pattern the first line of a text that it is found in, without spaces at its end. Raises `ValueError`
    for one that no line matches.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    found = [next((line for line in lines if re.search(pattern, line)), None) for pattern in patterns]
    if None in found:
        raise ValueError(f"no line matches {patterns[found.index(None)]} in\n{text}")
    return [line for line in found if line is not None]


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
