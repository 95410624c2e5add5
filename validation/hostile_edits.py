"""A folder of a result in bad hands: files cut, swapped and made pipes, values and tables that cannot be."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import tomli_w

Chance = np.random.Generator
Plain = Any
DEEP = 100_000
EVIL: tuple[Any, ...] = (
    None, True, 0, -1, 10**19, 1e308, -1e-300, float("inf"), float("nan"), "", "x", "../../etc/passwd", "/etc/passwd",
    "C:\\x", "a\0b", "\x1b[31m", "n" * 300, [], {}, [[]], {"": {}}, "2018-02-30", "0000-00-00", "9999-12-31", "é\u202e",
    ["x"], [None], {"x": None}, 2**63, "-1", "nan", "1e999", "<script>", "=1+1",
)  # fmt: skip
"""In place of a value of a manifest."""
NAMES = (
    "date",
    "latest",
    "trials",
    "-x",
    "--help",
    "a b",
    "n" * 255,
    "\x1b[2J",
    "compare",
    "é\u202e",
    "a\nb",
    "~",
)
"""For a folder."""


def bytes_edited(path: Path, chance: Chance) -> None:
    """A file with bytes flipped, put in, or cut."""
    content = bytearray(path.read_bytes())
    place = int(chance.integers(len(content) + 1))
    way = int(chance.integers(6))
    if way == 0 and place < len(content):
        content[place] ^= 1 << int(chance.integers(8))
    elif way == 1:
        content[place:place] = chance.bytes(int(chance.integers(1, 40)))
    elif way == 2:
        del content[place:]
    elif way == 3:
        del content[place : place + int(chance.integers(1, 40))]
    elif way == 4:
        content = bytearray((b"\xef\xbb\xbf" + content, content.decode("latin1").encode("utf-16"))[place % 2])
    else:
        content[place:place] = b"\0" * int(chance.integers(1, 9))
    path.write_bytes(content)


def text_edited(path: Path, chance: Chance) -> None:
    """A file of text made deep, long, or with keys that are there twice."""
    text = path.read_text(encoding="utf-8", errors="replace")
    opened, closed = (("{", "}"), ("[", "]"))[int(chance.integers(2))]
    deep = int(chance.choice([70, 600, DEEP]))
    nested = '{"a":' * deep + "1" + "}" * deep if opened == "{" else opened * deep + closed * deep
    lines = text.splitlines(keepends=True)
    line = int(chance.integers(max(len(lines), 1)))
    ways = (
        nested,
        f"a = {opened * deep}{closed * deep}\n{text}",
        text.replace(":", f': {nested}, "x":', 1),
        "".join([*lines[: line + 1], *lines[line:]]),
        text.replace("1", "1" * int(chance.choice([30, 5_000, 20_000])), 1),
        text + "\n" * 3_000_000,
        text.replace('"', '"' + "n" * 2_000_000, 1),
    )
    path.write_text(ways[int(chance.integers(len(ways)))], encoding="utf-8")


def value_edited(path: Path, chance: Chance) -> None:
    """A file of JSON or TOML with one value replaced, taken out, or put in."""
    is_json = path.suffix == ".json"
    text = path.read_text(encoding="utf-8")
    told = json.loads(text) if is_json else tomllib.loads(text)
    places = list(_places(told))
    holder, key = places[int(chance.integers(len(places)))]
    way = int(chance.integers(8))
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[str(EVIL[int(chance.integers(len(EVIL)))])] = holder[key]
    else:
        holder[key] = EVIL[int(chance.integers(len(EVIL)))]
    if is_json:
        path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    else:
        path.write_text(tomli_w.dumps(_without_none(told)), encoding="utf-8")


def table_edited(path: Path, chance: Chance) -> None:
    """A table with another schema, or with values that cannot be."""
    table = pq.ParquetFile(path).read()
    place = int(chance.integers(table.num_columns))
    name, column = table.column_names[place], table.column(place)
    ways = (
        lambda: table.drop_columns([name]),
        lambda: table.rename_columns([f"{one}x" if one == name else one for one in table.column_names]),
        lambda: table.append_column(name, column),
        lambda: table.slice(0, 0),
        lambda: table.slice(int(chance.integers(len(table) + 1))),
        lambda: pa.concat_tables([table, table]),
        lambda: table.take(pa.array(chance.permutation(len(table)))),
        lambda: table.set_column(place, name, pa.nulls(len(table), column.type)),
        lambda: table.set_column(place, name, pa.nulls(len(table), pa.timestamp("us", "Asia/Tokyo"))),
        lambda: table.set_column(place, name, pa.array(["x"] * len(table), pa.string())),
        lambda: table.set_column(place, name, column.combine_chunks().dictionary_encode()),
        lambda: table.set_column(place, name, pa.array([[1.0]] * len(table))),
        lambda: _with_a_value(table, place, chance),
        lambda: _with_a_value(table, place, chance),
        lambda: table.replace_schema_metadata({"schema_version": "9" * int(chance.integers(1, 5000))}),
    )
    made = ways[int(chance.integers(len(ways)))]()
    pq.write_table(made, path)


def file_replaced(path: Path, chance: Chance) -> None:
    """A file that is gone, or is another, a folder, a pipe, or a link."""
    others = [one for one in sorted(path.parent.iterdir()) if one.is_file() and one != path] or [path]
    other = others[int(chance.integers(len(others)))]
    content = other.read_bytes()
    path.unlink()
    ways = (
        lambda: None,
        lambda: path.write_bytes(content),
        path.mkdir,
        lambda: os.mkfifo(path),
        lambda: path.symlink_to("/dev/zero"),
        lambda: path.symlink_to("/etc/passwd"),
        lambda: path.symlink_to(path.name),
        lambda: path.symlink_to("/proc/self/status"),
        lambda: path.touch(mode=0),
    )
    ways[int(chance.integers(len(ways)))]()


def folder_edited(folder: Path, chance: Chance) -> Path:
    """A folder with another name, or that is none; where it is now."""
    other = folder.with_name(NAMES[int(chance.integers(len(NAMES)))])
    way = int(chance.integers(5))
    if way <= 2 and not other.exists():
        return folder.rename(other)
    aside = folder.rename(folder.with_name("aside"))
    if way == 3:
        folder.symlink_to(folder.name)
    else:
        aside.chmod(0)
        folder.write_text("a file")
    return folder


def _places(told: Plain) -> list[tuple[Plain, Plain]]:
    if not isinstance(told, dict | list):
        return []
    keys = list(told) if isinstance(told, dict) else list(range(len(told)))
    return [place for key in keys for place in ((told, key), *_places(told[key]))]


def _without_none(told: Plain) -> Plain:
    if isinstance(told, dict):
        return {key: _without_none(value) for key, value in told.items() if value is not None}
    return [_without_none(one) for one in told if one is not None] if isinstance(told, list) else told


def _with_a_value(table: pa.Table, place: int, chance: Chance) -> pa.Table:
    """A table with one value that its type allows and its meaning does not."""
    field, values = table.schema.field(place), table.column(place).to_pylist()
    if not values:
        return table.slice(0, 0)
    row = int(chance.integers(len(values)))
    kind = field.type
    evil: list[Any] = [None]
    if pa.types.is_floating(kind):
        evil = [float("nan"), float("inf"), -1e308, 0.0, -1.0, 1e-320]
    elif pa.types.is_integer(kind):
        evil = [-1, 0, 2**31 - 1]
    elif pa.types.is_string(kind):
        evil = ["", "x", "{}", '{"a":' * 3000, "\x1b[31m", "n" * 100_000, "[1]", "null"]
    elif pa.types.is_date(kind):
        evil = [pa.scalar(day, pa.int32()).cast(pa.date32()) for day in (0, -700_000, 2_900_000)]
    values[row] = evil[int(chance.integers(len(evil)))]
    return table.set_column(place, field.with_nullable(True), pa.array(values, kind))
