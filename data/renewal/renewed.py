"""The market of the program to the day: its own history unchanged, and behind it the sessions of fetched series."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import DataError
from data.intake.build import Plan, build_market
from data.intake.source import Kind, Source
from data.market.embedded import EMBEDDED, embedded_market
from data.market.market import Market
from data.market.stored_market import BUILT
from data.renewal.agreement import Compared, compared
from data.renewal.needed import CALM
from data.renewal.own_days import own_days, require_few_holes

_FLAGS = {"open": ("real_sessions", "open_is_real"), "bill_yield": ("carried_sessions", "bill_carried"),
    "vix": ("modelled_sessions", "vix_modelled")}  # fmt: skip


class Renewed(NamedTuple):
    """A market, how many sessions are new in it, and what became of the days that history and series have in common."""

    market: Market
    sessions: int
    compared: list[Compared]


def renewed(sources: Mapping[Kind, Source], since: Day, last: Day, today: Day | None = None) -> Renewed:
    """The program's market with the sessions up to `last` that series from `since` on bring. Raises `Refused` with
    every error of every file, `DataError` where the series do not agree with the history, or bring nothing new or too
    little of it.
    """
    history = embedded_market()
    fetched = build_market(Plan(dict(sources), since + CALM, last, index=EMBEDDED), today)
    own = own_days(sources)
    held = compared(history, fetched, own)
    new = fetched.row_from(history.days[-1] + 1)
    if new == len(fetched):
        raise DataError(
            f"the fetched series end on {iso(fetched.days[-1])}, and the history that comes with the program on "
            f"{iso(history.days[-1])}: there is no new session yet"
        )
    require_few_holes(own, np.array(fetched.days[new:]))
    table = pa.concat_tables([history.table, fetched.table.slice(new).select(history.table.column_names)])
    market = Market(
        table, history.calendar, origin=_record(history, fetched, new), index=history.index,
        bill_months=history.bill_months, starts=history.starts, hypothetical_until=history.hypothetical_until,
    )  # fmt: skip
    market.origin[BUILT] = market.digest
    return Renewed(market, len(fetched) - new, held)


def _record(history: Market, fetched: Market, new: int) -> dict[str, Any]:
    """Where the columns come from: the record of the history, and behind it that of the series."""
    before, after = history.origin, fetched.origin
    columns = {name: _column(name, before["columns"].get(name, {}), after, fetched, new) for name in after["columns"]}
    joined = {name: [*before[name], *after[name]] for name in ("sources", "repairs", "warnings")}
    return {
        **{name: after[name] for name in ("format", "made_by", "calendar")}, **joined,
        "columns": before["columns"] | columns,
        "renewed": {"history": history.digest, "first": iso(fetched.days[new]), "last": iso(fetched.days[-1])},
    }  # fmt: skip


def _column(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], fetched: Market, new: int
) -> dict[str, Any]:
    told = after["columns"][name]
    days = np.array(fetched.days[new:])
    spans = [_cut(span, days) for span in told.get("spans", ()) if span["last"] >= iso(int(days[0]))]
    whole = {**before, **({"last": told["last"]} if "last" in told else {})}
    if spans:
        whole["spans"] = [*before.get("spans", ()), *spans]
    if name in _FLAGS:
        count, flag = _FLAGS[name]
        whole[count] = before.get(count, 0) + int(to_array(fetched.table[flag])[new:].sum())
    elif name == "dividend_yield":
        whole["facts_sessions"] = before.get("facts_sessions", 0) + min(told.get("facts_sessions", 0), len(days))
    elif "unknown_sessions" in before or "unknown_sessions" in told:
        unknown = int(np.isnan(fetched.floats(name)[new:]).sum())
        whole["unknown_sessions"] = before.get("unknown_sessions", 0) + unknown
    return whole


def _cut(span: Mapping[str, Any], days: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> dict[str, Any]:
    first = max(span["first"], iso(int(days[0])))
    within = sum(first <= iso(day) <= span["last"] for day in days.tolist())
    return {**span, "first": first, "sessions": min(within, span["sessions"])}
