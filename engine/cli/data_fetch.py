"""`overlay data fetch`: download public series and keep them as they came."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.told_periods import with_period
from engine.cli.options import as_json, language
from engine.cli.progress import progress
from engine.cli.showing import print_json
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.fetch.fetching import DownloadOutcome
    from data.fetch.series import Download
    from data.fetch.store import Store

NAMED = 8
"""How many files that failed for one reason are named."""


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day wanted (default: the whole history).")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), help="Folder to keep them in (default: the user's cache)."
)
@click.option("--offline", is_flag=True, help="Ask nobody; list what is kept.")
@click.option("--force", is_flag=True, help="Ask again for what was asked for today already.")
@as_json
@language
def fetch(
    *, sources: tuple[str, ...], since: datetime | None, folder: Path | None, offline: bool, force: bool, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Download public series and keep them as they came, each with a note of its origin.

    A SOURCE is a series (dtb3, dtb4wk, dgs1mo, vixcls, dexjpus, sp500, vix, vix3m, skew, pput, bxm, treasury-bills,
    ecb-rates, shiller, gspc) or a provider (fred, cboe, treasury, ecb, shiller, yahoo); without any, all are fetched.
    What cannot be used is refused, and the file kept before stays. See the terms of each provider (--offline --json).
    """
    from data.fetch.clock import system_clock  # noqa: PLC0415
    from data.fetch.fetching import listing, plan  # noqa: PLC0415
    from data.fetch.public_series import chosen  # noqa: PLC0415
    from data.fetch.store import Store, default_folder  # noqa: PLC0415

    store = Store(folder or default_folder())
    planned = plan(chosen(sources), since.date() if since else None, system_clock().now().date(), store)
    say = words(language)
    outcomes = list(listing(planned, store)) if offline else fetched(planned, store, say, force=force, quiet=as_json)
    _show(outcomes, store, say, as_json=as_json)
    if any(outcome.failed for outcome in outcomes):
        sys.exit(2)


def fetched(
    planned: "Sequence[Download]", store: "Store", say: Words, *, force: bool, quiet: bool
) -> "list[DownloadOutcome]":
    """What became of downloads, told as they go on unless that is to be quiet."""
    from data.fetch.clock import system_clock  # noqa: PLC0415
    from data.fetch.fetching import Fetcher  # noqa: PLC0415
    from data.fetch.patience import FetchLimits  # noqa: PLC0415
    from data.fetch.web import Web, open_client  # noqa: PLC0415

    clock, limits, count = system_clock(), FetchLimits(), len(planned)
    with open_client(limits) as client, progress(say, quiet=quiet) as listener:
        tell = listener or (lambda _message: None)
        fetcher = Fetcher(store, Web(client, clock, limits), clock, force=force)
        return [
            *fetcher.fetch_all(
                planned,
                lambda one: tell(say("fetch.progress", name=one.name, number=planned.index(one) + 1, count=count)),
            )
        ]


def _show(outcomes: "Sequence[DownloadOutcome]", store: "Store", say: Words, *, as_json: bool) -> None:
    """The outcomes on standard output; the reasons of failures on standard error, each once."""
    if as_json:
        told = [_plain(outcome) for outcome in outcomes]
        print_json("data-fetch", {"folder": str(store.folder), "series": told})
    else:
        from engine.report.console import console  # noqa: PLC0415
        from engine.report.downloads import download_table  # noqa: PLC0415

        console().print(download_table(outcomes, store.folder, say))
    tell_failures(outcomes)


def tell_failures(outcomes: "Sequence[DownloadOutcome]") -> None:
    """Say on standard error why downloads failed, each reason once."""
    for why in dict.fromkeys(outcome.why for outcome in outcomes if outcome.failed):
        names = [outcome.download.name for outcome in outcomes if outcome.why == why]
        named = ", ".join(names) if len(names) <= NAMED else f"{names[0]} to {names[-1]}, {len(names)} files"
        click.echo(f"overlay: {named}: {why}", err=True)


def _plain(outcome: "DownloadOutcome") -> dict[str, Any]:
    download, record = outcome.download, outcome.record
    return {
        "name": download.name,
        "state": outcome.state,
        "reason": outcome.why or None,
        "provider": download.series.provider,
        "what": download.series.what,
        "terms": download.series.terms,
        "url": download.url,
        "kept": with_period(record.plain()) if record else None,
    }
