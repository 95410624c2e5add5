"""What a kill may have left in a folder: what was lost, what is broken, and what is litter."""

import hashlib
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from data.base.errors import OverlayError
from data.fetch.store import Store
from engine.journal.paper import Paper
from engine.saved.listing import saved_in
from engine.saved.run_lookup import load_any

LITTER = (".tmp-", ".coming-")
ENDS = {
    ".html": b"</html>",
    ".svg": b"</svg>",
    ".ics": b"END:VCALENDAR",
    ".csv": b"\n",
    ".xlsx": b"",
    ".parquet": b"PAR1",
    ".toml": b"\n",
    ".json": b"}",
}
"""With what whole files end, blanks apart."""


def seen(folder: Path) -> dict[str, str]:
    """Every file of a folder by its name, with the hash of its content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def lost(folder: Path, before: Mapping[str, str], replaces: Sequence[str]) -> Iterator[str]:
    """Older files that are gone or not what they were; of those that may be replaced, the ones that are not whole."""
    after = seen(folder)
    for name, told in before.items():
        if after.get(name) == told:
            continue
        replaced = any(name == one or name.startswith(f"{one}/") for one in replaces)
        if name not in after:
            yield f"lost: {name}"
        elif not replaced or not _whole(folder / name):
            yield f"changed: {name}"


def broken(folder: Path, replaces: Sequence[str]) -> Iterator[str]:
    """Results that are listed and cannot be loaded, journals that are not what was written, and torn files."""
    listing = saved_in(folder / "results")
    yield from (f"unreadable: {name} {why}" for name, why in listing.unreadable.items())
    for one in listing.saved:
        yield from _told(f"result {one.path.name}", lambda path=one.path: load_any(path))  # type: ignore[misc]
    for journal in sorted((folder / "paper").iterdir()):
        if not journal.name.startswith("."):
            yield from _told(f"journal {journal.name}", lambda path=journal: Paper.open(path))  # type: ignore[misc]
            yield from (f"journal: {one.code} {one.file}" for one in Paper.open(journal).verify().found)
    for name in replaces:
        if (folder / name).is_file() and not _whole(folder / name):
            yield f"torn: {name}"
    store = Store(folder / "fetched")
    record = store.record("vix")
    if record is None or not store.is_intact(record):
        yield "fetched: its record is of another body"


def litter(folder: Path) -> Iterator[str]:
    """What no command knows any more."""
    for path in sorted(folder.rglob("*")):
        of_fetched = path.name == ".lock" and path.parent.name == "fetched"
        if path.name.startswith(LITTER) or path.suffix == ".new" or of_fetched:
            yield f"litter: {path.relative_to(folder)}"


def _told(what: str, do: Callable[[], object]) -> Iterator[str]:
    try:
        do()
    except OverlayError as error:
        yield f"{what}: {error}"


def _whole(path: Path) -> bool:
    content = path.read_bytes()
    if path.suffix == ".toml":
        tomllib.loads(content.decode())
    if path.suffix == ".parquet":
        pq.ParquetFile(path)
    if path.suffix == ".xlsx":
        return zipfile.ZipFile(path).testzip() is None
    return content.rstrip(b"\r\n ").endswith(ENDS[path.suffix].rstrip()) and bool(content)
