"""Beginning a journal, and finding one that was begun."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.base.bounded import read_json
from data.base.days import Day, date_of, iso
from data.base.errors import ConfigError, ResultError
from data.base.meant import hint
from data.market.market import Market
from engine.bt.own_failure import TooFewBars
from engine.journal.entry import FORMAT
from engine.journal.files import JOURNAL
from engine.journal.folder import Folder, make_folder
from engine.journal.journal import Clock, now_utc
from engine.journal.stepping import evening, history_hash, made_with
from engine.manifest.manifest import market_told
from engine.settings.run_config import RunConfig, parse_config

LATEST = "latest"
"""In place of a name: the journal that was begun last."""


def begin(
    path: Path | str, config: RunConfig, market: Market, first: Day | None = None,
    *, more: Mapping[str, Any] | None = None, now: Clock = now_utc,
) -> Folder:  # fmt: skip
    """Begin a journal in a new folder: the account is opened in the evening of `first` (default: the market's last
    session), or of the first session after it. Nothing is stepped yet.

    `more` is kept in `journal.json` as it is: on which files it is stepped, or the terms of a trial. Raises
    `ConfigError` for a plan that does not go with the market, a day that it does not have, and a strategy that is in no
    file; `ResultError` where there is something of this name.
    """
    opening = opening_session(market, first)
    plan = _from(config, opening)
    if plan.kind.is_free and not plan.own.file:
        raise ConfigError(f"{plan.own.called}: is in no file, and could not be run again tomorrow; save it in one")
    # what does not go together is told before anything is written
    with suppress(TooFewBars):  # of a strategy whose indicators need some sessions first: its first step takes them all
        evening(plan, market, opening, {})
    about = {
        "format": FORMAT,
        "started": now().isoformat(timespec="seconds"),
        "first": iso(opening),
        "pattern": plan.kind_called,
        "config_digest": plan.digest,
        "market": market_told(market),
        "history_sha256": history_hash(market, opening),
        **made_with(plan),
        **(more or {}),
    }
    return make_folder(Path(path), plan, about)


def is_journal(name: str, inside: Path) -> bool:
    """Whether a path, a name below `inside`, or the `latest` there, is that of a journal."""
    named = any((path / JOURNAL).is_file() for path in (Path(name), inside / name))
    return named or (name == LATEST and any(inside.glob(f"*/{JOURNAL}")))


def path_of(name: str | None, inside: Path) -> Path:
    """The folder of a journal by its path, its name below `inside` or a part of it that no other has, or as the
    `latest` that was begun; by no name the only one there is. Raises `ResultError` where there is none, or more than
    one.
    """
    if name is not None and (there := [path for path in (inside / name, Path(name)) if path.is_dir()]):
        return next((path for path in there if (path / JOURNAL).is_file()), there[0])
    found = {one.parent.name: one.parent for one in sorted(inside.glob(f"*/{JOURNAL}"))} if inside.is_dir() else {}
    if not found:
        raise ResultError(f"{inside}: there is no journal; begin one with `overlay paper start NAME PLAN.toml`")
    if name == LATEST:
        return max(found.values(), key=_started)
    matching = [one for one in found if name is None or name in one]
    if len(matching) == 1:
        return found[matching[0]]
    if matching:
        raise ResultError(f"{inside}: there are {', '.join(matching)}; name one")
    told = hint(name or "", found, f"there are {', '.join(found)}")
    raise ResultError(f"{inside / (name or '')}: there is no journal; {told}")


def _started(path: Path) -> str:
    """When a journal was begun, as it says; empty where it cannot be read."""
    try:
        return str(read_json(path / JOURNAL)["started"])
    except (OSError, ValueError, KeyError):
        return ""


def opening_session(market: Market, first: Day | None) -> Day:
    """The session in whose evening an account is opened: the last, or the first from a day on. Raises
    `ConfigError` for a day on which the market has no prices.
    """
    if first is None:
        return market.days[-1]
    row = market.row_from(first)
    if row == len(market.days) or first < market.starts:
        raise ConfigError(
            f"start on {iso(first)}: should be a day from {iso(market.starts)} to {iso(market.days[-1])}, on which the "
            "market has prices"
        )
    return market.days[row]


def _from(config: RunConfig, opening: Day) -> RunConfig:
    """The plan from its first session on, without an end."""
    settings = config.settings()
    settings["period"] = {"start": date_of(opening)}
    return parse_config(settings, "plan")
