"""What is saved in a folder, told from manifests alone: a thousand runs are listed in a second."""

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from data.base.days import SHORTEST_YEAR, day_of
from data.base.errors import ResultError
from engine.results.folders import (
    APART,
    COMPARISON,
    CONFIG,
    MANIFEST,
    PORTFOLIO,
    PORTFOLIO_PLAN,
    SURVIVAL,
    SWEEP,
    TRIALS,
    WORTH,
)
from engine.results.sealed import MOST_OF_NAME, ChangedError, SealedFolder, why

Kind = Literal["run", "comparison", "survival", "sweep", "worth", "portfolio"]
TELLING: Mapping[str, Kind] = {
    COMPARISON: "comparison",
    SURVIVAL: "survival",
    SWEEP: "sweep",
    WORTH: "worth",
    PORTFOLIO: "portfolio",
    MANIFEST: "run",
}
"""Files that tell what a folder is."""
CALLED: Mapping[Kind, str] = {
    "run": "run",
    "comparison": "comparison",
    "survival": "survival result",
    "sweep": "sweep",
    "worth": "result of overlay worth",
    "portfolio": "portfolio",
}
Settings = Mapping[str, Any]
HALF_WRITTEN = ".tmp-"


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved run, comparison or answer. `settings` are those of its runs, or of the plan that was asked
    about, `first` and `last` ISO dates of its sessions, or of the market that was asked, `started` in
    UTC; growth a year and drawdown (<= 0) are decimals, None but for a run.
    """

    path: Path
    kind: Kind
    patterns: tuple[str, ...]
    name: str
    first: str
    last: str
    started: datetime
    cagr: float | None
    max_drawdown: float | None
    settings: tuple[Settings, ...]

    @property
    def accounts(self) -> tuple[str, ...]:
        """The profiles of its accounts, each once; none of one that does not say."""
        told = (settings.get("account", {}).get("profile") for settings in self.settings)
        return tuple(dict.fromkeys(profile for profile in told if profile))


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds: what is saved in it, the newest first, and why each other folder in it, by name, is not
    one.
    """

    saved: list[Saved]
    unreadable: dict[str, str]


def kind_of(folder: Path) -> Kind | None:
    """What a folder says it is; None where it says nothing, or lets nobody look."""
    try:
        return next((kind for file, kind in TELLING.items() if (folder / file).is_file()), None)
    except OSError:
        return None


def saved_in(parent: Path | str) -> Listing:
    """Everything saved in a folder. Raises `ResultError` where there is no such folder, or where it is itself a run."""
    parent = Path(parent)
    _check_parent(parent)
    kinds = {path: kind_of(path) for path in sorted(folders_in(parent))}
    unreadable = {path.name: _stranger(path) for path, kind in kinds.items() if kind is None}
    runs: dict[str, Saved] = {}
    saved: list[Saved] = []
    # runs first: a comparison takes dates and settings from the runs beside it
    for path in sorted((path for path, kind in kinds.items() if kind), key=lambda path: kinds[path] == "comparison"):
        try:
            one = _comparison(path, runs) if kinds[path] == "comparison" else _alone(path, kinds[path])
            one.accounts  # noqa: B018  (settings that are none have no profile either)
        except ChangedError as error:
            unreadable[path.name] = f"{error} was changed after it was written"
            continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            unreadable[path.name] = why(error)
            continue
        runs[path.name] = one
        saved.append(one)
    return Listing(sorted(saved, key=lambda one: (one.started, one.path.name), reverse=True), unreadable)


def _check_parent(parent: Path) -> None:
    if parent.is_file():
        raise ResultError(f"{parent}: is a file; name the folder in which runs are saved")
    if not parent.is_dir():
        raise ResultError(f"{parent}: there is no such folder; `overlay run --out {parent}` makes it and a run in it")
    kind = kind_of(parent)
    if kind:
        raise ResultError(f"{parent}: is a {CALLED[kind]} itself; `overlay show {parent}` tells what is in it")


def folders_in(parent: Path) -> Iterator[Path]:
    """Folders in a folder, in no order; hidden ones are none of ours, but for those that were never finished, and the
    ledger of trials is no result. Raises `ResultError` where it cannot be read.
    """
    try:
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name == TRIALS:
                    continue
                if _is_folder(entry) and (not entry.name.startswith(".") or entry.name.startswith(HALF_WRITTEN)):
                    yield Path(entry.path)
    except OSError as error:
        raise ResultError(f"{parent}: cannot be read ({error.strerror or error})") from None


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether an entry is a folder; a link that runs in a circle is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _stranger(path: Path) -> str:
    return "never finished" if path.name.startswith(HALF_WRITTEN) else f"{MANIFEST} is missing"


