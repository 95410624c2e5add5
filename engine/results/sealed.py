"""A folder of a result and its seal: files that are read once and within bounds, so that the bytes that are checked are
those that are used.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

from data.base.bounded import MOST_JSON, MOST_TOML, json_of, read_bytes, toml_of
from engine.results import checksums

MOST_SUMS = 1 << 22
"""Bytes of the list of checksums."""
FORMAT = 2
"""Of the folder: since 2 it has a list of checksums; before, hashes of tables alone were kept."""
LONGEST_NAME = 255
"""Bytes of a name of a file."""
MOST_OF_NAME = 60
"""Of a name of a file in a sentence."""


class ChangedError(ValueError):
    """A file is not what was written; the message is its name."""


class SealedFolder:
    """A folder that the file `telling` tells of: its `manifest`, its `format`, and its `sums`, checksums of its files
    by name (none of a format that has none). Raises `ChangedError`, `OSError` or `ValueError` while it is read.
    """

    def __init__(self, folder: Path, telling: str) -> None:
        self.folder, self.telling = folder, telling
        self._inside = os.path.realpath(folder)
        self._list = self._text_of_list()
        self.sums = checksums.sums_of(self._list or "")
        self.read = set[str]()
        self.manifest = json_of(self.content(telling, MOST_JSON))
        self.format = format_of(self.manifest)
        self._require_seal()

    def toml(self, name: str) -> dict[str, Any]:
        """A file of settings."""
        return toml_of(self.content(name, MOST_TOML).decode())

    def content(self, name: str, most: int) -> bytes:
        """The bytes of a file, at most so many."""
        content = read_bytes(self.place(name), most)
        self.read.add(name)
        if self._list is not None and self.sums.get(name) != hashlib.sha256(content).hexdigest():
            raise ChangedError(name if name in self.sums else checksums.NAME)
        return content

    def place(self, name: str) -> Path:
        """Where a file of the folder stands."""
        path = self.folder / name
        if os.path.realpath(path) != str(Path(self._inside, name)):
            raise ValueError(f"{name[:MOST_OF_NAME]!r} leads out of its folder, or is a link")
        return path

    def _text_of_list(self) -> str | None:
        path = self.folder / checksums.NAME
        return read_bytes(path, MOST_SUMS).decode() if os.path.lexists(path) else None

    def _require_seal(self) -> None:
        """That the list of checksums is the one that was sealed."""
        told = self.manifest.pop(checksums.SEAL, None)
        if self._list is None and (self.format >= FORMAT or told is not None):
            read_bytes(self.folder / checksums.NAME, MOST_SUMS)
        if self._list is not None and self.format < FORMAT:
            raise ChangedError(self.telling)
        lines = checksums.lines_of_others(self._list or "", self.telling)
        if told is not None and told != checksums.seal_of(self.manifest, lines):
            raise ChangedError(checksums.NAME)


def place_within(parent: Path, name: str) -> Path:
    """A folder by its name in another. Raises `ValueError` for a name that leads elsewhere."""
    path = parent / name
    leads = Path(name).name != name or not {"\\", ":"}.isdisjoint(name) or len(os.fsencode(name)) > LONGEST_NAME
    if leads or os.path.realpath(path) != str(Path(os.path.realpath(parent), name)):
        raise ValueError(f"{name[:MOST_OF_NAME]!r} is no name of a folder beside it")
    return path


def format_of(manifest: dict[str, Any]) -> int:
    """The format of a folder by its manifest. Raises `ValueError` for what is none."""
    told = manifest.get("format", 1)
    if not isinstance(told, int) or isinstance(told, bool) or told < 1:
        raise ValueError(f"its format is {told!r:.40}, and should be a number from 1")
    if told > FORMAT:
        raise ValueError(f"its folder is of format {told:.0f}, this program knows 1 to {FORMAT}: update the program")
    return told


def why(error: BaseException) -> str:
    """What went wrong with a folder, in a few words."""
    if isinstance(error, OSError) and error.filename:
        return f"{Path(os.fsdecode(error.filename)).name[:MOST_OF_NAME]}: {error.strerror}"
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) and error.args else str(error)
