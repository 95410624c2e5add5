"""`Paper`: a plan that is followed session by session, with everything it did and was told written down."""

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
from engine.journal.entry import Entry, Kind
from engine.day.given import Given, GivenFill
from engine.journal.folder import Folder
from engine.journal.head import Head
from engine.journal.revised import Difference, first_difference
from engine.journal.stepping import (
    Replayed,
    changed_since,
    made_with,
    recorded_rows,
    replayed,
    revision,
    steps,
)
from engine.journal.typed import fills_table, given_by, require_known
from engine.settings.run_config import RunConfig

Clock = Callable[[], datetime]
now_utc: Clock = partial(datetime.now, UTC)
_GO_ON = 'give the market it was recorded on, or keep the new rows beside the old with --accept-revision "why"'


class Stepped(NamedTuple):
    """What a step did: the sessions it wrote, the first one whose rows it revised (None: none), names of files that
    have changed since the step before, and where the journal stands.
    """

    sessions: tuple[Day, ...]
    revised: Day | None
    changed: tuple[str, ...]
    head: Head


@dataclass(frozen=True)
class Paper:
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
        another process writes, and what `backtest` raises.
        """
        with self.folder.writing() as head:
            last = self._last(market, until, head)
            run, made = self._replayed(market, max(last, head.until or last)), made_with(self.config)
            before = self._made_before(head)
            revising = self._revising(run, head, made, accept)
            stamp = (self._recorded(), json.dumps(made))
            new = steps(run, head.until, *stamp)
            written = [*([revision(run, revising, head.until, accept, stamp)] if revising and head.until else []), *new]
            stands = self.folder.append(head, written, run.chained_until(head.until) if revising else None)
            changed = tuple(changed_since(before, made)) if before else ()
            return Stepped(tuple(one.session for one in new), revising, changed, stands)

    def fill(self, market: Market, day: Day, fills: Sequence[GivenFill], why: str = "", kind: Kind = "fill") -> Stepped:
        """Write down what was dealt in a session: besides what was told of it before (`fill`), in its place
        (`fill_instead`; nothing where there are no fills), or that it was done as modelled after all
        (`fill_withdrawn`). Where its step was made already, this and all later ones are made again on a market, as a
        revision.

        Raises `ConfigError` for a day that is no session or on which nothing can be done, and for what is no contract;
        `ResultError` as `step` does.
        """
        with self.folder.writing() as head:
            entry = self._told(market, day, fills, why, kind)
            if head.until is None or day > head.until:
                return Stepped((), None, (), self.folder.append(head, [entry]))
            self._last(market, None, head)
            run = self._replayed(market, head.until, [entry])
            again = revision(run, day, head.until, why, (entry.recorded, json.dumps(made_with(self.config))))
            stands = self.folder.append(head, [entry, again], run.chained_until(head.until))
            return Stepped((), day, (), stands)

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
        the first step, and as `step` does.
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

    def _revising(self, run: Replayed, head: Head, made: Mapping[str, Any], accept: str) -> Day | None:
        """The first session whose rows have to be written again. Raises `ResultError` where they may not be."""
        if head.until is None or run.chained_until(head.until) == head.rows:
            return None
        found = first_difference(self.tables(), run, head.until)
        if found is None:
            return None
        if not accept.strip():
            raise ResultError(f"{self.path}: {_sentence(found)}{self._because(found, made)}; {_GO_ON}")
        return found.day

    def _because(self, found: Difference, made: Mapping[str, Any]) -> str:
        """Why what was recorded is no more what follows."""
        before = self._made_before(self.head())
        changed, then = changed_since(before, made) if before else [], json.loads(before or "{}")
        if found.table == "market":
            return " (the market was revised)"
        if changed:
            return f" ({', '.join(changed)} changed)"
        same = all(then.get(name) == made[name] for name in ("software", "facts_sha256"))
        return " (earlier rows of the market, its quotes or the program changed)" if same else " (the program changed)"

    def _made_before(self, head: Head) -> str:
        """What the newest step or revision was made with; empty before the first."""
        others = dict(head.others)
        made = (n for n in range(head.number, 0, -1) if others.get(n, "step") in {"step", "revision"})
        newest = next(made, None)
        return "" if newest is None else self.folder.entry(newest).made

    def _told(self, market: Market, day: Day, fills: Sequence[GivenFill], why: str, kind: Kind) -> Entry:
        self._require_like(market)
        calendar = market.calendar
        if day not in calendar or day <= self.first:
            raise ConfigError(
                f"fill of {iso(day)}: should be a session after {iso(self.first)}, in whose evening the account was "
                f"opened; the next one is {iso(calendar.on_or_after(max(day, self.first + 1)))}"
            )
        require_known(fills, day, calendar)
        before = self.given()
        if kind == "fill" and not fills and before.get(day):
            raise ConfigError(
                f"fill of {iso(day)}: {len(before[day])} fills are told of it already; with --replace there were none"
            )
        return Entry(kind, day, day, fills_table(day, fills), why, self._recorded())

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
