"""`docs/schemas/`: a JSON Schema for each kind of JSON that commands print, made of what keys and rows mean; that is
told in `json_*.toml` beside this file.

A type is one of `PLAIN`; `@name` is a row that is told there, `[type]` a list, `{type}` values by name, `a|b` either,
and `?` behind one: or null.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.cli.showing import VERSION
from engine.words import words

HERE = Path(__file__).parent
FOLDER, PAGE = HERE.parent / "docs" / "schemas", HERE.parent / "docs" / "json.md"
Schema = dict[str, Any]
PLAIN: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "count": {"type": "integer"},
    "number": {"type": "number"},
    "share": {"type": "number", "x-unit": "decimal: 0.01 is 1 %"},
    "amount": {"type": "number", "x-unit": "account currency"},
    "points": {"type": "number", "x-unit": "index points"},
    "date": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": r"^\d{4}-\d\d$"},
    "moment": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d"},
    "figure": {"type": ["number", "string", "null"]},
    "row": {"type": "object", "additionalProperties": {"type": ["number", "string", "boolean", "null"]}},
    "object": {"type": "object"},
    "any": {},
}
"""Types that are told by a word."""
ENDS = {"_low": "lower end of its interval", "_high": "upper end of its interval"}


@cache
def sheet(section: str) -> Mapping[str, str]:
    """What the numbers of a sheet are called, by name."""
    return {key: " ".join(text.split()) for key, text in words().section(section).items() if key != "title"}


@cache
def fields() -> Mapping[str, str]:
    """What a key means, `TYPE: meaning`, by key."""
    return tomllib.loads((HERE / "json_fields.toml").read_text(encoding="utf-8"))


@cache
def rows() -> Mapping[str, Mapping[str, Any]]:
    """All kinds and the rows within them, by name."""
    names = (f"json_kinds{part}.toml" for part in ("", "_evenings", "_answers", "_disasters"))
    return {key: row for name in names for key, row in tomllib.loads((HERE / name).read_text(encoding="utf-8")).items()}


def kinds() -> list[str]:
    """Names of what commands print."""
    return [name for name, row in rows().items() if "command" in row]


def schema_of(kind: str) -> Schema:
    """The JSON Schema of a kind, with all rows within it."""
    used: dict[str, Schema] = {}
    told = _object(kind, used)
    name = {"const": f"overlay.{kind}/{VERSION}", "description": "Kind and version of what is printed."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:mmf-overlay:{kind}:{VERSION}",
        "title": f"overlay {rows()[kind]['command']} --json",
        **told,
        "properties": {"schema": name, **told["properties"]},
        "required": ["schema", *told["required"]],
        **({"$defs": dict(sorted(used.items()))} if used else {}),
    }


def _object(name: str, used: dict[str, Schema]) -> Schema:
    row = rows()[name]
    keys = list(_keys(name))
    told = {key.rstrip("?"): _field(name, key.rstrip("?"), used) for key in keys}
    return {
        "type": "object",
        "description": row["says"],
        "properties": told,
        "required": [key for key in keys if not key.endswith("?")],
        "additionalProperties": bool(row.get("open")),
    }


def _keys(name: str) -> Iterator[str]:
    """Keys of a row: those of the one that it is like, its own, and all numbers of a sheet."""
    row = rows()[name]
    if "like" in row:
        yield from _keys(row["like"])
    own = row["keys"].split()
    yield from own
    for key in dict.fromkeys(key for section in row.get("all", "").split() for key in sheet(section)):
        if key not in own:
            yield from (f"{key}{end}?" for end in ("", *ENDS))


def _field(name: str, key: str, used: dict[str, Schema]) -> Schema:
    told = _told(name, key)
    if told is None:
        raise KeyError(f"{name}: what does {key} mean? tell it in json_fields.toml")
    kind, _, meaning = told.partition(": ")
    return {**_type(kind, used), "description": meaning}


def _told(name: str, key: str) -> str | None:
    """What a key of a row means: in this row, in that which it is like, in a sheet, or everywhere."""
    row = rows()[name]
    if key in row.get("fields", {}):
        return str(row["fields"][key])
    if "like" in row and key in [one.rstrip("?") for one in _keys(row["like"])]:
        return _told(row["like"], key)
    end = next((one for one in ENDS if key.endswith(one)), "")
    base = key.removesuffix(end)
    for section in row.get("words", "").split():
        if base in sheet(section):
            return f"number?: {sheet(section)[base]}{f': {ENDS[end]}' if end else ''}."
    return fields().get(key)


def _type(kind: str, used: dict[str, Schema]) -> Schema:
    if kind.endswith("?"):
        return {"anyOf": [_type(kind[:-1], used), {"type": "null"}]}
    if kind.startswith("["):
        return {"type": "array", "items": _type(kind[1:-1], used)}
    if kind.startswith("{"):
        return {"type": "object", "additionalProperties": _type(kind[1:-1], used)}
    if "|" in kind:
        return {"anyOf": [_type(one, used) for one in kind.split("|")]}
    if kind.startswith("@"):
        name = kind[1:]
        if name not in used:
            used[name] = {}
            used[name] = _object(name, used)
        return {"$ref": f"#/$defs/{name}"}
    return dict(PLAIN[kind])


def table() -> str:
    """A row for each kind: its schema, the commands that print it, and what it is."""
    told = [(kind, rows()[kind]["command"], rows()[kind]["says"]) for kind in kinds()]
    lines = [f"| [`{kind}`](schemas/{kind}.json) | {command} | {says} |" for kind, command, says in told]
    return "\n".join(["| kind | printed by | what it is |", "|---|---|---|", *lines])


def pages() -> dict[str, str]:
    """The files of docs/schemas/ by name."""
    return {f"{kind}.json": json.dumps(schema_of(kind), indent=1) + "\n" for kind in kinds()}


def main() -> None:
    """Write docs/schemas/ anew, and the table of kinds in docs/json.md."""
    before, _, after = PAGE.read_text(encoding="utf-8").partition("## Kinds\n")
    after = after[after.index("\n## ") :]
    PAGE.write_text(f"{before}## Kinds\n\n{table()}\n{after}", encoding="utf-8")
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
