"""The margin calls of a run with clock times: told, due, what came of them and what it cost."""

import json
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from math import fsum
from typing import Any, NamedTuple

from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.base.told_periods import with_period
from data.contracts.trading_hours import hour_of_fill, moment
from engine.account.call_causes import CAUSES
from engine.account.profiles import AccountProfile
from engine.assembly.broker_terms import family_of
from engine.audit.clocks import on_clocks
from engine.results.run import RunResult

FAILURE = "failure"
"""That a broker has failed, which is no event of the run's before what lies with it is held back."""
BEGINS = ("margin_call", "loss_cut", "ruin", FAILURE)
"""Events that begin a closing, or a call; after a call, what may come of it."""
MET = "met"
ENDS = {"call_met": MET, "deadline_missed": "missed", "loss_cut": "loss_cut", "ruin": "ruin", FAILURE: "failed"}
"""What came of a call, by the event that says so."""
OPEN, UNASKED = "open", "unasked"
"""Of a call that the end of the run left open, and of a breach at a broker who asks nobody."""
FORCED = "liquidation_cost"
"""Category of the half-spread of what was closed."""


class Closing(NamedTuple):
    """What the broker closed: first and last session of it, contracts, commission and half-spread that it cost, and
    what of a currency hedge it bought back; account currency, positive.
    """

    first: Day
    last: Day
    contracts: int
    cost: float
    hedge: float = 0.0


class MarginCall(NamedTuple):
    """A call, or a closing without one: its session, what was called at most, account currency (0 without a call), the
    moments when it was told and due in the broker's zone (`due` None where there is no deadline or no hour),
    the session of the deadline, what was redeemed for it and what of money came in time, what came of it (`met`,
    `missed`, `loss_cut`, `ruin`, `failed`: its broker did, `open`, `unasked`; met by the market or by what was closed
    says its `code`) and when, and what was closed. `cause` is what brought a call that a loss alone did not
    (`engine.account.call_causes`).
    """

    day: Day
    amount: float
    told: datetime
    due_day: Day | None
    due: datetime | None
    sent: float
    received: float
    came: str
    code: str
    came_on: Day | None
    closed: Closing | None
    cause: str = ""


class _Event(NamedTuple):
    day: Day
    kind: str
    code: str
    numbers: dict[str, Any]


def calls_of(run: RunResult) -> list[MarginCall]:
    """The margin calls of a run and the closings without one, in order; several of a session are one."""
    return [_call(run, group) for group in _groups(run) if group[0].kind != FAILURE or _closed(group)]


def plain_calls(calls: list[MarginCall]) -> list[dict[str, Any]]:
    """Calls as values for JSON: days and moments as ISO text, moments in UTC and on each clock."""
    return [
        {
            "date": iso(one.day),
            **{name: value for name, value in one._asdict().items() if name not in {"day", "due_day"}},
            "told": on_clocks(one.told),
            "due_date": None if one.due_day is None else iso(one.due_day),
            "due": None if one.due is None else on_clocks(one.due),
            "came_on": None if one.came_on is None else iso(one.came_on),
            "closed": one.closed
            and with_period({**one.closed._asdict(), "first": iso(one.closed.first), "last": iso(one.closed.last)}),
        }
        for one in calls
    ]


def _groups(run: RunResult) -> Iterator[list[_Event]]:
    """Events of each call from its first to the next one's."""
    group: list[_Event] = []
    for event in _events(run):
        follows = group and (event.kind not in BEGINS or (event.kind != "margin_call" and _is_open(group)))
        again = group and event.kind == "loss_cut" and event.day == group[0].day
        if follows or again:
            group.append(event)
        elif event.kind in BEGINS:
            if group:
                yield group
            group = [event]
    if group:
        yield group


def _is_open(group: list[_Event]) -> bool:
    """Whether nothing has come of a call yet, or what came of it has not been done: a loss-cut may come first."""
    return group[0].kind == "margin_call" and not any(one.kind in {"call_met", "liquidation"} for one in group)


def _closed(group: list[_Event]) -> bool:
    return any(one.kind == "liquidation" for one in group)


