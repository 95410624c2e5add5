"""The market a command works on: the embedded one, or files of one's own."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from data.market import Market

Command = Callable[..., None]
INDEX = "Index of a market file that does not say it, such as SPX or N225."


class MarketFiles(NamedTuple):
    """Files of a market: the daily table, settlement prices of futures, quotes of options; and the name of its index. None where there is none."""

    market: Path | None = None
    futures: Path | None = None
    chains: Path | None = None
    index_name: str | None = None

    def open(self, made_on: str = "") -> "Market":
        """The market of these files; where none is named the one of the program that `made_on` names, by default the embedded one.

        Raises `DataError` where one of them is no such table.
        """
        plain = _table(self.market, self.index_name, made_on)
        if not (self.futures or self.chains):
            return plain
        from data.sources.chain_files import read_chains  # noqa: PLC0415
        from data.sources.futures_files import read_futures  # noqa: PLC0415

        futures = read_futures(self.futures, calendar=plain.calendar) if self.futures else None
        quotes = read_chains(self.chains) if self.chains else None
        return plain.quoted(quotes, futures)


def _table(file: Path | None, index: str | None, made_on: str) -> "Market":
    from data.embedded import LONG, named_market  # noqa: PLC0415

    name = made_on if file is None else str(file)
    if file is None or name == LONG:
        if index is not None:
            raise click.UsageError("--index-name says which index a file of --market is of; leave it out")
        return named_market(name)
    if name.casefold() == LONG and not file.exists():
        raise click.UsageError(f"--market {name}: there is no such file; the market since 1928 is called {LONG}")
    from data.market_file import load_market  # noqa: PLC0415

    return load_market(file, index)


def market_options(command: Command) -> Command:
    """Options `--market`, `--index-name`, `--futures` and `--chains`, given to the command together as `market_files`."""

    @wraps(command)
    def bundled(
        *,
        market_file: Path | None,
        futures_file: Path | None,
        chains_file: Path | None,
        index_name: str | None,
        **others: Any,
    ) -> None:
        command(market_files=MarketFiles(market_file, futures_file, chains_file, index_name), **others)

    told = (
        (
            "--market",
            "Market file, from `overlay data build`, or long: the S&P 500 since 1928, hypothetical before futures (default: the embedded market).",
        ),
        ("--futures", 'Settlement prices of futures, for futures.prices="quoted" (csv, parquet).'),
        ("--chains", "Option quotes, which go before modelled prices (csv, parquet)."),
    )
    for name, explained in reversed(told):
        bundled = click.option(name, f"{name[2:]}_file", type=click.Path(path_type=Path), help=explained)(bundled)
    return click.option("--index-name", metavar="NAME", help=INDEX)(bundled)
