"""Options that name a journal, and the journal that they open."""

import sys
from contextlib import AbstractContextManager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli import completing
from engine.cli.markets import MarketFiles
from engine.cli.showing import print_json, printed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.market.market import Market
    from engine.journal.paper import Paper

JOURNALS = Path("paper")
"""Where journals are kept, where nothing else is said."""
journals = click.option(
    "--in",
    "inside",
    type=click.Path(path_type=Path),
    default=JOURNALS,
    show_default=True,
    help="Folder of the journals.",
)
journal = click.argument("name", required=False, shell_complete=completing.journals)
journal_option = click.option(
    "--journal",
    "name",
    metavar="NAME",
    help="Which journal, where there are several.",
    shell_complete=completing.journals,
)
KEPT = "market_files"
"""Where `journal.json` keeps the files of the market that a journal was begun on."""


def opened(name: str | None, inside: Path, files: MarketFiles) -> "tuple[Paper, Market]":
    """A journal, and the market it goes on with: the files named now, else those it was begun on. Raises
    `ResultError` as `Paper.find` does.
    """
    from engine.journal.paper import Paper  # noqa: PLC0415

    found = Paper.find(name, inside)
    return found, (files if files != MarketFiles() else _files(found)).open()


def _files(paper: "Paper") -> MarketFiles:
    named = paper.folder.about.get(KEPT, {})
    market = named.get("market")
    return MarketFiles(
        **{**named, "market": Path(market) if market else None, "columns": tuple(named.get("columns", ()))}
    )


def kept(files: MarketFiles) -> dict[str, Any]:
    """The files of a market as `journal.json` keeps them: those that were named."""
    told = {name: str(value) if isinstance(value, Path) else value for name, value in files._asdict().items()}
    return {name: value for name, value in told.items() if value}


def aside() -> AbstractContextManager[object]:
    """What a strategy prints goes to standard error, so that it stands in no answer."""
    return redirect_stdout(sys.stderr)


def tell(kind: str, told: "Mapping[str, Any] | None", lines: "Sequence[str]") -> None:
    """Print values as JSON of a kind, or where there are none the lines."""
    if told is None:
        printed("\n".join(lines))
    else:
        print_json(kind, told)
