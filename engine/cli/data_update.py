"""`overlay data update`: the market of the program, to the day."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.data_build import DAY
from engine.cli.data_fetch import fetched, tell_failures
from engine.cli.options import as_json, language
from engine.cli.showing import print_json, printed
from engine.words import Words, words

if TYPE_CHECKING:
    from datetime import date

    from data.base.finding import Finding
    from data.fetch.store import Store
    from data.intake.source import Kind, Source
    from data.renewal.renewed import Renewed


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of dated markets (default: that of --market latest, in the user's cache).",
)
@click.option(
    "--fetched",
    "kept",
    type=click.Path(path_type=Path),
    help="Folder of the fetched files (default: that of `overlay data fetch`).",
)
@click.option("--since", type=DAY, metavar="DATE", help="First day to fetch and to compare (default: two years back).")
@click.option("--dividends", metavar="FILE", help="Dividend yields of the new sessions (default: the last one known).")
@click.option("--jpy-rate", metavar="FILE", help="Japanese overnight rates of the new sessions (default: not known).")
@click.option("--offline", is_flag=True, help="Ask nobody; take what is kept.")
@as_json
@language
def update(
    *, folder: Path | None, kept: Path | None, since: datetime | None, dividends: str | None, jpy_rate: str | None,
    offline: bool, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Bring the market that comes with the program to the day: fetch, build, check, and write a dated market file, for
    --market latest.

    The history stays as it is; sessions after it come from public series (gspc, vix, dtb3, dgs1mo, dexjpus), which must
    say what it says of the days that both have. Where a series is not there nothing is written. See docs/downloads.md.
    """
    from data.base.days import day_of  # noqa: PLC0415
    from data.fetch.store import Store, default_folder  # noqa: PLC0415
    from data.renewal.needed import first_day, last_day, sources  # noqa: PLC0415
    from data.renewal.renewed import renewed  # noqa: PLC0415

    first, more = first_day(since.date() if since else None), _more(dividends, jpy_rate)
    store, say = Store(kept or default_folder()), words(language)
    _have(store, first, say, offline=offline, quiet=as_json)
    made = renewed({**sources(store), **more}, day_of(first), day_of(last_day(store)))
    path, there, found = _written(made, folder)
    if as_json:
        print_json("data-update", _plain(made, path, found, there=there))
    else:
        _show(made, path, found, say, there=there)


def _more(dividends: str | None, jpy_rate: str | None) -> "dict[Kind, Source]":
    from data.intake.source import parse_source  # noqa: PLC0415

    given: dict[Kind, str | None] = {"dividends": dividends, "jpy-rate": jpy_rate}
    return {kind: parse_source(kind, text) for kind, text in given.items() if text}


def _have(store: "Store", first: "date", say: Words, *, offline: bool, quiet: bool) -> None:
    """Fetch what is needed, or see that it is kept; where a series is not there, that is the end."""
    from data.fetch.clock import system_clock  # noqa: PLC0415
    from data.fetch.fetching import listing, plan  # noqa: PLC0415
    from data.fetch.public_series import chosen  # noqa: PLC0415
    from data.renewal.needed import SERIES, require_all  # noqa: PLC0415

    planned = plan(chosen(SERIES.values()), first, system_clock().now().date(), store)
    outcomes = list(listing(planned, store)) if offline else fetched(planned, store, say, force=False, quiet=quiet)
    tell_failures(outcomes)
    require_all(outcomes)


def _written(made: "Renewed", folder: Path | None) -> "tuple[Path, bool, list[Finding]]":
    """The path of a market, whether it was there already, and what is doubtful in it."""
    from data.intake.market_file import write_market  # noqa: PLC0415
    from data.renewal.checked import checked  # noqa: PLC0415
    from data.renewal.dated import default_folder, name_for, naming  # noqa: PLC0415

    market, place = made.market, folder or default_folder()
    found = checked(market, name_for(place, market.days[-1], market.digest)[0])
    with naming(place):
        path, there = name_for(place, market.days[-1], market.digest)
        if not there:
            write_market(market, path)
    return path, there, found


def _plain(made: "Renewed", path: Path, found: "list[Finding]", *, there: bool) -> dict[str, Any]:
    from data.base.days import iso  # noqa: PLC0415

    market = made.market
    held = [{"column": one.column, "rows": one.days, "agree": one.days - one.differ} for one in made.compared]
    return {
        "file": str(path), "state": "kept" if there else "written", "market_sha256": market.digest,
        "index": market.index, "sessions": made.sessions,
        "period": {"first": iso(market.days[0]), "last": iso(market.days[-1])},
        "held": held, "findings": [one.plain() for one in found],
    }  # fmt: skip


def _show(made: "Renewed", path: Path, found: "list[Finding]", say: Words, *, there: bool) -> None:
    from data.base.days import iso  # noqa: PLC0415
    from data.base.finding import lines  # noqa: PLC0415

    for one in made.compared:
        key = "update.differs" if one.differ else "update.agrees"
        first = {"date": iso(one.first), "ours": one.ours, "theirs": one.theirs} if one.first is not None else {}
        printed(say(key, column=one.column, rows=one.days, differ=one.differ, **first))
    for line in lines(found, say.language):
        printed(say("data.warning", text=line))
    market = made.market
    told = {"first": iso(market.days[len(market) - made.sessions]), "last": iso(market.days[-1])}
    printed(say("update.there" if there else "update.written", path=path, count=made.sessions, **told))
