"""`SHA256SUMS`: the checksums of the files of a folder, in the form that `sha256sum --check` reads."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

NAME = "SHA256SUMS"


def seal(folder: Path) -> None:
    """Write the checksums (SHA-256) of all files in a folder and in those below it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")


def changed(folder: Path, read: Iterable[str]) -> list[str]:
    """Names of files that are not what was sealed, missing ones included; that of the list itself where it leaves out
    one of those that are `read`.

    Raises `OSError` or `ValueError` where the list cannot be read.
    """
    lines = [line.split("  ", 1) for line in (folder / NAME).read_text(encoding="utf-8").splitlines()]
    if any(len(line) != 2 for line in lines):
        raise ValueError(f"{NAME} is no list of checksums")
    sealed = {name: told for told, name in lines}
    found = [name for name, told in sealed.items() if not (folder / name).is_file() or _sum(folder / name) != told]
    return found + [NAME] * (not sealed.keys() >= set(read))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
