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
ANOTHER = ".tmp-mmf-00000000-0123456789abcdef"
EARLIER = ".tmp-0123456789abcdef0123456789abcdef"


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


@pytest.mark.parametrize("name", [ANOTHER, EARLIER, f"{EARLIER}-page.html"])
@pytest.mark.parametrize("age", [OLD + 60, OLD - 60, -OLD - 60])
def test_of_another_machine_and_of_earlier_versions_only_the_old_is_swept_whatever_the_clock_says(tmp_path, name, age):
    (tmp_path / name).mkdir()
    aged(tmp_path / name, age)
    sweep(tmp_path)
    assert (tmp_path / name).exists() == (age < OLD)


def test_where_nothing_can_be_locked_only_the_old_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(temporaries, "_lock", lambda *_, **__: None)
    ours = tmp_path / f".tmp-mmf-{host()}-0123456789abcdef"
    ours.touch()
    sweep(tmp_path)
    assert ours.exists()
    aged(ours, OLD + 60)
    sweep(tmp_path)
    assert not ours.exists()


@pytest.mark.parametrize("name", [".tmp", ".tmp-", ".tmp-mine", ".tmp-1234", ".tmp-mmf-x", "run.tmp-"])
def test_what_others_named_so_is_not_ours(tmp_path, name):
    (tmp_path / name).touch()
    aged(tmp_path / name, 10 * OLD)
    sweep(tmp_path)
    assert names(tmp_path) == [name]


def test_links_pipes_and_what_they_lead_to_stay(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / EARLIER).symlink_to("there")
    os.mkfifo(tmp_path / f"{EARLIER}-pipe")
    os.utime(tmp_path / "there", (0, 0))
    os.utime(tmp_path / f"{EARLIER}-pipe", (0, 0))
    sweep(tmp_path)
    assert len(names(tmp_path)) == 3


@pytest.mark.parametrize(
    ("files", "left"), [((), 0), (("lock",), 0), (("lock", "other"), 0), (("lock", "part-0"), 1), (("part-0",), 1)]
)
def test_a_question_of_which_nothing_is_done_is_swept(tmp_path, files, left):
    question = tmp_path / ".tmp-sweep-0123456789ab"
    question.mkdir()
    for name in files:
        (question / name).touch()
    (tmp_path / ".tmp-survive-0123456789ab-gone").mkdir()
    sweep(tmp_path)
    assert len(names(tmp_path)) == left


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


def test_what_was_being_written_into_a_result_is_swept_too(tmp_path):
    left = tmp_path / "run" / f".tmp-mmf-{host()}-0123456789abcdef.html"
    left.parent.mkdir()
    left.touch()
    (tmp_path / "elsewhere").symlink_to("run")
    sweep_below_once(tmp_path)
    assert not left.exists()


def test_a_folder_that_is_not_there_is_not_swept(tmp_path):
    sweep(tmp_path / "none")
    assert not names(tmp_path)
