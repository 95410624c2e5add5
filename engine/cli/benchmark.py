"""What results are held against on a page: the option `--benchmark`."""

from typing import TYPE_CHECKING

import click

from engine.cli.options import Command

if TYPE_CHECKING:
    from data.intake.benchmark_file import Benchmark


def benchmark_option(command: Command) -> Command:
    """The option `--benchmark`."""
    return click.option(
        "--benchmark",
        metavar="FILE[:NAME]",
        help="CSV or Parquet of dates and levels or returns to hold the page's runs against, in place of the index; "
        "NAME is its column, or what to call it.",
    )(command)


def read_given(told: str | None) -> "Benchmark | None":
    """The benchmark that the option names. Raises `Refused` and `ConfigError` as `read_benchmark` does."""
    from data.intake.benchmark_file import read_benchmark  # noqa: PLC0415

    return read_benchmark(told) if told else None
