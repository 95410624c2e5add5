"""What the rules and the broker did, and when: spans of rules, events, and fixed dates with what they cost."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day
from data.base.sums import total
from data.contracts.contracts import multiplier_of
from engine.analysis.meant_for import meant_for
from engine.analysis.rulings import evenings, multiplier
from engine.report.lanes import lanes_of
from engine.report.rows import reasons
from engine.results.run import RunResult
from engine.words import Words
from strategies.events.purposes import Purpose

FIXED_DATES = (Purpose.ROLL, Purpose.OPTION_ROLL, Purpose.PREMIUM, Purpose.INSURANCE, Purpose.EXPIRY)
"""Purposes of fills that belong to the calendar of rolls and options."""
KINDS = {
    "halving": "halved",
    "in_range": "range_entered",
    "before_events": "event_ahead",
    "pause": "paused",
    "cash_alarm": "cash_rule",
    "cash_reentry": "cash_rule",
    "cash_tactical": "cash_rule",
    "cash_override": "override",
    "fx_long": "fx_trades",
    "fx_short": "fx_trades",
    "fx_attack": "attack",
}
"""Kind of the event that begins a span, where it has another name than its rule."""


class RuleSpan(NamedTuple):
    """A rule was in force from the evening of `first` to that of `last`, and why it began."""

    rule: str
    first: Day
    last: Day
    why: str


class Dated(NamedTuple):
    """What was traded on a date for one reason: contracts with their sizes (sold is negative), those of a strategy of
    one's own with their prices, and half-spreads
    and commissions paid, account currency >= 0.
    """

    day: Day
    kind: str
    contracts: str
    cost: float


def spans(run: RunResult, say: Words) -> list[RuleSpan]:
    """When each rule was on, rule by rule in order of time."""
    days, on = lanes_of(run.tables)
    kinds, rows = {rule: KINDS.get(rule, rule) for rule in on}, _events(run, say)
    found = []
    for rule, flags in on.items():
        named = _by_day(row for row in rows if row["kind"] == kinds[rule])
        others = _by_day((row for row in rows if row["kind"] not in kinds.values()), _left(run, rule))
        for first, last in stretches(flags):
            day = int(days[first])
            found.append(RuleSpan(rule, day, int(days[last]), ", ".join(named.get(day) or others.get(day) or ())))
    return found


def _by_day(rows: Iterable[dict[str, Any]], left: Mapping[Day, float] | None = None) -> dict[Day, list[str]]:
    """Why events happened, by day; with `left` of those that leave so much of the overlay and not all of it, by which
    the switch of a rule is known that calls its changes by words of its own.
    """
    why: dict[Day, list[str]] = {}
    for row in rows:
        if left is None or json.loads(row["numbers"]).get("multiplier", 1.0) == left.get(row["day"], 1.0) < 1.0:
            why.setdefault(row["day"], []).append(row["why"])
    return why


def _left(run: RunResult, rule: str) -> dict[Day, float]:
    """What a rule left of the overlay, by evening."""
    return dict(zip(evenings(run.tables).tolist(), multiplier(run.tables, rule).tolist(), strict=True))


def stretches(flags: Any) -> Iterator[tuple[int, int]]:
    """First and last place of each stretch of flags that are up; the evening that ends it
    included where there is one.
    """
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    for first, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield int(first), min(int(end), len(flags) - 1)


def events(run: RunResult, say: Words) -> list[tuple[Day, str, str, str, str]]:
    """(day, kind, contract, reason, numbers behind it) of all that happened, in order of time."""
    return [
        (row["day"], row["kind"], row["contract"], row["why"], _numbers(row["numbers"])) for row in _events(run, say)
    ]


def _events(run: RunResult, say: Words) -> list[dict[str, Any]]:
    table = run.table("events")
    days, why = to_array(table["date"]).tolist(), reasons(table, say)
    rows = table.drop_columns(["date"]).to_pylist()
    return [{**row, "day": day, "why": told} for row, day, told in zip(rows, days, why, strict=True)]


def _numbers(text: str) -> str:
    """The numbers of an event as people read them."""
    values: dict[str, float | str | None] = json.loads(text, parse_constant=lambda _name: None)
    return ", ".join(f"{name} {_short(value)}" for name, value in values.items() if value is not None)


def _short(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"


def calendar(run: RunResult) -> list[Dated]:
    """Rolls and option dates in order of time (all fills of a strategy of one's own), with what was traded and what it
    cost (account currency, >= 0).
    """
    fills, free = run.table("fills"), run.config.kind.is_free
    fills = fills if free else fills.filter(meant_for(fills, *FIXED_DATES))
    days, kinds = to_array(fills["date"]).tolist(), fills["purpose"].to_pylist()
    rows = [
        {**row, "day": day, "kind": kind}
        for row, day, kind in zip(fills.drop_columns(["date"]).to_pylist(), days, kinds, strict=True)
    ]
    grouped = groupby(rows, key=lambda row: (row["day"], row["kind"]))
    return [_dated(day, kind, list(found), "@ {:,.2f}" if free else "") for (day, kind), found in grouped]


def _dated(day: Day, kind: str, fills: list[dict[str, Any]], at: str) -> Dated:
    traded = ", ".join(f"{fill['size']:+d} {fill['contract']} {at.format(fill['price'])}".rstrip() for fill in fills)
    cost = total(
        abs(fill["size"]) * fill["half_spread"] * multiplier_of(fill["contract"]) + fill["commission"] for fill in fills
    )
    return Dated(day, kind, traded, cost)
