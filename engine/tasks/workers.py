"""Processes of this machine."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def processes(count: int) -> ProcessPoolExecutor:
    """So many processes, each begun anew."""
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
