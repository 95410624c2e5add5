import os
import subprocess
import sys

import pytest

from data.base.locks import Taken, alone

HOLD = """
import sys
from pathlib import Path
from data.base.locks import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "folder" / "lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_process_is_refused_until_the_first_is_killed(holder, tmp_path):
    lock = tmp_path / "folder" / "lock"
    with pytest.raises(Taken), alone(lock):
        pass
    holder.kill()
    holder.wait()
    with alone(lock):
        assert lock.exists()


def test_within_a_process_too_only_one_has_it(tmp_path):
    with alone(tmp_path / "lock"), pytest.raises(Taken), alone(tmp_path / "lock"):
        pass
    with alone(tmp_path / "lock"):
        pass


def test_whoever_has_it_may_remove_it(tmp_path):
    lock = tmp_path / "lock"
    with alone(lock):
        lock.unlink()
    with alone(lock):
        assert lock.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize(("make", "kind"), [(os.mkfifo, "a pipe"), (os.mkdir, "a folder")])
def test_what_is_no_ordinary_file_is_no_lock_and_is_not_waited_for(tmp_path, make, kind):
    lock = tmp_path / "lock"
    make(lock)
    with pytest.raises(OSError, match=rf"lock is {kind}; remove it"), alone(lock, wait=True):
        pass


def test_a_link_is_no_lock_and_makes_no_file_elsewhere(tmp_path):
    lock = tmp_path / "lock"
    lock.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="lock is a link; remove it"), alone(lock):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_is_not_found_meanwhile_is_told_to_whoever_looked_for_it(tmp_path):
    with pytest.raises(FileNotFoundError), alone(tmp_path / "lock"):
        (tmp_path / "none").read_text()
