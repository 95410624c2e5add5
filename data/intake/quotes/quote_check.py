"""A file of futures or of option quotes by itself: everything that is wrong with it, held against a market."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.base.arrays import Ints
from data.base.days import Day, iso
from data.base.finding import Finding, Held
from data.chains.naming import all_weekly, as_series
from data.chains.on_market import chain_findings_on, chain_held_on
from data.chains.quotes import empty_cells
from data.chains.rules import chain_findings
from data.chains.table import chain_of
from data.contracts.calendars import SessionCalendar, exchange, xnys
from data.contracts.contracts import future_roots, future_spec
from data.futures.on_market import findings_on, held_on
from data.futures.rules import findings_alone
from data.intake.market_file import load_market
from data.intake.quotes.chains_file import left_out, read_quotes
from data.intake.quotes.futures_file import read_rows
from data.intake.quotes.quote_source import QuoteKind
from data.market.embedded import LONG, named_market
from data.market.market import Market

Told = dict[str, Any]
Period = tuple[Day | None, Day | None]


def check_quotes(
    kind: QuoteKind, text: str, named: Mapping[str, str], period: Period, calendar: str, *, market: Path | None
) -> tuple[Told, list[Finding]]:
    """(what a file of quotes holds, everything found in it); `market` is the file of the market it is held
    against (None: the program's own).

    Raises `Refused` where it cannot be read, `DataError` where the market cannot.
    """
    shipped = market is None or str(market) == LONG
    beside = named_market(str(market)) if market is None or shipped else load_market(market)
    if kind == "chains":
        told, found = _chains(text, named, beside)
    else:
        told, found = _futures(text, named, _calendar(calendar, beside, market), beside, asked=market is not None)
    first, last = (iso(day) if day is not None else edge for day, edge in zip(period, ("", "9"), strict=True))
    return told, [one for one in found if not one.date or first <= one.date <= last]


def _calendar(code: str, beside: Market, market: Path | None) -> SessionCalendar | None:
    """The sessions asked for: those of a named market, else of a named exchange; None
    for those of the contracts' own.
    """
    if market is not None:
        return beside.calendar
    return None if code == xnys().name else exchange(code)


def _futures(
    text: str, named: Mapping[str, str], calendar: SessionCalendar | None, market: Market, *, asked: bool
) -> tuple[Told, list[Finding]]:
    read = read_rows(text, calendar=calendar, columns=named)
    rows, days = read.rows, market.as_arrays()
    own = asked or any(_is_on(root, market.index) for root in rows.roots)
    found = [*findings_alone(rows, read.calendar), *(findings_on(rows, days) if own else ())]
    held = _plain(held_on(rows, days)) if own else []
    return {
        **_told(rows.file, rows.day, rows.roots),
        "shape": read.shape,
        "notes": list(read.notes),
        "held_against": held,
    }, found


def _is_on(root: str, index: str) -> bool:
    return root in future_roots() and future_spec(root).index == index


def _chains(text: str, named: Mapping[str, str], market: Market) -> tuple[Told, list[Finding]]:
    table, fields = read_quotes(text, named)
    file, lines = fields.file, fields.lines
    empty = empty_cells(table, file, lines)
    if empty:
        return {"file": file, "rows": len(lines)}, empty
    written = chain_of(table, file, lines)
    chain, ways = as_series(written)
    days, found = market.as_arrays(), [*left_out(fields), *ways, *chain_findings(chain)]
    notes = [*fields.notes, *all_weekly(written)]
    told = {**_told(file, chain.day, chain.roots), "notes": notes, "held_against": _plain(chain_held_on(chain, days))}
    return told, [*found, *chain_findings_on(chain, days, found)]


def _plain(held: Held) -> list[dict[str, Any]]:
    """What a file was held against; nothing where no row could be compared."""
    return [asdict(held)] if held.rows else []


def _told(file: str, days: Ints, roots: tuple[str, ...]) -> Told:
    span = {"first": iso(int(days.min())), "last": iso(int(days.max()))} if len(days) else {}
    return {"file": file, "rows": len(days), **span, "roots": list(roots)}
