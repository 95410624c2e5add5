"""Workers of this machine end with it, and a scheduler that cannot serve is told in a sentence."""

import os
import signal
import subprocess
import sys

import pytest

from data.base.errors import MissingPackage, WorkerError
from engine.tasks import workers
from engine.tasks.gathering import gathered
from engine.tasks.market_ref import market_ref
from engine.tasks.workers import _deaf, scheduler

START = """
import os, sys
from engine.tasks.market_ref import market_ref
from engine.tasks.workers import processes
if __name__ == "__main__":
    pool = processes(1)
    print(pool.submit(os.getpid).result(), flush=True)
    pool.submit(sys.stdin.read).result()
"""
SCHEDULER = """
import sys
from distributed import LocalCluster
with LocalCluster(n_workers=1, processes=False, protocol="tcp://", dashboard_address=":0") as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""
UNGUARDED = """
from engine.tasks import workers
from engine.tasks.gathering import gathered
from engine.tasks.market_ref import market_ref
from engine.tasks.workers import processes
with processes(1) as pool:
    list(gathered(pool, abs, [1]))
"""


def kill_meanwhile(executor, process):
    for _ in gathered(executor, sum, [range(1_000_000)] * 100):
        process.kill()


def digest_of(reference):
    return reference.market().digest


def die(_number):
    os.kill(os.getpid(), signal.SIGKILL)


def leave_a_line(path):
    with path.open("a") as file:
        file.write("1\n")


@pytest.mark.pages
def test_a_process_ends_with_the_one_that_began_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(START)
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as begun:
        assert int(begun.stdout.readline()) != begun.pid
        begun.kill()
        # the end of what is written comes when nobody is left who could write
        assert begun.stdout.read() == ""


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
@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("tcp://127.0.0.1:1", "no scheduler answers there; start one with: dask scheduler"),
        ("nowhere", "should be the address of a scheduler, such as tcp://"),
        ("tcp://127.0.0.1:port", "should be the address of a scheduler, such as tcp://"),
        ("tcp://127.0.0.1", "should be the address of a scheduler, such as tcp://"),
    ],
)
def test_an_address_at_which_nothing_answers_is_told(where, said):
    with pytest.raises(WorkerError, match=f"^{where}: {said}"), scheduler(where):
        pass


@pytest.mark.pages
def test_a_scheduler_without_workers_is_told(dask):
    with (
        dask.LocalCluster(n_workers=0, processes=False, protocol="tcp://", dashboard_address=":0") as cluster,
        pytest.raises(WorkerError, match="the scheduler has no workers; start some with: dask worker"),
        scheduler(cluster.scheduler_address),
    ):
        pass


@pytest.fixture(scope="module")
def address():
    """Of a scheduler with two processes as workers."""
    dask = pytest.importorskip("distributed")
    with dask.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster:
        yield cluster.scheduler_address


@pytest.mark.pages
def test_tasks_of_equal_content_are_run_each(address, tmp_path):
    with scheduler(address) as executor:
        found = sorted(gathered(executor, leave_a_line, [tmp_path / "lines"] * 3))
    assert (tmp_path / "lines").read_text() == "1\n1\n1\n"
    assert found == [(0, None), (1, None), (2, None)]


@pytest.mark.pages
def test_a_market_of_somebody_arrives_and_another_program_is_refused(address, crisis):
    reference = market_ref(crisis)
    others = reference._replace(program=reference.program._replace(facts="another"))
    with scheduler(address) as executor:
        assert [digest for _, digest in gathered(executor, digest_of, [reference] * 4)] == [crisis.digest] * 4
        with pytest.raises(WorkerError, match="has another program than the one that asks: other facts"):
            list(gathered(executor, digest_of, [others]))


@pytest.mark.pages
def test_a_task_that_kills_workers_is_told(address):
    with pytest.raises(WorkerError, match="four workers died on the same task"), scheduler(address) as executor:
        list(gathered(executor, die, [1]))


@pytest.mark.pages
def test_a_scheduler_that_goes_is_told(tmp_path):
    pytest.importorskip("distributed")
    script = tmp_path / "scheduler.py"
    script.write_text(SCHEDULER)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen([sys.executable, script], **pipes) as begun,
        pytest.raises(WorkerError, match="has gone, or dropped some"),
        scheduler(begun.stdout.readline()[:-1]) as executor,
    ):
        kill_meanwhile(executor, begun)


def test_ctrl_c_waits_while_processes_are_begun():
    with _deaf():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
