"""Catalogues of refusals and helps in other languages, in the order of the source.

`python -m validation.translations` writes them anew: what is no more said goes, what is said in another room moves, and
what has no translation yet is printed.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from engine.cli import cli
from engine.words import LANGUAGES, ORIGINAL
from engine.words.explained import paragraphs
from validation.house import ROOT
from validation.refusals import templates

ELSEWHERE = "elsewhere"
"""The section of what others say, such as click and pydantic."""
Sections = dict[str, list[str]]


def refusals_by_room() -> Sections:
    """Every refusal of the program, by its room."""
    rooms: Sections = {}
    for template, place in templates().items():
        rooms.setdefault("/".join(place.split("/")[:2]).removesuffix(".py"), []).append(template)
    return rooms


def helps_by_kind() -> Sections:
    """Every paragraph of a help, of commands and of options."""
    found = [*_commands(cli)]
    own = [text for command in found for text in paragraphs(command.help or "")]
    options = [
        text for command in found for one in command.params for text in paragraphs(getattr(one, "help", None) or "")
    ]
    return {"commands": list(dict.fromkeys(own)), "options": [*dict.fromkeys(one for one in options if one not in own)]}


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from _commands(one)


def catalogue_file(kind: str, language: str) -> Path:
    """`errors` or `help` of a language."""
    return ROOT / "engine" / "words" / f"{kind}_{language}.toml"


def written(sections: Sections, file: Path) -> list[str]:
    """Write a catalogue with what it has of these sections; gives what it lacks."""
    text = file.read_text(encoding="utf-8")
    known = {key: said for section in tomllib.loads(text).values() for key, said in section.items()}
    ours = {key for keys in sections.values() for key in keys}
    others = [key for key in tomllib.loads(text).get(ELSEWHERE, {}) if key not in ours]
    parts = [text.partition("\n\n")[0]]
    for name, keys in {**sections, ELSEWHERE: others}.items():
        lines = [f"{_quoted(key)} = {_quoted(known[key])}" for key in keys if key in known]
        parts += ["\n".join([f"[{_quoted(name) if '/' in name else name}]", *lines])] if lines else []
    file.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return sorted(ours - known.keys())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    for language in LANGUAGES:
        if language != ORIGINAL:
            for kind, sections in (("errors", refusals_by_room()), ("help", helps_by_kind())):
                for missing in written(sections, catalogue_file(kind, language)):
                    click.echo(f"{kind}_{language}.toml lacks {_quoted(missing)}")
