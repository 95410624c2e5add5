"""A market table that no build has looked at: each column as a history of its kind, through the rules for its files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import to_array
from data.base.cache import content_hash
from data.base.days import Day, iso
from data.base.finding import Finding, Refused, errors, sentence, warnings
from data.base.saying import said
from data.contracts.calendars import SessionCalendar, exchange
from data.contracts.underlying import UNKNOWN
from data.intake.bills import FOUR_WEEKS, BillQuote
from data.intake.build import this_day
from data.intake.history import History
from data.intake.opinion.own_table import beside_own
from data.intake.opinion.vix_beside_index import vix_beside
from data.intake.reading.column_names import RATES
from data.intake.rules.all_rules import findings
from data.intake.rules.day_rules import DAY_RULES
from data.intake.rules.rule import Context
from data.intake.source import BILLS, Kind, Source
from data.market.embedded import EMBEDDED, named_market
from data.market.stored_market import StoredMarket
from data.sessions.market_table import SCHEMA
from data.sessions.quality import findings as table_findings
from data.sessions.quality import unreadable
from data.signals.volatility import implied_proxy

MARKET = "market"
_BARS = ("open", "high", "low", "close", "open_is_real")
_COLUMNS: dict[Kind, str] = {
    "vix": "vix", "bills": "bill_yield", "bills-1m": "bill_yield_1m", "dividends": "dividend_yield", "fx": "usdjpy",
    "jpy-rate": "jpy_rate",
}  # fmt: skip
_OF_DAYS = frozenset(rule.check for rule in DAY_RULES)
_QUARTER, _FAR = 91, 3.0


def look_at(stored: StoredMarket) -> None:
    """Keeps the warnings about a market file in its record, none of a made-up one. Raises
    `Refused` where there is an error.
    """
    by_column = list(by_columns(stored))
    found = [one for of_column in by_column for one in of_column]
    if errors(found):
        raise Refused(found)
    kept = list(stored.record["warnings"])
    said_already = {sentence(one) for one in kept}
    told = [one for of_column in by_column for one in warnings(of_column)]
    stored.record["warnings"] = [*kept, *(one for one in told if sentence(one) not in said_already)]


def known(stored: StoredMarket) -> bool:
    """Whether a build has looked at a market file: it wrote the file, or the table is rows of a market that comes
    with the program, as its record says.
    """
    if "shipped" not in stored.record:
        return stored.built
    whole, day = named_market(stored.record["shipped"]), int(to_array(stored.table["date"])[0])
    return content_hash(whole.table.slice(whole.row_from(day), len(stored.table))) == stored.seal


def by_columns(stored: StoredMarket, today: Day | None = None, *, index_alone: bool = False) -> Iterator[list[Finding]]:
    """Everything found in a market file: of the table as a whole, then column by column; `line`
    is the row of the table, from 1.

    Of a made-up market only what no market can be; with `index_alone`, for one whose files a build has
    looked at, beside that the index.
    """
    calendar = exchange(stored.record["calendar"])
    of_table = _of_table(stored, calendar)
    if stored.made_up or not (of_columns := list(histories(stored))):
        yield of_table
        return
    of_columns = of_columns[:1] if index_alone else of_columns
    context = Context(calendar, today or this_day(), stored.record["index"])
    found_in = [_of_column(history, context, of_columns[0].days) for history in of_columns]
    told = {(one.line, one.column) for found in found_in for one in errors(found)}
    yield [one for one in of_table if (one.line, one.column) not in told]
    yield from found_in
    if not index_alone:
        yield list(beside_own(stored, {one.column for found in (of_table, *found_in) for one in found}))
    yield _vix_beside(of_columns, context.index)


def histories(stored: StoredMarket) -> Iterator[History]:
    """The columns of a market as histories: all rows of the index, of the others those with a value of their
    own; none where it is unreadable.
    """
    if unreadable(stored.table):
        return
    columns = {name: to_array(stored.table[name]) for name in SCHEMA.names}
    days = columns["date"].astype(np.int64)
    bars = {name: columns[name].astype(np.float64) for name in _BARS}
    index = Source("index", stored.path)
    yield History(index, "", MARKET, "", days, np.arange(1, len(days) + 1), bars, {name: name for name in _BARS})
    for kind, name in _COLUMNS.items():
        field, unit = ("rate", "decimal") if kind in RATES else ("rate" if kind == "fx" else "close", "")
        for rows, own_days in _said(name, columns):
            yield History(
                Source(kind, stored.path), "", MARKET, "", own_days, rows + 1, {field: columns[name][rows]},
                {field: name}, unit,
                _quote(kind, stored.record["bill_months"]),
            )  # fmt: skip


def _quote(kind: Kind, months: int) -> BillQuote | None:
    one_month = kind == "bills-1m" or months == 1
    return BillQuote("yield", FOUR_WEEKS if one_month else _QUARTER) if kind in BILLS else None


def _said(name: str, columns: Mapping[str, NDArray[Any]]) -> Iterator[tuple[Ints, Ints]]:
    """Rows of a column that say something of their own, neither unknown, nor modelled, nor carried on, and the days
    they are of; parts without rows are left out.

    A flag hides no value that it cannot stand for; columns without one are taken for carried where
    most rows repeat the one before.
    """
    values, days = columns[name], columns["date"].astype(np.int64)
    known = ~np.isnan(values)
    changed = np.concatenate([[True], values[1:] != values[:-1]]) & known
    if name == "vix":
        parts = [(_quoted(values, columns), days)]
    elif (fresh := ~columns["bill_carried"] if name == "bill_yield" else changed).sum() > known.sum() / 2:
        parts = [(fresh | changed if name == "bill_yield" else known, days)]
    else:
        parts = _carried(known, changed, days)
    return ((np.flatnonzero(rows), of[rows]) for rows, of in parts if rows.any())


def _quoted(vix: Floats, columns: Mapping[str, NDArray[Any]]) -> Flags:
    """Where the VIX was quoted, and where it is said to be modelled but far from what a model of these
    closes gives, with the rows beside.
    """
    modelled, closes = columns["vix_modelled"], columns["close"]
    if not modelled.any() or not np.all(np.isfinite(closes) & (closes > 0.0)):
        return np.asarray(~modelled)
    proxy = np.array(implied_proxy(closes.tolist()))
    far = np.pad(modelled & ~((vix > proxy / _FAR) & (vix < proxy * _FAR)), 1)
    return np.asarray(~modelled | far[1:-1] | far[:-2] | far[2:])


def _carried(known: Flags, changed: Flags, days: Ints) -> list[tuple[Flags, Ints]]:
    """Rows of a column that is mostly carried on: where it changes and once a month.

    One that mostly changes with the month has values of months, each of the month before:
    it was known from the next one on.
    """
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    begins = np.concatenate([[True], months[1:] != months[:-1]])
    of_month = np.cumsum(begins) - 1
    still = np.bincount(of_month, changed & ~begins) == 0
    if still.mean() <= 0.5:
        return [(changed | (begins & known), days)]
    before = (months - 1).astype("datetime64[D]").astype(np.int64)
    return [(begins & still[of_month] & known, before), (~still[of_month] & known, days)]


def _of_column(history: History, context: Context, days: Ints) -> list[Finding]:
    """What the rules find; days are those of the index and told there, and repairs are for files."""
    found = [replace(one, fix="") for one in findings(history, context)]
    if history.kind == "index":
        return found
    return [
        replace(one, date="" if one.line is None else iso(int(days[one.line - 1])))
        for one in found
        if one.check not in _OF_DAYS
    ]


def _vix_beside(columns: Sequence[History], index: str) -> list[Finding]:
    """The VIX held against the index beside it, where that is named and another than
    that of the program's own market.
    """
    quoted = [one for one in columns if one.kind == "vix" and index not in {EMBEDDED, UNKNOWN}]
    return [found for one in quoted for found in vix_beside(one, columns[0])]


def _of_table(stored: StoredMarket, calendar: SessionCalendar) -> list[Finding]:
    """What `Market` would refuse."""
    days = to_array(stored.table["date"])
    return [
        Finding(
            MARKET, "error", stored.path.name, one.row, one.column, one.value, one.problem, said("why.market"),
            date="" if one.row is None or one.column == "date" else iso(int(days[one.row - 1])),
        )
        for one in table_findings(stored.table, calendar)
    ]  # fmt: skip
