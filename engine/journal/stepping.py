"""From settings, a market and what was dealt to the rows of every session, and from these to entries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from data.base.arrow import to_array
from data.base.cache import content_hash
from data.base.days import Day
from data.market.market import Market
from engine.day.given import Given
from engine.evening.evening import Evening, evening_of
from engine.journal.digests import chained, session_hashes
from engine.journal.entry import Entry
from engine.journal.rows import MARKET, SENT, joined, orders_out, rows_between, settled
from engine.manifest.manifest import facts_hash, inputs, software
from engine.runs.collected_tables import collect_tables
from engine.settings.run_config import RunConfig


@dataclass(frozen=True)
class Replayed:
    """A plan from its first session to the last: the settled rows of all tables, the market's and the orders out
    besides, the hash of each session's rows, and the last evening.
    """

    sessions: Sequence[Day]
    tables: Mapping[str, pa.Table]
    hashes: Sequence[str]
    evening: Evening

    def known(self) -> dict[Day, str]:
        """The hash of each session's rows, by session."""
        return dict(zip(self.sessions, self.hashes, strict=True))

    def chained_until(self, session: Day | None) -> str:
        """The chained hash of the rows of all sessions until one; that of none is empty."""
        return chained(known for day, known in self.known().items() if session is not None and day <= session)


def evening(config: RunConfig, market: Market, until: Day, given: Given) -> Evening:
    """The evening of a session of a plan with what was dealt. Raises what `evening_of` raises."""
    return evening_of(config, market.until(until), given={day: done for day, done in given.items() if day <= until})


def replayed(config: RunConfig, market: Market, until: Day, given: Given) -> Replayed:
    """One backtest from the first session of the plan's period to `until`. Raises what `evening_of` raises."""
    last = evening(config, market, until, given)
    tables = collect_tables(last.strategy, last.broker)
    sessions = to_array(tables["equity"]["date"]).tolist()
    first = market.row_of(sessions[0])
    rows = settled(tables)
    rows |= {SENT: orders_out(tables["orders"], sessions), MARKET: market.table.slice(first, len(sessions))}
    return Replayed(sessions, rows, session_hashes(rows, sessions), last)


def steps(run: Replayed, after: Day | None, recorded: str, made: str) -> list[Entry]:
    """An entry for each session after one (None: for all); `recorded` is the time, `made` what `made_with` tells."""
    return [
        Entry("step", day, day, rows_between(run.tables, day, day), "", recorded, made, rows=known)
        for day, known in zip(run.sessions, run.hashes, strict=True)
        if after is None or day > after
    ]


def revision(run: Replayed, since: Day, until: Day, why: str, stamp: tuple[str, str]) -> Entry:
    """The rows of sessions as they are now, in place of what was recorded; `stamp` is as for `steps`."""
    return Entry("revision", until, since, rows_between(run.tables, since, until), why, *stamp)


def recorded_rows(entries: Sequence[Entry]) -> dict[str, pa.Table]:
    """The rows of all sessions as they stand after entries in their order: those of a revision go before what was there
    from its first session on.
    """
    parts = list[Mapping[str, pa.Table]]()
    for entry in entries:
        if entry.kind == "revision":
            parts = [rows_between(joined(parts), 0, entry.since - 1)]
        if entry.kind in {"step", "revision"}:
            parts.append(entry.tables)
    return joined(parts)


def recorded_hashes(entries: Iterable[Entry]) -> dict[Day, str]:
    """The hash of each session's rows as they stand after entries in their order, by session."""
    found = dict[Day, str]()
    for entry in entries:
        if entry.kind == "revision":
            found = {day: known for day, known in found.items() if day < entry.since}
            days = to_array(entry.tables[MARKET]["date"]).tolist()
            found |= zip(days, session_hashes(entry.tables, days), strict=True)
        elif entry.kind == "step":
            found[entry.session] = entry.rows_sha256
    return found


def made_with(config: RunConfig) -> dict[str, Any]:
    """What a step is made with besides plan and market: the program, its facts, and the files that the settings name.
    Raises `DataError` for one that cannot be read.
    """
    return {"software": dict(software()), "facts_sha256": facts_hash(), **inputs(config)}


def history_hash(market: Market, first: Day) -> str:
    """SHA-256 of the rows of a market before a session, at which rules look back."""
    return content_hash(market.table.slice(0, market.row_of(first)))


def changed_since(before: str, now: Mapping[str, Any]) -> list[str]:
    """Names of files that are others than when something was made, a strategy's code among them."""
    then, today = json.loads(before).get("inputs", {}), now.get("inputs", {})
    return [name for name in sorted({*then, *today}) if then.get(name) != today.get(name)]
