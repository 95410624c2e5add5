"""`Journal`: what was done and told session by session, and what may be written after it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError, ResultError
from data.market.market import Market
from engine.day.given import Given, GivenFill
from engine.journal.digests import chained
from engine.journal.entry import Entry, Kind
from engine.journal.folder import Folder
from engine.journal.head import Head
from engine.journal.revised import Difference, first_difference
from engine.journal.stepping import (
    Replayed,
    changed_since,
    history_hash,
    made_with,
    recorded_hashes,
    recorded_rows,
    replayed,
    revision,
    steps,
)
from engine.journal.typed import fills_table, given_by, require_sense, require_session, require_tradable
from engine.settings.run_config import RunConfig

Clock = Callable[[], datetime]
now_utc: Clock = partial(datetime.now, UTC)
_GO_ON = 'give the market it was recorded on, or keep the new rows beside the old with --accept-revision "why"'


class Stepped(NamedTuple):
    """What a step did: the sessions it wrote, the first one whose rows it revised (None: none), names of files that
    have changed since the step before, where the journal stands, and the last session whose rows it revised.
    """

    sessions: tuple[Day, ...]
    revised: Day | None
    changed: tuple[str, ...]
    head: Head
    revised_until: Day | None = None


@dataclass(frozen=True)
class Journal:
    """A journal that is open. Nothing in it is ever changed: what it is told is written after what is there."""

    folder: Folder
    now: Clock = now_utc

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.folder.path

    @property
    def config(self) -> RunConfig:
        """Its plan, from the first session on."""
        return self.folder.config

    @property
    def first(self) -> Day:
        """The session in whose evening the account was opened."""
        return day_of(date.fromisoformat(self.folder.about["first"]))

    def head(self) -> Head:
        """Where it stands. Raises `ResultError` where that cannot be read."""
        return self.folder.head()

    def step(self, market: Market, until: Day | None = None, accept: str = "") -> Stepped:
        """Go on to the newest session of a market, or to `until`: an entry for each; nothing where it is there already.

        What was recorded has to follow from the market still; with `accept`, a reason, the rows that it has now are
        written down as a revision. Raises `ResultError` where it does not, where the market ends before the journal, or
        another process writes; `ConfigError` for a market of another index and a day that it does not have, and what
        `backtest` raises.
        """
        with self.folder.writing() as head:
            last = self._last(market, until, head)
            run, made = self._replayed(market, max(last, head.until or last)), made_with(self.config)
            found, before = self._difference(run, head), self._made_before(head)
            if found and not accept.strip():
                raise ResultError(f"{self.path}: {_sentence(found)}{self._because(found, market, made)}; {_GO_ON}")
            stamp, written, rows = (self._recorded(), json.dumps(made)), list[Entry](), None
            if found and head.until is not None:
                written.append(revision(run, found.day, head.until, accept, stamp))
                rows = self._chained(run, run, found.day, head)
            written += steps(run, head.until, *stamp)
            stands = self.folder.append(head, written, rows)
            changed = tuple(changed_since(before, made)) if before else ()
            new = tuple(one.session for one in written if one.kind == "step")
            return Stepped(new, found.day if found else None, changed, stands, head.until if found else None)

    def fill(self, market: Market, day: Day, fills: Sequence[GivenFill], why: str = "", kind: Kind = "fill") -> Stepped:
        """Write down what was dealt in a session: besides what was told of it before (`fill`), in its place
        (`fill_instead`; nothing where there are no fills), or that it was done as modelled after all
        (`fill_withdrawn`). Where its step was made already, this and all later ones are made again on a market, as a
        revision.

        Raises `ConfigError` for a day that is no session or on which nothing can be done, and for fills that nobody can
        have had; `ResultError` as `step` does.
        """
        return self.fill_days(market, {day: fills}, why, kind)

    def fill_days(self, market: Market, fills: Given, why: str = "", kind: Kind = "fill") -> Stepped:
        """The same for several sessions, all or none. Raises `ConfigError` and `ResultError` as `fill` does."""
        with self.folder.writing() as head:
            self._last(market, None, head)
            stands = self.first if head.until is None else head.until
            run = self._replayed(market, stands)
            found = self._difference(run, head)
            if found:
                raise ResultError(f"{self.path}: {_sentence(found)}; `overlay paper step` comes before more fills")
            told = [self._of_fills(market, day, done, why, kind) for day, done in sorted(fills.items())]
            for entry in told:
                if entry.session > stands:
                    require_tradable(fills[entry.session], entry.session, run.evening.broker)
            # what nobody can have had is told now, and not when the step to it is made
            furthest = min(max(stands, *fills), market.days[-1])
            again = self._replayed(market, furthest, told)
            done = [day for day in fills if head.until is not None and day <= head.until]
            if not done or head.until is None:
                return Stepped((), None, (), self.folder.append(head, told))
            since, stamp = min(done), (self._recorded(), json.dumps(made_with(self.config)))
            written = [*told, revision(again, since, head.until, why, stamp)]
            stood = self.folder.append(head, written, self._chained(run, again, since, head))
            return Stepped((), since, (), stood, head.until)

    def _of_fills(self, market: Market, day: Day, fills: Sequence[GivenFill], why: str, kind: Kind) -> Entry:
        require_session(day, self.first, market.calendar)
        entry = Entry(kind, day, day, fills_table(day, fills), why, self._recorded())
        require_sense(self.given(), entry)
        return entry

    def nothing(self) -> Stepped:
        """What nothing has done. Raises `ResultError` as `head` does."""
        return Stepped((), None, (), self.head())

    def remark(self, day: Day, why: str) -> Head:
        """Write down a remark on a day. Raises `ResultError` as `step` does, `ConfigError` for one without words."""
        if not why.strip():
            raise ConfigError("a remark should have words")
        with self.folder.writing() as head:
            return self.folder.append(head, [Entry("remark", day, day, {}, why, self._recorded())])

    def told(self) -> list[Entry]:
        """All entries that are no steps: fills, revisions and remarks, in their order. Raises `ResultError` where one
        is not what was written.
        """
        return [self.folder.entry(number) for number, _ in self.head().others]

    def given(self) -> Given:
        """What was dealt in truth, by session. Raises `ResultError` as `told` does."""
        return given_by(self.told())

    def given_until(self, day: Day) -> Given:
        """The same of the sessions until a day. Raises `ResultError` as `told` does."""
        return {session: fills for session, fills in self.given().items() if session <= day}

    def tables(self) -> dict[str, pa.Table]:
        """The rows of all sessions, those of the newest revision where there is one; with `market`, the rows of the
        market, and `sent`, the orders that waited after each. Raises `ResultError` as `told` does.
        """
        return recorded_rows(list(self.folder.entries()))

    def replayed(self, market: Market) -> Replayed:
        """The plan with what was dealt, run until the session at which the journal stands. Raises `ResultError` before
        the first step, and `ConfigError` and what else `step` raises.
        """
        head = self.head()
        if head.until is None:
            raise ResultError(f"{self.path}: has no session yet; `overlay paper step {self.path.name}`")
        self._last(market, None, head)
        return self._replayed(market, head.until)

    def made(self) -> str:
        """What the newest step or revision was made with, JSON; of a journal without one what it was begun with."""
        return self._made_before(self.head()) or json.dumps(dict(self.folder.about))

    def _last(self, market: Market, until: Day | None, head: Head) -> Day:
        """The session to go to."""
        self._require_like(market)
        newest = market.days[-1]
        if newest < max(self.first, head.until or self.first):
            raise ResultError(
                f"{self.path}: stands at {iso(head.until or self.first)}, and the market ends on {iso(newest)}; "
                "give a market that goes on"
            )
        if until is not None and not self.first <= until <= newest:
            raise ConfigError(
                f"step until {iso(until)}: should be a day from {iso(self.first)}, the journal's first session, to "
                f"{iso(newest)}, the market's last"
            )
        return market.days[market.row_from(until + 1) - 1] if until is not None else newest

    def _require_like(self, market: Market) -> None:
        told = self.folder.about["market"]
        for name, now in (("index", market.index), ("calendar", market.calendar.name)):
            if told[name] != now:
                raise ConfigError(
                    f"{self.path}: was begun on a market whose {name} is {told[name]}, this one's is {now}; give the "
                    "market it was begun on"
                )

    def _replayed(self, market: Market, until: Day, more: Sequence[Entry] = ()) -> Replayed:
        return replayed(self.config, market, until, given_by([*self.told(), *more]))

    def _difference(self, run: Replayed, head: Head) -> Difference | None:
        """Where what was recorded no more follows."""
        if head.until is None or run.chained_until(head.until) == head.rows:
            return None
        return first_difference(self.tables(), run, head.until)

    def _chained(self, before: Replayed, now: Replayed, since: Day, head: Head) -> str:
        """The chained hash of all rows once those of the sessions from one on are written as they are `now`."""
        until = head.until or since
        as_before = before.chained_until(head.until) == head.rows
        kept = before.known() if as_before else recorded_hashes(self.folder.entries())
        again = {day: known for day, known in now.known().items() if since <= day <= until}
        return chained(({day: known for day, known in kept.items() if day < since} | again).values())

    def _because(self, found: Difference, market: Market, made: Mapping[str, Any]) -> str:
        """Why what was recorded is no more what follows."""
        before = self._made_before(self.head())
        changed, then = changed_since(before, made) if before else [], json.loads(before or "{}")
        if found.table == "market":
            return " (the market was revised)"
        if changed:
            return f" ({', '.join(changed)} changed)"
        if history_hash(market, self.first) != self.folder.about["history_sha256"]:
            return f" (the market before {iso(self.first)} was revised)"
        same = all(then.get(name) == made[name] for name in ("software", "facts_sha256"))
        return " (quotes, the settings' files or the program changed)" if same else " (the program changed)"

    def _made_before(self, head: Head) -> str:
        """What the newest step or revision was made with; empty before the first."""
        others = dict(head.others)
        made = (n for n in range(head.number, 0, -1) if others.get(n, "step") in {"step", "revision"})
        newest = next(made, None)
        return "" if newest is None else self.folder.entry(newest).made

    def _recorded(self) -> str:
        return self.now().isoformat(timespec="seconds")


def _sentence(found: Difference) -> str:
    """What differs, for a sentence."""
    what = f"{found.table}.{found.column}".strip(".") or "the order of its rows"
    return (
        f"on {iso(found.day)} {what} was {_value(found.was)} when it was recorded, and would be {_value(found.now)} now"
    )


def _value(value: Any) -> str:
    return "not there" if value is None else str(value)
