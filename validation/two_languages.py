"""Pages in two languages: where they stand, their templates, and the words they are filled with."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def pages(name: str) -> dict[str, Path]:
    """The page of a name by language."""
    docs = HERE.parent / "docs"
    return {"en": docs / f"{name}.md", "ja": docs / f"{name}.ja.md"}


def template(stem: str, language: str) -> str:
    """What a page is made from."""
    path = HERE / f"{stem}.template{'' if language == 'en' else f'.{language}'}.md"
    return path.read_text(encoding="utf-8")


@cache
def words_of(stem: str, language: str) -> dict[str, Any]:
    """Words of a page that stand in a file of its own."""
    told: dict[str, Any] = tomllib.loads((HERE / f"{stem}.toml").read_text(encoding="utf-8"))[language]
    return told


def write(targets: dict[str, Path], page: Callable[[str], str]) -> None:
    """Write a page in each language."""
    for language, target in targets.items():
        target.write_text(page(language), encoding="utf-8")
