import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.base import temporaries
from data.base.temporaries import OLD, host, sweep, sweep_below_once, sweep_once, temporary

HOLD = """
import sys, time
from pathlib import Path
from data.base.temporaries import temporary
with temporary(Path(sys.argv[1]), {make}) as made:
    print(made.name, flush=True)
    sys.stdin.read()
"""
ANOTHER = ".tmp-mmf-00000000-0123456789abcdef-280e1a3f"
EARLIER = ".tmp-0123456789abcdef0123456789abcdef"


@pytest.fixture
def ours(tmp_path):
    """A file that a process of this machine left."""
    with temporary(tmp_path, Path.touch) as made:
        pass
    made.touch()
    return made


@pytest.fixture(params=["Path.touch", "Path.mkdir"])
def holder(request, tmp_path):
    command = [sys.executable, "-c", HOLD.format(make=request.param), tmp_path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process, tmp_path / process.stdout.readline().strip()
        process.kill()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def aged(path, seconds):
    told = path.stat().st_mtime - seconds
    os.utime(path, (told, told))


def test_it_is_gone_afterwards_unless_it_was_renamed(tmp_path):
    with temporary(tmp_path, Path.mkdir) as folder, temporary(tmp_path, Path.touch, ".csv") as file:
        (folder / "inside").write_text("text")
        file.rename(tmp_path / "kept")
    assert names(tmp_path) == ["kept"]
    assert file.name.startswith(f".tmp-mmf-{host()}-")
    assert file.suffix == ".csv"


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_has_is_not(holder, tmp_path):
    process, path = holder
    aged(path, 10 * OLD)
    sweep(tmp_path)
    assert path.exists()
    process.kill()
    process.wait()
    sweep(tmp_path)
    assert not path.exists()


def test_of_one_process_too_only_the_dead_is_swept(tmp_path):
    with temporary(tmp_path, Path.touch) as made:
        sweep(tmp_path)
        assert made.exists()


@pytest.mark.parametrize("name", [ANOTHER, f"{ANOTHER}.html"])
@pytest.mark.parametrize("age", [OLD + 60, OLD - 60, -OLD - 60])
def test_of_another_machine_only_the_old_is_swept_whatever_the_clock_says(tmp_path, name, age):
    (tmp_path / name).mkdir()
    aged(tmp_path / name, age)
    sweep(tmp_path)
    assert (tmp_path / name).exists() == (age < OLD)


def test_where_nothing_can_be_locked_only_the_old_is_swept(tmp_path, ours, monkeypatch):
    monkeypatch.setattr(temporaries, "_lock", lambda *_, **__: None)
    sweep(tmp_path)
    assert ours.exists()
    aged(ours, OLD + 60)
    sweep(tmp_path)
    assert not ours.exists()


OTHERS = (
    ".tmp", ".tmp-", ".tmp-mine", ".tmp-1234", ".tmp-mmf-x", "run.tmp-", EARLIER, f"{EARLIER}-page.html",
    ".tmp-backup-202611301200", ".tmp-sweep-0123456789ab", ".tmp-survive-0123456789ab-gone",
    ANOTHER[:-9], f"{ANOTHER[:-1]}e", ANOTHER.replace("cdef", "cdee"),
)  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_others_named_so_is_not_ours(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").touch()
    aged(tmp_path / name, 10 * OLD)
    sweep(tmp_path)
    assert (tmp_path / name / "thesis.txt").exists()


def test_links_pipes_and_what_they_lead_to_stay(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / ANOTHER).symlink_to("there")
    os.mkfifo(tmp_path / f"{ANOTHER}-pipe")
    os.utime(tmp_path / "there", (0, 0))
    os.utime(tmp_path / f"{ANOTHER}-pipe", (0, 0))
    sweep(tmp_path)
    assert len(names(tmp_path)) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_folder_that_cannot_be_looked_into_is_removed_where_it_is_empty(tmp_path, monkeypatch):
    monkeypatch.setattr(temporaries.shutil, "rmtree", lambda *_, **__: None)
    with temporary(tmp_path, Path.mkdir):
        pass
    assert not names(tmp_path)


def test_a_process_sweeps_a_folder_once(tmp_path, monkeypatch):
    swept = []
    monkeypatch.setattr(temporaries, "sweep", swept.append)
    for _ in range(3):
        sweep_once(tmp_path)
    assert swept == [tmp_path]


def test_what_was_being_written_into_a_result_is_swept_too(tmp_path, ours):
    left = tmp_path / "run" / f"{ours.name}.html"
    left.parent.mkdir()
    ours.rename(left)
    (tmp_path / "elsewhere").symlink_to("run")
    sweep_below_once(tmp_path)
    assert not left.exists()


def test_a_folder_that_is_not_there_is_not_swept(tmp_path):
    sweep(tmp_path / "none")
    assert not names(tmp_path)
