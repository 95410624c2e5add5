"""A question that is stopped goes on where it was, and its answer is what it would have been."""

import errno
import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.cache import stamped, write_atomically
from data.base.errors import ResultError
from data.base.locks import alone
from engine.survival.result import load_survival
from tests.support.made_up_runs import MadeUpRuns, answer, contents

GRID = ("overlay.ratio=0.1,0.4", "cash.buffer=0.1,0.2")
TOTAL, PARTS = 2 * (250 + 30 * 8), 2 * (3 + 3)
ASK = f"""
import sys
from pathlib import Path
from tests.support.made_up_runs import answer
answer(Path(sys.argv[1]), {GRID}, threads=2, tell=lambda text: print(text, flush=True))
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return contents(answer(tmp_path_factory.mktemp("undisturbed"), GRID))


class Failing(MadeUpRuns):
    """Runs of which the 220th does not come back."""

    def run(self, name):
        if len(self.asked) == 219:
            raise KeyboardInterrupt
        return super().run(name)


class Counting(MadeUpRuns):
    """Runs that are remembered after they are over."""

    names: list = []  # noqa: RUF012

    def __init__(self, *given):
        super().__init__(*given)
        self.asked = Counting.names


@pytest.fixture
def stopped(tmp_path):
    """A folder with two whole parts, and a third that was not finished."""
    with pytest.raises(KeyboardInterrupt):
        answer(tmp_path, GRID, make=Failing)
    return tmp_path


@pytest.fixture
def run_again(stopped):
    """Ask again; (paths that were run, what was told, the tables)."""

    def again():
        told = []
        Counting.names.clear()
        result = answer(stopped, GRID, make=Counting, tell=told.append)
        return list(Counting.names), told, contents(result)

    return again


def parts_in(folder):
    return sorted(folder.glob(".tmp-survive-*/*/part-*.parquet"))


@pytest.mark.pages
def test_it_goes_on_where_it_stopped(stopped, run_again, undisturbed):
    assert len(parts_in(stopped)) == 2
    names, told, tables = run_again()
    assert len(names) == len({*names}) == TOTAL - 200
    assert told[0] == f"going on where it stopped: 200 of {TOTAL} paths are there"
    assert tables == undisturbed
    assert not list(stopped.glob(".tmp-*"))


@pytest.mark.pages
def test_a_part_that_is_damaged_is_done_again(stopped, run_again, undisturbed):
    first, _ = parts_in(stopped)
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)
    names, _, tables = run_again()
    assert len(names) == TOTAL - 100
    assert tables == undisturbed


@pytest.mark.pages
@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-7]), Path.unlink])
def test_a_part_without_its_months_is_done_again(stopped, run_again, undisturbed, damage):
    damage(parts_in(stopped)[0].with_name("months-00000.npy"))
    names, _, tables = run_again()
    assert len(names) == TOTAL - 100
    assert tables == undisturbed


def stamp(path, change):
    """Another table in the place of a part, which says that it is whole."""
    table = change(pq.read_table(path))
    kept = {name: value for name, value in (table.schema.metadata or {}).items() if name != b"content_sha256"}
    write_atomically(path, table.replace_schema_metadata({**kept, **stamped(table)}))


def other(name, value):
    """A column of which every row has another value."""

    def change(table):
        field = table.schema.field(name)
        return table.set_column(table.schema.names.index(name), field, pa.array([value] * len(table), field.type))

    return change


OTHERS = {
    "columns": lambda _: pa.table({"a": [1]}),
    "no row": lambda table: table.slice(0, 0),
    "rows": lambda table: table.slice(0, len(table) - 1),
    "order": lambda table: table.take([*range(len(table))][::-1]),
    "type": lambda table: table.set_column(table.schema.names.index("wealth"), "wealth", pa.array(["x"] * len(table))),
    "cell": other("cell", 7),
    "kind": other("kind", "dreams"),
    "wealth": other("wealth", float("nan")),
    "count": other("calls", -1),
    "session": other("first_ruin", 2**40),
    "months": lambda table: table.replace_schema_metadata({}),
}


@pytest.mark.pages
@pytest.mark.parametrize("which", OTHERS)
def test_a_part_of_another_shape_is_done_again_whoever_stamped_it(stopped, run_again, undisturbed, which):
    stamp(parts_in(stopped)[0], OTHERS[which])
    names, _, tables = run_again()
    assert len(names) == TOTAL - 100
    assert tables == undisturbed


@pytest.mark.pages
@pytest.mark.parametrize("months", [np.ones((1, 1, 1), np.float32), np.ones(3), np.array([{}])])
def test_months_of_another_shape_are_done_again(stopped, run_again, undisturbed, months):
    part = parts_in(stopped)[0]
    file = part.with_name("months-00000.npy")
    np.save(file, months)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    stamp(part, lambda table: table.replace_schema_metadata({**table.schema.metadata, b"months_sha256": digest}))
    names, _, tables = run_again()
    assert len(names) == TOTAL - 100
    assert tables == undisturbed


@pytest.mark.pages
def test_what_was_left_half_written_is_cleared_away(stopped, run_again, undisturbed):
    parts_in(stopped)[0].with_name(".tmp-0815").write_bytes(b"half")
    assert run_again()[2] == undisturbed


@pytest.mark.pages
def test_another_question_begins_anew(stopped):
    told = []
    answer(stopped, GRID, seed=2, tell=told.append)
    assert told[0].startswith("100 of 980 paths")
    assert parts_in(stopped), "the parts of the first question wait for it"


@pytest.mark.pages
def test_another_confidence_is_no_other_question(stopped):
    told = []
    answer(stopped, GRID, confidence=0.95, tell=told.append)
    assert told[0].startswith("going on where it stopped")


def test_two_at_once_are_told(stopped):
    with alone(parts_in(stopped)[0].parents[1] / "lock"), pytest.raises(ResultError) as error:
        answer(stopped, GRID)
    assert str(error.value) == (
        f"{stopped}: the same question is being answered there by another process; wait for its answer, or give --out "
        "another folder"
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match=r"file: what is done cannot be kept there"):
        answer(tmp_path / "file", GRID)


@pytest.mark.parametrize("write", ["write_atomically", "write_file"])
def test_a_part_for_which_there_is_no_room_is_told_of_its_folder(tmp_path, monkeypatch, write):
    monkeypatch.setattr(f"engine.survival.store.{write}", full)
    with pytest.raises(ResultError) as error:
        answer(tmp_path, GRID)
    assert str(error.value) == f"{tmp_path}: what is done cannot be kept there (No space left on device)"


class OnFullDisk(MadeUpRuns):
    """Runs that fail for want of room somewhere else."""

    def run(self, name):
        full(name)


def test_another_disk_that_is_full_is_not_told_as_its_folder(tmp_path):
    with pytest.raises(OSError, match="No space left on device") as error:
        answer(tmp_path, GRID, make=OnFullDisk)
    assert not isinstance(error.value, ResultError)


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def killed(out, lines):
    """Ask in another process and kill it once it has told so many lines; whether that was before it was done."""
    with subprocess.Popen([sys.executable, "-c", ASK, out], stdout=subprocess.PIPE, text=True) as process:
        for _ in range(lines):
            if not process.stdout.readline():
                break
        process.kill()
    return process.returncode == -signal.SIGKILL


def answers(out, moments):
    """Ask and kill at each moment, and at last wait for the answer; what was answered. A process may have been done
    just before it was killed: then there are two.
    """
    assert all(killed(out, lines) for lines in moments[:1])
    if all(killed(out, lines) for lines in moments[1:]):
        answer(out, GRID, threads=2)
    return [contents(load_survival(path)) for path in out.iterdir() if not path.name.startswith(".")]


@pytest.mark.pages
def test_killed_at_any_moment_nothing_is_lost_or_counted_twice(tmp_path, undisturbed):
    assert all(one == undisturbed for one in answers(tmp_path, (1, 4, PARTS - 4)))


@pytest.mark.pages
def test_killed_at_twenty_moments(tmp_path, undisturbed):
    for start in range(5):
        found = answers(tmp_path / str(start), (start, 3, 2, PARTS - 5 - start))
        assert found
        assert all(one == undisturbed for one in found)
