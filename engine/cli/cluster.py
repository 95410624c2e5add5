"""The option `--scheduler`, of commands whose runs may go to other machines."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from concurrent.futures import Executor

scheduler_option = click.option(
    "--scheduler",
    "address",
    metavar="ADDRESS",
    help="Run by the workers of a Dask scheduler, such as tcp://10.0.0.1:8786, in place of this machine.",
)


def workers_at(address: str | None) -> "AbstractContextManager[Executor | None]":
    """The workers of a scheduler as an executor; None where there is no address. Raises what `scheduler` raises."""
    if address is None:
        return nullcontext()
    from engine.tasks.workers import scheduler  # noqa: PLC0415

    return scheduler(address)
