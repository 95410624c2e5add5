"""Edits of a journal by chance, by somebody who knows how it is written: each leaves other bytes or other names."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.journal.entry import Entry, Sealed, name_of, read_entry, sealed
from engine.journal.files import ENTRIES, HEAD, JOURNAL, PLAN

Chance = np.random.Generator
Contents = Mapping[str, bytes]


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files of a journal, by name; the lock is nobody's."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def put_back(folder: Path, whole: Contents) -> None:
    """Make a folder what it was."""
    (folder / ENTRIES).mkdir(exist_ok=True)
    now = contents(folder)
    for name in now.keys() - whole.keys():
        (folder / name).unlink()
    for name, content in whole.items():
        if now.get(name) != content:
            (folder / name).write_bytes(content)


def edit(folder: Path, chance: Chance) -> str:
    """Edit a journal by chance; what was done."""
    before, kinds = contents(folder), list(EDITS)
    while True:
        kind = kinds[int(chance.integers(len(kinds)))]
        EDITS[kind](folder, chance)
        if contents(folder) != before:
            return kind
        put_back(folder, before)


def _flip(folder: Path, chance: Chance) -> None:
    path = _any_file(folder, chance)
    content = bytearray(path.read_bytes())
    content[int(chance.integers(len(content)))] ^= 1 << int(chance.integers(8))
    path.write_bytes(content)


def _cut(folder: Path, chance: Chance) -> None:
    path = _any_file(folder, chance)
    content = path.read_bytes()
    path.write_bytes(content[: int(chance.integers(len(content)))])


def _append(folder: Path, chance: Chance) -> None:
    with _any_file(folder, chance).open("ab") as file:
        file.write([b"\n", b"\0", b" ", b"PAR1"][int(chance.integers(4))])


def _remove(folder: Path, chance: Chance) -> None:
    _any_file(folder, chance).unlink()


def _swap(folder: Path, chance: Chance) -> None:
    one, other = _two(_entries(folder), chance)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def _copy_over(folder: Path, chance: Chance) -> None:
    one, other = _two(_entries(folder), chance)
    shutil.copyfile(one, other)


def _copy_behind(folder: Path, chance: Chance) -> None:
    paths = _entries(folder)
    shutil.copyfile(_of(paths, chance), folder / ENTRIES / name_of(len(paths) + int(chance.integers(1, 3))))


def _rename(folder: Path, chance: Chance) -> None:
    path = _of(_entries(folder), chance)
    path.rename(path.with_name(["0.parquet", path.name.upper(), f"a{path.name}"][int(chance.integers(3))]))


def _close_up(folder: Path, chance: Chance) -> None:
    """An entry is gone, and those after it have moved up; sometimes the head has been told."""
    paths = _entries(folder)
    gone = int(chance.integers(len(paths)))
    for before, after in zip(paths[gone:], paths[gone + 1 :], strict=False):
        before.write_bytes(after.read_bytes())
    paths[-1].unlink()
    if chance.random() < 0.5:
        _head(folder, number=len(paths) - 1)


def _rows(folder: Path, chance: Chance) -> None:
    """A number in a row is another, the hashes beside it are left as they are."""
    path = _of(_entries(folder), chance)
    table = pq.ParquetFile(path).read()
    names = [name for name in table.column_names if name.startswith("rows.")]
    if names:
        name = str(chance.choice(names))
        rows = _other_cell(table[name].to_pylist(), chance)
        at = table.column_names.index(name)
        pq.write_table(table.set_column(at, name, pa.array(rows, table.schema.field(name).type)), path)


def _words(folder: Path, chance: Chance) -> None:
    """What it says of itself is another: when it was recorded, what it follows, why."""
    path = _of(_entries(folder), chance)
    table = pq.ParquetFile(path).read()
    meta = dict(table.schema.metadata)
    key = list(meta)[int(chance.integers(len(meta)))]
    told = meta[key].decode()
    meta[key] = re.sub(r"[0-9a-f](?=[^0-9a-f]*$)", lambda digit: "1" if digit[0] != "1" else "2", told).encode()
    pq.write_table(table.replace_schema_metadata(meta), path)


def _another_file(folder: Path, chance: Chance) -> None:
    """The same rows, written by another program."""
    path = _of(_entries(folder), chance)
    pq.write_table(pq.ParquetFile(path).read(), path, compression="zstd")


def _sealed_anew(folder: Path, chance: Chance) -> None:
    """A row is another, and the entry's own hash has been made to fit."""
    path = _of(_entries(folder), chance)
    entry = _read(path)
    path.write_bytes(_seal(_changed(entry, chance), entry.previous, entry.previous_file).content)