def _run(folder: Path) -> Saved:
    found = _whole(folder, MANIFEST)
    manifest, settings = found.manifest, found.toml(CONFIG)
    figures = manifest["metrics"]
    first, last = _span(settings, manifest["market"])
    return Saved(
        path=folder,
        kind="run",
        patterns=(str(manifest.get("own", {}).get("class") or manifest["pattern"]),),
        name=str(settings.get("name", "")),
        first=first,
        last=last,
        started=_moment(manifest["started"]),
        cagr=_number(figures.get("cagr")) if _is_a_year(first, last) else None,
        max_drawdown=_number(figures.get("max_drawdown")),
        settings=(settings,),
    )


def _alone(folder: Path, kind: Kind | None) -> Saved:
    """A folder that tells all of itself: a run, or an answer."""
    if kind is None or kind == "run":
        return _run(folder)
    if kind == "portfolio":
        return _portfolio(folder)
    found = _whole(folder, next(file for file, told in TELLING.items() if told == kind))
    manifest, settings = found.manifest, found.toml(CONFIG)
    first, last = _span(settings, {**manifest["market"], **manifest["request"]})
    return Saved(
        path=folder,
        kind=kind,
        patterns=tuple(map(str, manifest["patterns"])),
        name=str(settings.get("name", "")),
        first=first,
        last=last,
        started=_moment(manifest["started"]),
        cagr=None,
        max_drawdown=None,
        settings=(settings,),
    )


def _portfolio(folder: Path) -> Saved:
    """A portfolio; its settings are those of its accounts."""
    found = _whole(folder, PORTFOLIO)
    manifest, plan = found.manifest, found.toml(PORTFOLIO_PLAN)
    return Saved(
        path=folder,
        kind="portfolio",
        patterns=tuple(dict.fromkeys(str(one["pattern"]) for one in manifest["accounts"].values())),
        name=str(plan.get("name", "")),
        first=str(manifest["period"]["first"]),
        last=str(manifest["period"]["last"]),
        started=_moment(manifest["started"]),
        cagr=None,
        max_drawdown=None,
        settings=tuple(plan["accounts"].values()),
    )


def _span(settings: Mapping[str, Any], market: Mapping[str, Any]) -> tuple[str, str]:
    """First and last day of a period, ISO; of the market where the settings name none."""
    period = settings.get("period", {})
    return str(period.get("start", market["first"])), str(period.get("end", market["last"]))


def _is_a_year(first: str, last: str) -> bool:
    """Whether a period is long enough for growth a year, also in runs from before that was asked."""
    return day_of(date.fromisoformat(last)) - day_of(date.fromisoformat(first)) >= SHORTEST_YEAR


def _comparison(folder: Path, runs: Mapping[str, Saved]) -> Saved:
    """A comparison, its dates and settings from the runs beside it. Raises `KeyError` with the
    name of a run that is not there.
    """
    manifest = _whole(folder, COMPARISON).manifest
    apart = [
        _whole(folder / APART.format(place), COMPARISON).manifest for place in range(1, manifest.get("apart", 0) + 1)
    ]
    entries = {name: entry for group in (manifest, *apart) for name, entry in group["runs"].items()}
    names, compared = list(entries), [runs[entry["folder"]] for entry in entries.values()]
    patterns = tuple(dict.fromkeys(pattern for run in compared for pattern in run.patterns))
    return Saved(
        path=folder,
        kind="comparison",
        patterns=patterns,
        name="" if names == list(patterns) else ", ".join(names),
        first=min(run.first for run in compared),
        last=max(run.last for run in compared),
        started=_moment(manifest["started"]),
        cagr=None,
        max_drawdown=None,
        settings=tuple(settings for run in compared for settings in run.settings),
    )


def _whole(folder: Path, name: str) -> SealedFolder:
    """A folder that has every table that its manifest tells of; the tables themselves are not read."""
    found = SealedFolder(folder, name)
    missing = {f"{table}.parquet" for table in found.manifest["tables"]}.difference(
        path.name for path in folder.iterdir()
    )
    if missing:
        raise ValueError(f"{min(missing)[:MOST_OF_NAME]} is missing")
    return found


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(value: Any) -> float | None:
    """A figure of a manifest. Raises `TypeError` for what is no finite number."""
    if value is not None and (not isinstance(value, int | float) or not math.isfinite(value)):
        raise TypeError(f"{value!r} is not a figure")
    return value
