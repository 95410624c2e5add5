"""The page of limitations, for the report."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

FOLDERS = (Path(__file__).parent / "assets", Path(__file__).parents[2])
"""Where the page lies: in an installed package, in a checkout."""


def limitations(language: str = "en") -> str:
    """The limitations as HTML, in a language where they are translated, else in English;
    without its title and the link to its translation.
    """
    names = [f"LIMITATIONS.{language}.md", "LIMITATIONS.md"]
    page = next(folder / name for name in names for folder in FOLDERS if (folder / name).exists())
    text = page.read_text(encoding="utf-8")
    text = text[text.index("\n\n", text.index("](LIMITATIONS")) :]
    return str(MarkdownIt("commonmark", {"html": False}).render(_without_links(text)))


def _without_links(text: str) -> str:
    """Links within the project lead nowhere from a page that was mailed: their words stay."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
