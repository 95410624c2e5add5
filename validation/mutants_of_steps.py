"""The loop and the steps are changed in one place at a time: who notices, and which drivers tell something else.

python -m validation.mutants_of_steps        prints a table
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from validation.markdown import table
from validation.step_mutants import LOOP, STEPS, Mutant

ROOT = Path(__file__).parents[1]
COPIED = "data", "strategies", "engine", "validation", "tests", "requirements.lock", "pyproject.toml"
DRIVERS = "event engine", "loop", "stress test", "walks"
GOLDEN = "tests/golden/content_hashes.json"
SECONDS = 600


class Noticed(NamedTuple):
    """What a change does: which drivers tell something else, whether the two that run sessions part, and whether the
    kept hashes of tables or the tests that belong to it notice.
    """

    mutant: Mutant
    changed: tuple[str, ...]
    apart: int
    noticed: bool

    def caught(self) -> bool:
        """By the agreement where the loop was changed; a step by kept hashes or tests, and told otherwise by every
        driver: of shocks, by stress tests or walks.
        """
        if self.mutant.shared:
            all_three = {"event engine", "loop"} < {*self.changed}
            return self.noticed and not self.apart and all_three
        return self.apart > 0 and self.changed == ("loop",)


def noticed(mutants: Iterable[Mutant] = (*LOOP, *STEPS)) -> list[Noticed]:
    """Every change made in a copy of the project, one after the other."""
    with TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, tree / name)
        before = told(tree)
        return [look(tree, mutant, before) for mutant in mutants]


def look(tree: Path, mutant: Mutant, before: Mapping[str, str]) -> Noticed:
    """A change made, looked at, and taken back. Raises `ValueError` where its text is not in the file exactly once."""
    file = tree / mutant.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutant.was) != 1:
        raise ValueError(f"{mutant.file}: {mutant.was!r} is in it {text.count(mutant.was)} times")
    file.write_text(text.replace(mutant.was, mutant.becomes), encoding="utf-8")
    try:
        now = told(tree)
        seen = mutant.shared and (fails(tree, mutant.tests) or parts(tree))
    finally:
        file.write_text(text, encoding="utf-8")
    changed = tuple(name for name in DRIVERS if now[name] != before[name])
    return Noticed(mutant, changed, len(json.loads(now["apart"])), seen)


def told(tree: Path) -> dict[str, str]:
    """What the drivers of a copy tell."""
    found: dict[str, str] = json.loads(python(tree, "-m", "validation.drivers_told"))
    return found


def parts(tree: Path) -> bool:
    """Whether the tables of a copy have other hashes than those that are kept."""
    kept = json.loads((tree / GOLDEN).read_text(encoding="utf-8"))["hashes"]
    return bool(json.loads(python(tree, "-m", "tests.golden.content_hashes"))["hashes"] != kept)


def fails(tree: Path, tests: str) -> bool:
    """Whether a test of a file fails in a copy."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", tests]
    return bool(tests) and subprocess.run(command, cwd=tree, capture_output=True, check=False).returncode == 1  # noqa: S603


def python(tree: Path, *arguments: str) -> str:
    """What Python prints in a copy of the project."""
    command = [sys.executable, "-B", *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True, timeout=SECONDS).stdout  # noqa: S603


def lines(every: Iterable[Noticed]) -> list[str]:
    """A row for each change."""
    head = ["change", "of", *DRIVERS, "runs that part", "hashes or tests", "caught"]
    rows = [
        [one.mutant.what, f"`{one.mutant.file}`", *("changed" if name in one.changed else "" for name in DRIVERS),
            str(one.apart), "notice" if one.noticed else "", "yes" if one.caught() else "**no**"]
        for one in every
    ]  # fmt: skip
    return table(head, rows)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(noticed())) + "\n")