def _chained_anew(folder: Path, chance: Chance) -> None:
    """A row is another, and all entries from there on have been chained anew; the head is the old one."""
    paths = _entries(folder)
    first = int(chance.integers(len(paths)))
    before = _read(paths[first])
    previous, previous_file = before.previous, before.previous_file
    for place, path in enumerate(paths[first:]):
        entry = _read(path)
        new = _seal(_changed(entry, chance) if not place else entry, previous, previous_file)
        path.write_bytes(new.content)
        previous, previous_file = new.entry.sha256, new.file_sha256


def _head_told(folder: Path, chance: Chance) -> None:
    """The head says something else."""
    told = json.loads((folder / HEAD).read_text())
    place = int(chance.integers(6))
    last = _read(_of(_entries(folder), chance))
    changes: tuple[dict[str, Any], ...] = (
        {"number": int(chance.integers(0, 2 * told["number"] + 1))},
        {"sha256": last.previous},
        {"until": "2020-03-10"},
        {"rows": last.sha256},
        {"others": told["others"][:-1]},
        {"number": last.number - 1, "sha256": last.previous, "file_sha256": last.previous_file},
    )
    _head(folder, **changes[place])


def _plan(folder: Path, chance: Chance) -> None:
    """A digit of the plan is another."""
    _digit(folder / PLAN, chance)


def _journal(folder: Path, chance: Chance) -> None:
    """A digit of what is told of its beginning is another, such as the time."""
    _digit(folder / JOURNAL, chance)


def _from_another(folder: Path, chance: Chance) -> None:
    """The beginning says it is another journal's, with a hash of the plan that fits."""
    about = json.loads((folder / JOURNAL).read_text())
    about["started"] = f"2020-01-01T00:00:{int(chance.integers(10, 60))}+00:00"
    (folder / JOURNAL).write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n")


EDITS: Final[Mapping[str, Callable[[Path, Chance], None]]] = MappingProxyType({
    "one bit of a file": _flip,
    "a file cut short": _cut,
    "bytes behind a file": _append,
    "a file gone": _remove,
    "two entries exchanged": _swap,
    "an entry over another": _copy_over,
    "an entry once more behind the last": _copy_behind,
    "an entry under another name": _rename,
    "an entry gone, the rest moved up": _close_up,
    "a number in a row": _rows,
    "a time, a hash or a number of an entry": _words,
    "an entry written by another program": _another_file,
    "a number in a row, the entry's hash made to fit": _sealed_anew,
    "a number in a row, the chain written anew": _chained_anew,
    "the head": _head_told,
    "a digit of the plan": _plan,
    "a digit of the beginning": _journal,
    "the time of the beginning": _from_another,
})  # fmt: skip
"""By what is done."""


def _entries(folder: Path) -> list[Path]:
    return sorted((folder / ENTRIES).iterdir())


def _any_file(folder: Path, chance: Chance) -> Path:
    paths = [folder / PLAN, folder / JOURNAL, folder / HEAD, *_entries(folder)]
    return _of(paths, chance)


def _of(paths: list[Path], chance: Chance) -> Path:
    return paths[int(chance.integers(len(paths)))]


def _two(paths: list[Path], chance: Chance) -> tuple[Path, Path]:
    one, other = chance.choice(len(paths), 2, replace=False)
    return paths[int(one)], paths[int(other)]


def _read(path: Path) -> Entry:
    return read_entry(path.read_bytes())[0]


def _seal(entry: Entry, previous: str, previous_file: str) -> Sealed:
    return sealed(replace(entry, rows=""), entry.number, previous, previous_file)


def _changed(entry: Entry, chance: Chance) -> Entry:
    """The same with another number in a row; one without rows with another word."""
    if not entry.tables:
        return replace(entry, why=f"{entry.why}.")
    name = str(chance.choice(sorted(entry.tables)))
    table = entry.tables[name]
    (rows,) = _other_cell([table.to_pylist()], chance)
    return replace(entry, tables={**entry.tables, name: pa.Table.from_pylist(rows, table.schema)})


def _other_cell(lists: list[list[dict[str, Any]]], chance: Chance) -> list[list[dict[str, Any]]]:
    """The same rows with another number in one of them."""
    rows = lists[0]
    row = rows[int(chance.integers(len(rows)))]
    numbers = [name for name, value in row.items() if isinstance(value, int | float) and not isinstance(value, bool)]
    if numbers:
        name = str(chance.choice(numbers))
        row[name] += type(row[name])(1)
    return lists


def _head(folder: Path, **changes: object) -> None:
    told = {**json.loads((folder / HEAD).read_text()), **changes}
    (folder / HEAD).write_text(json.dumps(told, indent=2) + "\n")


def _digit(path: Path, chance: Chance) -> None:
    text = path.read_text(encoding="utf-8")
    places = [match.start() for match in re.finditer(r"\d", text)]
    at = places[int(chance.integers(len(places)))]
    path.write_text(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}", encoding="utf-8")
