"""Pages of the project as text: their blocks, commands, tables and links."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOORS = ["README", "docs/README"]
"""Pages that lead to the others, each in both languages."""


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)


def commands(page):
    """Commands of its console blocks."""
    lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def asked(page):
    """Commands of its table of questions."""
    return re.findall(r"^\| [^|]+ \| `(overlay [^`]+)` \|", page, flags=re.MULTILINE)


def prose(page):
    return re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)


def links(page):
    return re.findall(r"\]\(([^)#\s]+)[^)]*\)", page)
