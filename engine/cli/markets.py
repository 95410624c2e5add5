"""The market a command works on: the embedded one, or files of one's own."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.meant import is_there, nearest

if TYPE_CHECKING:
    from data.market.market import Market

Command = Callable[..., None]
MARKET = (
    "Market file, from `overlay data build`; latest: the newest of `overlay data update`; or long: the S&P 500 since "
    "1928, hypothetical before futures (default: the embedded market)."
)
INDEX = "Index of a market file that does not say it, such as SPX or N225."


class MarketFiles(NamedTuple):
    """Files of a market: the daily table, settlement prices of futures and quotes of options (with words after their
    names), and the name of its index.

    None where there is none; `columns` are names of columns of the last two files.
    """

    market: Path | None = None
    futures: str | None = None
    chains: str | None = None
    index_name: str | None = None
    columns: tuple[str, ...] = ()

    def open(self, made_on: str = "") -> "Market":
        """The market of these files; where none is named the one of the program that `made_on`
        names, by default the embedded one.

        Raises `DataError` where one of them is no such table, and `UsageError` for an index or a column named without a
        file.
        """
        plain = _table(self.market, self.index_name, made_on)
        if not (self.futures or self.chains or self.columns):
            return plain
        from data.intake.quotes.chains_file import read_chains  # noqa: PLC0415
        from data.intake.quotes.futures_file import read_futures  # noqa: PLC0415
        from data.intake.quotes.quote_fields import QUOTE_FIELDS  # noqa: PLC0415
        from data.intake.source import parse_columns  # noqa: PLC0415

        named = parse_columns(self.columns, QUOTE_FIELDS)
        for kind, columns in named.items():
            if columns and not getattr(self, kind):
                raise click.UsageError(f"--columns names a column of {kind}, of which there is no file; give --{kind}")
        futures = (
            read_futures(self.futures, calendar=plain.calendar, columns=named["futures"]) if self.futures else None
        )
        quotes = read_chains(self.chains, named["chains"]) if self.chains else None
        return plain.quoted(quotes, futures)

    def told(self) -> list[str]:
        """The options that name these files, as they are written on a command line."""
        named = {
            "--market": self.market, "--futures": self.futures, "--chains": self.chains,
            "--index-name": self.index_name,
        }  # fmt: skip
        given = [(option, str(value)) for option, value in named.items() if value is not None]
        return [word for pair in (*given, *(("--columns", one) for one in self.columns)) for word in pair]


def _table(file: Path | None, index: str | None, made_on: str) -> "Market":
    from data.market.embedded import LONG, named_market  # noqa: PLC0415

    name = made_on if file is None else str(file)
    if file is None or name == LONG:
        if index is not None:
            raise click.UsageError("--index-name says which index a file of --market is of; leave it out")
        return named_market(name)
    from data.intake.market_file import load_market  # noqa: PLC0415

    return load_market(market_path(file), index)


def market_path(file: Path) -> Path:
    """The file that `--market` names, for `latest` the newest dated one. Raises `DataError` where there is none, and
    `UsageError` for what was probably meant for the name of a market.
    """
    from data.market.embedded import LONG  # noqa: PLC0415
    from data.renewal.dated import LATEST, latest  # noqa: PLC0415

    name = str(file)
    if name == LATEST:
        return latest()
    if not is_there(file) and nearest(name, (LONG,)):
        raise click.UsageError(f"--market {name}: there is no such file; the market since 1928 is called {LONG}")
    if not is_there(file) and nearest(name, (LATEST,)):
        raise click.UsageError(f"--market {name}: there is no such file; the newest dated market is called {LATEST}")
    return file


def market_options(command: Command) -> Command:
    """Options `--market`, `--index-name`, `--futures`, `--chains` and `--columns`, given to the
    command together as `market_files`.
    """

    @wraps(command)
    def bundled(
        *,
        market_file: Path | None,
        futures_file: str | None,
        chains_file: str | None,
        index_name: str | None,
        columns: tuple[str, ...],
        **others: Any,
    ) -> None:
        files = MarketFiles(market_file, futures_file, chains_file, index_name, columns)
        command(market_files=files, **others)

    files = (
        ("--futures", 'Settlement prices of futures, for futures.prices="quoted". FILE[:mdy|dmy]'),
        ("--chains", "Option quotes, which go before modelled prices. FILE[:mdy|dmy]"),
    )
    bundled = click.option(
        "--columns", multiple=True, metavar="KIND.FIELD=NAME", help="A column of these two by name: futures.date=Tag."
    )(bundled)
    for name, explained in reversed(files):
        bundled = click.option(name, f"{name[2:]}_file", metavar="FILE", help=explained)(bundled)
    bundled = click.option("--market", "market_file", type=click.Path(path_type=Path), help=MARKET)(bundled)
    return click.option("--index-name", metavar="NAME", help=INDEX)(bundled)
