"""A sample of a room's mutants, and what its tests say of each.

Mutants are made and tested by mutmut, in a folder of their own. It keeps all mutants of a function beside the function
and switches to one of them in a process that has the tests loaded, so that a mutant costs little more than the tests
that reach it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mutmut.configuration import reset_config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name, orig_function_and_class_names_from_key

from validation.mutation_rooms import ROOT, Room

SEED = 23
DRAWN = 56
"""Mutants of each room."""
CORES = 2
MOST_SECONDS = 1800
"""A room that takes longer is given up, with an error."""
PACKAGES = "data", "strategies", "engine"
BESIDE = (
    "mmf_overlay.py",
    "tests",
    "examples",
    "docs",
    "pyproject.toml",
    "README.md",
    "LIMITATIONS.md",
    "LIMITATIONS.ja.md",
)
"""What tests read beside the packages."""
PYTEST = "-p", "no:cacheprovider", "-m", "not pages", "--hypothesis-profile=ci"
"""Hypothesis' profile `ci` draws the same examples every time, and remembers none of another mutant's."""
TIMES, SPARE_SECONDS = 5.0, 5.0
"""A mutant's tests are stopped after so many times their usual seconds and these."""
KILLED = {1: "killed", 3: "killed"} | dict.fromkeys((24, -24, 152, 36, -9), "timeout")
UNREACHED = {33, 5}


class Mutant(NamedTuple):
    """One change of one function, and what the tests said: killed, timeout, survived, unreached, or an exit status that
    is none of these.
    """

    room: str
    file: str
    function: str
    was: str
    becomes: str
    said: str

    def found(self) -> bool:
        """Whether a test failed or never ended."""
        return self.said in {"killed", "timeout"}


class Score(NamedTuple):
    """A room: how many mutants there are, and those that were drawn."""

    room: Room
    mutants: int
    drawn: tuple[Mutant, ...]

    def found(self) -> int:
        """How many of those that were drawn were found."""
        return sum(1 for one in self.drawn if one.found())


def scores(rooms: Iterable[Room]) -> list[Score]:
    """Every room's score, two rooms at a time."""
    with ProcessPoolExecutor(CORES) as pool:
        return list(pool.map(score, rooms))


def score(room: Room, count: int = DRAWN, root: Path = ROOT) -> Score:
    """A room's score by a sample of its mutants."""
    with TemporaryDirectory() as folder, chdir(folder):
        lay_out(room, root)
        files = {name: file for file in room.files(root) for name in mutants_of(file)}
        drawn = draw(files, count)
        run(drawn)
        return Score(room, len(files), tuple(told(room, name, files[name]) for name in drawn))


def lay_out(room: Room, root: Path) -> None:
    """The project as mutmut wants it in the folder we stand in: its own files and folders linked, and settings."""
    beside = [name for name in BESIDE if (root / name).exists()]
    for name in (*PACKAGES, *beside):
        Path(name).symlink_to(root / name)
    lists = {
        "source_paths": PACKAGES, "only_mutate": room.files(root), "also_copy": beside,
        "pytest_add_cli_args": PYTEST, "pytest_add_cli_args_test_selection": room.tests,
    }  # fmt: skip
    settings = "".join(f"{name} =\n" + "".join(f"    {one}\n" for one in values) for name, values in lists.items())
    limits = f"process_isolation = forkserver\ntimeout_multiplier = {TIMES}\ntimeout_constant = {SPARE_SECONDS}\n"
    Path("setup.cfg").write_text(f"[mutmut]\n{settings}{limits}", encoding="utf-8")
    reset_config()


def mutants_of(file: str) -> list[str]:
    """Names of all mutants of a file."""
    made = mutate_file_contents(file, Path(file).read_text(encoding="utf-8"))
    return [get_mutant_name(Path(file), name) for name in made.mutant_names]


def draw(names: Iterable[str], count: int) -> list[str]:
    """A sample by chance that is the same every time, wherever the file lies: mutants of functions that did not change
    stay in it.
    """

    def lot(name: str) -> str:
        return sha256(f"{SEED} {name.rpartition('.')[2]}".encode()).hexdigest()

    return sorted(names, key=lot)[:count]


def run(names: Iterable[str]) -> None:
    """Test mutants in the folder we stand in. Raises `RuntimeError` where that cannot be done."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=MOST_SECONDS)  # noqa: S603
    if done.returncode:
        raise RuntimeError("\n".join((done.stdout + done.stderr).replace("\r", "\n").splitlines()[-40:]))


def told(room: Room, name: str, file: str) -> Mutant:
    """What mutmut wrote down of a mutant."""
    exits = json.loads(Path(f"mutants/{file}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
    function, of_class = orig_function_and_class_names_from_key(name)
    was, becomes = change(get_diff_for_mutant(name, path=file).splitlines())
    return Mutant(room.name, file, f"{of_class}.{function}" if of_class else function, was, becomes, said(exits[name]))


def said(status: int | None) -> str:
    """An exit status of the tests in a word."""
    if status == 0:
        return "survived"
    return "unreached" if status in UNREACHED else KILLED.get(status or 0, f"exit status {status}")


def change(diff: list[str]) -> tuple[str, str]:
    """The lines that a mutant takes away, and those that it puts in their place."""
    body = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return tuple(" ".join(lines(body, sign)) for sign in "-+")  # type: ignore[return-value]


def lines(diff: list[str], sign: str) -> Iterator[str]:
    """Lines of a diff that begin with a sign, without it."""
    return (line[1:].strip() for line in diff if line.startswith(sign))
