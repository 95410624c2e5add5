"""The fetched series that bring the market of the program to the day, and whether all of them are there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from data.base.days import date_of
from data.base.errors import ConfigError, DataError
from data.fetch.fetching import DownloadOutcome
from data.fetch.store import Store
from data.intake.source import Kind, Source
from data.market.embedded import embedded_market
from data.renewal.agreement import RECENT, latest_start

SERIES: Mapping[Kind, str] = {"index": "gspc", "vix": "vix", "bills": "dtb3", "bills-1m": "dgs1mo", "fx": "dexjpus"}
"""By kind of file the series that is put behind the program's own."""
PUBLISHERS: Mapping[Kind, str] = {
    "index": "S&P, as shown by Yahoo (^GSPC)", "vix": "Cboe", "bills": "H.15", "bills-1m": "US Treasury", "fx": "H.10",
}  # fmt: skip
"""Who says what a series says, as the record of the program's own market has it."""
COMMON = timedelta(days=730)
"""How long before the end of the program's own history series begin that are to agree with it, usually."""
CALM = 10
"""Calendar days after the first one asked for, by which a daily series has begun."""


def first_day(asked: date | None) -> date:
    """The day from which series are wanted. Raises `ConfigError` where too few days would be common with the history
    of the program.
    """
    history = embedded_market()
    latest = date_of(latest_start(history) - CALM)
    if asked is not None and asked > latest:
        raise ConfigError(
            f"--since {asked}: what is fetched is held against the last {RECENT} sessions that the history of the "
            f"program has from the same publisher; give {latest} or an earlier day"
        )
    return asked or date_of(history.days[-1]) - COMMON


def require_all(outcomes: Sequence[DownloadOutcome]) -> None:
    """Raises `DataError` where a series is not there, with what is; those that failed say why themselves."""
    wrong = [one for one in outcomes if one.state not in {"fetched", "unchanged", "current", "kept"}]
    if not wrong:
        return
    names = ", ".join(one.download.name for one in wrong)
    there = ", ".join(f"{one.download.name} to {one.record.last}" for one in outcomes if one.record and one.record.last)
    whole = all(one.record for one in outcomes)
    later = "try again later, or make one of what is kept with --offline" if whole else "try again later"
    raise DataError(f"no market was made, because of {names}; usable: {there or 'nothing'}; {later}")


def sources(store: Store) -> dict[Kind, Source]:
    """The fetched files by kind."""
    return {kind: Source(kind, _path(store, name), publisher=PUBLISHERS[kind]) for kind, name in SERIES.items()}


def last_day(store: Store) -> date:
    """The last day of index and VIX, whichever ends earlier: a market ends where both have been published. Raises
    `DataError` where one has none.
    """
    records = {kind: store.record(SERIES[kind]) for kind in ("index", "vix")}
    days = [one.last for one in records.values() if one and one.last]
    if len(days) < len(records):
        raise DataError("the fetched index or VIX does not say on which day it ends; fetch both again with --force")
    return min(days)


def _path(store: Store, name: str) -> Path:
    record = store.record(name)
    return store.folder / (record.file if record else name)
