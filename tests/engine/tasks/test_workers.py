"""Workers of this machine end with it, and a scheduler that cannot serve is told in a sentence."""

import os
import signal
import subprocess
import sys
import time

import pytest

from data.base.errors import MissingPackage, WorkerError
from engine.tasks import workers
from engine.tasks.gathering import gathered
from engine.tasks.workers import scheduler

START = """
import os, sys
from engine.tasks.workers import processes
if __name__ == "__main__":
    pool = processes(1)
    print(pool.submit(os.getpid).result(), flush=True)
    pool.submit(sys.stdin.read).result()
"""
UNGUARDED = """
from engine.tasks import workers
from engine.tasks.gathering import gathered
from engine.tasks.workers import processes
with processes(1) as pool:
    list(gathered(pool, abs, [1]))
"""


def leave_a_line(path):
    with path.open("a") as file:
        file.write("1\n")


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.pages
def test_a_process_ends_with_the_one_that_began_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(START)
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as begun:
        worker = int(begun.stdout.readline())
        assert is_there(worker)
        begun.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while is_there(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(worker)


@pytest.mark.pages
def test_a_script_that_would_begin_itself_again_is_told(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    told = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False).stderr
    assert "does not do so below `if __name__ == '__main__':`" in told.splitlines()[-1]


def test_without_dask_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MissingPackage, match="a scheduler of several machines needs the package distributed"),
        scheduler("tcp://127.0.0.1:1"),
    ):
        pass


@pytest.fixture
def dask(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 0.3)
    return pytest.importorskip("distributed")


@pytest.mark.usefixtures("dask")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere"])
def test_an_address_at_which_nothing_answers_is_told(address):
    with pytest.raises(WorkerError, match=f"{address}: no scheduler answers there; start one"), scheduler(address):
        pass


@pytest.mark.pages
def test_a_scheduler_without_workers_is_told(dask):
    with (
        dask.LocalCluster(n_workers=0, processes=False, protocol="tcp://", dashboard_address=":0") as cluster,
        pytest.raises(WorkerError, match="the scheduler has no workers; start some with: dask worker"),
        scheduler(cluster.scheduler_address),
    ):
        pass


@pytest.mark.pages
def test_tasks_of_equal_content_are_run_each(dask, tmp_path):
    with (
        dask.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=":0"
        ) as cluster,
        scheduler(cluster.scheduler_address) as executor,
    ):
        found = sorted(gathered(executor, leave_a_line, [tmp_path / "lines"] * 3))
    assert (tmp_path / "lines").read_text() == "1\n1\n1\n"
    assert found == [(0, None), (1, None), (2, None)]
