"""From Backtrader to here: the commands of the page are run, and what they print stands below them.

python -m validation.backtrader        writes what is printed into docs/backtrader.md and docs/backtrader.ja.md
"""

import re

from validation.commands import beside_examples, works
from validation.two_languages import pages, write

PAGES = pages("backtrader")
WIDTH = "100"
_BLOCKS = re.compile(r"^```console\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
_BY_THE_CLOCK = ("saved:", "report:", "保存先:", "レポート:")
"""How lines begin that name folders of this moment."""


def page(language: str) -> str:
    """The page as it should be: the commands of all of its blocks, run one after the other in one folder."""
    with beside_examples():
        return _BLOCKS.sub(lambda found: _with_output(found, language), PAGES[language].read_text(encoding="utf-8"))


def _with_output(found: re.Match[str], language: str) -> str:
    """A block of commands, and below it what they print where the page shows that."""
    commands = [line.removeprefix("$ ") for line in found[1].splitlines()]
    lines = [line for one in commands for line in _printed(one, language)]
    if found[2] is None:
        return found[0]
    return "\n".join(["```console", *found[1].splitlines(), "```", "", "```text", *lines, "```", ""])


def _printed(command: str, language: str) -> list[str]:
    """Lines that a command prints, the first or last ones where it ends in `| head -N` or `| tail -N`."""
    program, _, part = command.partition(" | ")
    told = works(program, COLUMNS=WIDTH, OVERLAY_LANG=language)
    lines = [line.rstrip() for line in told.splitlines() if not line.startswith(_BY_THE_CLOCK)]
    end, _, most = part.partition(" -")
    return {"": lines, "head": lines[: int(most or 0)], "tail": lines[-int(most or 0) :]}[end]


if __name__ == "__main__":
    write(PAGES, page)