def _events(run: RunResult) -> Iterator[_Event]:
    table, kinds = run.table("events"), {*BEGINS, *ENDS, "liquidation"}
    days, failure = to_array(table["date"]).tolist(), _failure(run)
    for day, kind, code, numbers in zip(
        days, *(table[name].to_pylist() for name in ("kind", "code", "numbers")), strict=True
    ):
        if kind not in kinds:
            continue
        # in the morning, after the deadlines of that morning
        if failure and (day > failure.day or (day == failure.day and kind not in {"call_met", "deadline_missed"})):
            yield failure
            failure = None
        yield _Event(day, kind, code, json.loads(numbers))
    if failure:
        yield failure


def _failure(run: RunResult) -> _Event | None:
    """That the broker of the run's settings failed, on the session on which it did; None where it did not."""
    fails_on, days = run.config.broker.fails_on, to_array(run.table("equity")["date"]).tolist()
    row = bisect_left(days, day_of(fails_on)) if fails_on else len(days)
    return _Event(days[row], FAILURE, "", {}) if row < len(days) else None


def _call(run: RunResult, group: list[_Event]) -> MarginCall:
    first, called = group[0], group[0].kind == "margin_call"
    profile, days = run.profile_on(first.day), to_array(run.table("equity")["date"]).tolist()
    later = int(first.numbers["sessions_to_deadline"]) if "sessions_to_deadline" in first.numbers else None
    row = days.index(first.day)
    due_day = days[row + later] if later is not None and row + later < len(days) else None
    came = next((one for one in group if one.kind in ENDS and (not called or one is not first)), None)
    unasked = called and profile.grace == 0
    closed = _closing(run, group)
    end = came.day if came else days[-1]
    return MarginCall(
        day=first.day,
        amount=max((one.numbers.get("amount", 0.0) for one in group), default=0.0) if called else 0.0,
        told=_told(run, profile, first.day),
        due_day=due_day,
        due=None if due_day is None else _hour(profile, "deadline_hour", due_day),
        sent=_redeemed(run, first.day, end) if called and not unasked else 0.0,
        received=max((one.numbers.get("received", 0.0) for one in group), default=0.0),
        came=UNASKED if unasked else ENDS[came.kind] if came else OPEN,
        code=came.code if came else "",
        came_on=came.day if came else None,
        closed=closed,
        cause=first.code if first.code in CAUSES else "",
    )


def _told(run: RunResult, profile: AccountProfile, day: Day) -> datetime:
    """When a call of a session is told: at the broker's hour, not before the session's close, at which it is tested;
    at the close where nobody says an hour.
    """
    close = hour_of_fill(family_of(run.config), day, at_open=False)
    at = _hour(profile, "call_hour", day)
    closes = moment(day, *close) if close else None
    known = [one for one in (at, closes) if one]
    return max(known) if known else moment(day, 24.0, "UTC")


def _hour(profile: AccountProfile, field: str, day: Day) -> datetime | None:
    hour = getattr(profile, field)
    return None if hour is None else moment(day, hour, profile.zone)


def _redeemed(run: RunResult, first: Day, last: Day) -> float:
    """What of the fund was sold to bring money, from a session to another, account currency."""
    rows = _posted(run, first, last)
    return fsum(
        float(one["amount"]) for one in rows if (one["account"], one["reason"]) == ("in_transit", "redemption ordered")
    )


def _closing(run: RunResult, group: list[_Event]) -> Closing | None:
    closings = [one for one in group if one.kind == "liquidation"]
    if not closings:
        return None
    first, last = closings[0].day, closings[-1].day
    rows = _posted(run, first, last)
    cost = fsum(one["amount"] for one in rows if one["category"] == FORCED or _is_commission(one))
    contracts = fsum(abs(one.numbers.get("size", 0.0)) for one in closings)
    return Closing(first, last, round(contracts), -cost, fsum(one.numbers.get("notional", 0.0) for one in closings))


def _is_commission(posting: dict[str, Any]) -> bool:
    return (posting["category"], posting["reason"]) == ("commission", "liquidation")


def _posted(run: RunResult, first: Day, last: Day) -> list[dict[str, Any]]:
    """Rows of the ledger from a session to another."""
    ledger = run.table("ledger")
    days = to_array(ledger["date"])
    rows: list[dict[str, Any]] = ledger.filter((days >= first) & (days <= last)).to_pylist()
    return rows
