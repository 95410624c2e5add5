"""`SHA256SUMS`: the checksums of the files of a folder, in the form that `sha256sum --check` reads; and the seal, by
which the file that tells of the folder vouches for that list.

A seal is no signature: who may write the folder can seal it anew.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.base.bounded import read_json

NAME = "SHA256SUMS"
SEAL = "seal"
"""Key of the file that tells of a folder."""


def seal(folder: Path, telling: str) -> None:
    """Seal the file that tells of a folder, and write the checksums (SHA-256) of all files in it and in those below it.

    Raises `OSError`, and `ValueError` where that file is no object of JSON.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    sums = {name: _sum(folder / name) for name in names if name not in {NAME, telling}}
    told = {**read_json(folder / telling), SEAL: ""}
    told[SEAL] = seal_of(told, _text(sums))
    (folder / telling).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    (folder / NAME).write_text(_text(dict(sorted({**sums, telling: _sum(folder / telling)}.items()))), encoding="utf-8")


def seal_of(told: Mapping[str, Any], lines: str) -> str:
    """The seal (SHA-256, hexadecimal) of what a file tells, but for its own, and of the lines of all others."""
    plain = json.dumps({name: value for name, value in told.items() if name != SEAL}, sort_keys=True)
    return hashlib.sha256(f"{plain}\n{lines}".encode()).hexdigest()


def sums_of(text: str) -> dict[str, str]:
    """Checksums by name of file. Raises `ValueError` for what is no list of them."""
    lines = [line.split("  ", 1) for line in text.splitlines()]
    found = {line[-1]: line[0] for line in lines}
    if _text(found) != text:
        raise ValueError(f"{NAME} is no list of checksums")
    return found


def lines_of_others(text: str, telling: str) -> str:
    """The lines of a list but that of one file, to the last byte."""
    return "".join(line for line in text.splitlines(keepends=True) if line.rstrip("\n")[66:] != telling)


def _text(sums: Mapping[str, str]) -> str:
    return "".join(f"{told}  {name}\n" for name, told in sums.items())


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
