"""Tasks by any executor: each result once, nothing held, nothing left running."""

import os
import signal
import threading
import weakref
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from data.base.errors import WorkerError
from engine.tasks.gathering import gathered
from engine.tasks.workers import processes


class Counting(Executor):
    """Runs tasks at once, and knows which of its futures somebody still has."""

    def __init__(self):
        self.held, self.most = weakref.WeakSet(), 0

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.set_result(fn(*args, **kwargs))
        self.held.add(future)
        self.most = max(self.most, len(self.held))
        return future


class Dead(Executor):
    """A pool whose processes die: it takes tasks so many times."""

    def __init__(self, takes):
        self.takes = takes

    def submit(self, fn, /, *args, **kwargs):
        if not self.takes:
            raise BrokenExecutor
        self.takes -= 1
        future = Future()
        future.set_exception(BrokenExecutor())
        return future


class Dropping(Executor):
    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def double(number):
    return 2 * number


def dies_once(given):
    """The seventh task kills its process the first time."""
    folder, number = given
    if number == 7 and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number, os.getpid()


def dies(_number):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("width", [1, 3, 1000])
def test_each_result_comes_once_with_its_place(width):
    with ThreadPoolExecutor(4) as pool:
        found = list(gathered(pool, double, range(100, 200), width))
    assert sorted(found) == [(place, 2 * (place + 100)) for place in range(100)]


def test_tasks_are_taken_as_there_is_room_and_results_as_they_come():
    taken, slow = [], threading.Event()

    def tasks():
        for number in range(50):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(2) as pool:
        found = gathered(pool, lambda one: slow.wait() if one == 0 else one, tasks(), 5)
        first = [next(found)[0] for _ in range(20)]
        assert 0 not in first
        assert len(taken) <= 20 + 5
        slow.set()
        assert {*first, *(place for place, _ in found)} == set(range(50))


def test_nothing_holds_a_future_whose_result_was_gathered():
    pool = Counting()
    for gone, _ in enumerate(gathered(pool, double, range(40), 6), start=1):
        assert len(pool.held) <= min(6, 40 - gone)
    assert pool.most == 6


def ran_until(fails):
    """Of thirty tasks, of which the first ends and the others wait: those that ran, where that one fails, or else the
    consumer stops.
    """
    ran, going = [], threading.Event()

    def run(number):
        ran.append(number)
        return 1 // (number if fails else 1) if number == 0 else going.wait()

    with ThreadPoolExecutor(1) as pool:
        found = gathered(pool, run, range(30), 20)
        with pytest.raises(ZeroDivisionError) if fails else nullcontext():
            next(found)
        found.close()
        going.set()
    return ran


@pytest.mark.parametrize("fails", [False, True], ids=["consumer stops", "a task raises"])
def test_what_waits_is_cancelled(fails):
    assert ran_until(fails) in ([0], [0, 1])


def test_a_pool_that_stays_broken_is_told():
    with pytest.raises(WorkerError, match="processes that run tasks die: most often they find too little memory"):
        list(gathered(Dead(takes=1), double, range(3)))


def test_a_task_under_which_pools_break_is_given_up():
    pool = Dead(takes=100)
    with pytest.raises(WorkerError, match="processes that run tasks die"):
        list(gathered(pool, double, [1]))
    assert pool.takes == 100 - 4


def test_tasks_that_are_dropped_are_told():
    with pytest.raises(WorkerError, match="has gone, or dropped some of them; ask again, and it goes on"):
        list(gathered(Dropping(), double, range(3)))


@pytest.mark.pages
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot kill itself so")
def test_a_killed_process_costs_no_result(tmp_path):
    tasks = [(tmp_path, number) for number in range(12)]
    with processes(2) as pool:
        found = list(gathered(pool, dies_once, tasks))
    assert (tmp_path / "died").exists()
    assert sorted(place for place, _ in found) == list(range(12))
    assert all(number == place for place, (number, _) in found)
    assert os.getpid() not in {process for _, (_, process) in found}


@pytest.mark.pages
def test_a_task_that_kills_every_process_is_told():
    with processes(1) as pool, pytest.raises(WorkerError, match="processes that run tasks die"):
        list(gathered(pool, dies, [1]))
