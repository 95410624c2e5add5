"""Workers of this machine and of others, as executors."""

import logging
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from threading import Thread
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from data.base.errors import MissingPackage, WorkerError

Given = ParamSpec("Given")
Result = TypeVar("Result")
PATIENCE = 10
"""Seconds in which a scheduler has to answer, and to have a worker."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def processes(count: int) -> "Processes":
    """So many processes of this machine, each begun anew: what was compiled, opened or started here is not there."""
    return Processes(count)


class Processes(Executor):
    """A pool of processes, which begins anew after one of them was killed. None outlives the process that has it."""

    def __init__(self, count: int) -> None:
        self._count, self._pool = count, _pool(count)

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        """See `Executor.submit`."""
        # the first task begins the processes, which have to be deaf to Ctrl-C before they can say so themselves
        with _deaf():
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenProcessPool:
                self._pool.shutdown()
                self._pool = _pool(self._count)
                return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """See `Executor.shutdown`."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C waits, here until this is over, and for good in processes that are begun meanwhile."""
    if sys.platform == "win32":
        yield
        return
    # it would let Ctrl-C through again when it is begun
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Leave it to the process that has the pool when to stop, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def scheduler(address: str) -> Iterator[Executor]:
    """Workers of a Dask scheduler, such as `tcp://10.0.0.1:8786`, as an executor.

    Raises `MissingPackage` without the extra `cluster`, and `WorkerError` where no scheduler answers, none of its
    workers is there within ten seconds, or a task kills them.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415
    except ImportError:
        raise MissingPackage("a scheduler of several machines", "distributed") from None
    with _client(address, Client) as client:
        try:
            yield client.get_executor(pure=False)
        except KilledWorker as error:
            raise WorkerError(
                f"{address}: {error.last_worker.address}: four workers died on the same task; most often they find "
                "too little memory"
            ) from error
        except ModuleNotFoundError as error:
            raise WorkerError(
                f"{address}: a worker lacks {error.name}; install the program where workers are"
            ) from error


@contextmanager
def _unheard(logger: str) -> Iterator[None]:
    """Nothing of what a logger has to say, tracebacks among it: what matters of it is an error of ours."""
    logging.getLogger(logger).disabled = True
    try:
        yield
    finally:
        logging.getLogger(logger).disabled = False


@contextmanager
def _client(address: str, make: Callable[..., Any]) -> Iterator[Any]:
    """A client of a scheduler that has workers. Raises `WorkerError` where there is none."""
    _require_answer(address)
    try:
        client = make(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkerError(f"{address}: what answers there is no scheduler of this version of Dask") from error
    with client, _unheard("distributed.client"):
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise WorkerError(
                f"{address}: the scheduler has no workers; start some with: dask worker {address} --nthreads 1"
            ) from error
        yield client


def _require_answer(address: str) -> None:
    """Raises `WorkerError` for what is no address, and where nothing answers: a client of Dask that finds nothing is
    left to the collector, which closes it within whatever runs then, and that may wait for ever.
    """
    try:
        found = urlsplit(address)
        where = found.hostname, found.port
    except ValueError:
        where = None, None
    if where[0] is None or where[1] is None:
        raise WorkerError(f"{address}: should be the address of a scheduler, such as tcp://10.0.0.1:8786")
    try:
        socket.create_connection((where[0], where[1]), PATIENCE).close()
    except OSError as error:
        raise WorkerError(f"{address}: no scheduler answers there; start one with: dask scheduler") from error
