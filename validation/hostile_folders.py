"""Results in bad hands: an edited folder, sealed anew half of the time, and a command that opens it."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.bounded import require_regular
from engine.results import checksums
from validation import hostile_edits
from validation.hostile_originals import originals
from validation.hostile_run import Attempt

TELLING = {
    "run": "manifest.json", "comparison": "comparison.json", "portfolio": "portfolio.json", "sweep": "sweep.json",
    "worth": "worth.json", "survival": "survival.json",
}  # fmt: skip
LOOSE = "report.html", ".lock", checksums.NAME + ".x"
"""Files that may be changed or deleted."""
LISTS = (("ls",), ("ls", "--json"), ("looks",), ("show", "latest"), ("report", "latest"), ("compare", "{}", "{other}"))
OPENS: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (
        ("show", "{}"), ("show", "{}", "--json"), ("show", "{}", "--table", "equity"), ("audit", "{}"),
        ("show", "{}", "--table", "events"), ("show", "{}", "--trades-by", "trend_known"), ("diff", "{}", "{other}"),
        ("diff", "{other}", "{}", "--json"), ("export", "{}", "--table", "ledger", "--to", "x.csv"),
        ("export", "{}", "--what", "equity", "--to", "x.csv"), ("export", "{}", "--to", "x.xlsx"),
        ("report", "{}"), ("why", "{}", "2018-02-05"), ("stress", "{}"), ("state", "of", "{}"), ("rerun", "{}"),
        ("compare", "{}", "{other}"), ("audit", "{}", "--json"), ("report", "{}", "--lang", "ja"), ("break", "{}"),
    ),
    "comparison": (
        ("show", "{}"), ("show", "{}", "--json"), ("report", "{}"), ("show", "{}", "--table", "metrics"),
        ("audit", "{}"), ("export", "{}", "--table", "years", "--to", "x.csv"), ("show", "{}", "--lang", "ja"),
    ),
    "portfolio": (
        ("show", "{}"), ("show", "{}", "--json"), ("report", "{}"), ("audit", "{}"), ("rerun", "{}"),
        ("show", "{}", "--account", "futures"), ("export", "{}", "--what", "equity", "--to", "x.csv"),
    ),
    "sweep": (
        ("show", "{}"), ("show", "{}", "--json"), ("report", "{}"), ("show", "{}", "--table", "runs"),
        ("show", "{}", "--table", "curves"), ("export", "{}", "--table", "runs", "--to", "x.csv"),
    ),
    "worth": (
        ("show", "{}"), ("show", "{}", "--json"), ("report", "{}"),
        ("export", "{}", "--table", "variants", "--to", "x.csv"),
    ),
    "survival": (
        ("show", "{}"), ("show", "{}", "--json"), ("report", "{}"), ("show", "{}", "--table", "paths"),
        ("export", "{}", "--table", "cells", "--to", "x.csv"), ("replay", "{}", "--path", "1"),
    ),
}  # fmt: skip
"""Commands that read a result, by its kind."""
OF_JOURNAL = (
    ("paper", "status", "j"), ("paper", "verify", "j"), ("paper", "export", "j"), ("report", "paper/j"),
    ("paper", "deviations", "j"), ("paper", "remark", "j", "seen"), ("paper", "judge", "j", "--paths", "0"),
)  # fmt: skip
OF_TRIALS = (("looks",), ("looks", "--json"), ("show", "{}"), ("ls",))


class Edited(NamedTuple):
    """What was done, where the folder is now, and whether its bytes are others without a new seal."""

    kind: str
    folder: Path
    unsealed: bool


def attempt(seed: int, folder: Path) -> Attempt:
    """A folder of results with one edited, and a command that opens it."""
    chance, made = np.random.default_rng(seed), originals()
    for room in ("results", "paper"):
        shutil.copytree(made.folder / room, folder / room)
    kind = str(chance.choice([*TELLING, "run", "run", "journal", "trials"]))
    if kind == "journal":
        edited = _edited(folder / "paper" / "j", chance, None)
        return Attempt(edited.kind, _chosen(OF_JOURNAL, chance), folder)
    if kind == "trials":
        edited = _edited(folder / "results" / "trials", chance, None)
        argv = _named(_chosen(OF_TRIALS, chance), made.names["run"], made.names["other"])
        return Attempt(edited.kind, argv, folder)
    edited = _edited(folder / "results" / made.names[kind], chance, TELLING[kind])
    lists = chance.random() < 0.2
    chosen = _chosen(LISTS if lists else OPENS[kind], chance)
    argv = _named(chosen, f"results/{edited.folder.name}", made.names["other"])
    return Attempt(edited.kind, argv, folder, wants="refused" if edited.unsealed and not lists else "")


def _edited(folder: Path, chance: np.random.Generator, telling: str | None) -> Edited:
    if chance.random() < 0.1:
        return Edited(
            "a folder under another name or none", hostile_edits.folder_edited(folder, chance), unsealed=False
        )
    before = _bytes_of(folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in LOOSE]
    texts = [path for path in files if path.suffix in {".json", ".toml"}]
    pool = texts if texts and chance.random() < 0.5 else files
    path = pool[int(chance.integers(len(pool)))]
    edits = [hostile_edits.bytes_edited, hostile_edits.file_replaced]
    if path in texts:
        edits += [hostile_edits.value_edited] * 5 + [hostile_edits.text_edited]
    if path.suffix == ".parquet":
        edits += [hostile_edits.table_edited] * 6
    edit = edits[int(chance.integers(len(edits)))]
    edit(path, chance)
    kind = f"{edit.__name__} {path.relative_to(folder.parent)}"
    sealed_anew = telling is not None and chance.random() < 0.6 and _sealed(folder, path, telling)
    return Edited(kind + " sealed anew" * sealed_anew, folder, not sealed_anew and _bytes_of(folder) != before)


def _sealed(folder: Path, path: Path, telling: str) -> bool:
    """Seal a folder anew, and the run of an account in it first, as far as that can be done."""
    with suppress(OSError, ValueError, AttributeError, TypeError, RecursionError):
        if path.parent.parent.name == "accounts":
            _seal(path.parent, "manifest.json")
        _seal(folder, telling)
        return True
    return False


def _seal(folder: Path, telling: str) -> None:
    """Raises `OSError` where the list of checksums is none: a pipe would wait for its reader."""
    require_regular(folder / checksums.NAME)
    checksums.seal(folder, telling)


def _bytes_of(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path): path.read_bytes() if path.is_file() and not path.is_symlink() else None for path in folder.rglob("*")
    }


def _chosen(commands: tuple[tuple[str, ...], ...], chance: np.random.Generator) -> tuple[str, ...]:
    return commands[int(chance.integers(len(commands)))]


def _named(command: tuple[str, ...], name: str, other: str) -> tuple[str, ...]:
    return tuple(word.replace("{other}", other).replace("{}", name) for word in command)
