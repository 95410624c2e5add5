"""A market table that no build has looked at: each column as a history of its kind, through the rules for its files."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from data.arrow import to_array
from data.cache import content_hash
from data.calendars import SessionCalendar, exchange
from data.days import Day, iso
from data.embedded import named_market
from data.finding import Finding, Refused, errors, warnings
from data.intake.bills import FOUR_WEEKS, Quote
from data.intake.build import this_day
from data.intake.day_rules import DAY_RULES
from data.intake.history import Flags, History, Ints
from data.intake.names import RATES
from data.intake.price_rules import LOWEST_VIX
from data.intake.rule import Context
from data.intake.rules import findings
from data.intake.source import BILLS, Kind, Source
from data.market_table import SCHEMA
from data.quality import findings as table_findings
from data.quality import unreadable
from data.stored_market import StoredMarket
from data.volatility import Floats

MARKET = "market"
_WHY = "a run on it would be refused"
_BARS = ("open", "high", "low", "close", "open_is_real")
_COLUMNS: dict[Kind, str] = {
    "vix": "vix", "bills": "bill_yield", "bills-1m": "bill_yield_1m", "dividends": "dividend_yield", "fx": "usdjpy", "jpy-rate": "jpy_rate",
}  # fmt: skip
_OF_DAYS = frozenset(rule.check for rule in DAY_RULES)
_QUARTER = 91


def look_at(stored: StoredMarket) -> None:
    """Keeps the warnings about a market file in its record, none of a made-up one. Raises `Refused` where there is an error."""
    by_column = list(by_columns(stored))
    found = [one for of_column in by_column for one in of_column]
    if errors(found):
        raise Refused(found)
    kept = list(stored.record["warnings"])
    told = [one for of_column in by_column for one in warnings(of_column)]
    stored.record["warnings"] = [*kept, *(one for one in told if one not in kept)]


def known(stored: StoredMarket) -> bool:
    """Whether a build has looked at a market file: it wrote the file, or the table is rows of a market that comes with the program, as its record says."""
    if "shipped" not in stored.record:
        return stored.built
    whole, day = named_market(stored.record["shipped"]), int(to_array(stored.table["date"])[0])
    return content_hash(whole.table.slice(whole.place(day), len(stored.table))) == stored.seal


def by_columns(stored: StoredMarket, today: Day | None = None, *, index_alone: bool = False) -> Iterator[list[Finding]]:
    """Everything found in a market file: of the table as a whole, then column by column; `line` is the row of the table, from 1.

    Of a made-up market only what no market can be; with `index_alone`, for one whose files a build has looked at, beside that the index.
    """
    calendar = exchange(stored.record["calendar"])
    of_table = _of_table(stored, calendar)
    if stored.made_up or not (of_columns := list(histories(stored))):
        yield of_table
        return
    of_columns = of_columns[:1] if index_alone else of_columns
    context = Context(calendar, today or this_day(), stored.record["index"])
    found_in = [_of_column(history, context) for history in of_columns]
    told = {(one.line, one.column) for found in found_in for one in errors(found)}
    yield [one for one in of_table if (one.line, one.column) not in told]
    yield from found_in


def histories(stored: StoredMarket) -> Iterator[History]:
    """The columns of a market as histories: all rows of the index, of the others those with a value of their own; none where it is unreadable."""
    if unreadable(stored.table):
        return
    columns = {name: to_array(stored.table[name]) for name in SCHEMA.names}
    days = columns["date"].astype(np.int64)
    bars = {name: columns[name].astype(np.float64) for name in _BARS}
    index = Source("index", stored.path)
    yield History(index, "", MARKET, "", days, np.arange(1, len(days) + 1), bars, {name: name for name in _BARS})
    flags = {"vix": columns["vix_modelled"], "bill_yield": columns["bill_carried"]}
    for kind, name in _COLUMNS.items():
        values = columns[name]
        rows = np.flatnonzero(_said(name, values, flags, days))
        field, unit = ("rate", "decimal") if kind in RATES else ("rate" if kind == "fx" else "close", "")
        if len(rows):
            yield History(
                Source(kind, stored.path), "", MARKET, "", days[rows], rows + 1, {field: values[rows]}, {field: name}, unit,
                _quote(kind, stored.record["bill_months"]),
            )  # fmt: skip


def _quote(kind: Kind, months: int) -> Quote | None:
    one_month = kind == "bills-1m" or months == 1
    return Quote("yield", FOUR_WEEKS if one_month else _QUARTER) if kind in BILLS else None


def _said(name: str, values: Floats, flags: dict[str, Flags], days: Ints) -> Flags:
    """Which rows say something of their own: neither unknown, nor modelled, nor the value before carried on. A flag hides no value that it cannot stand for.

    Columns without a flag are taken for carried where most rows repeat the one before. What is carried on says something where it changes, and once a month.
    """
    if name == "vix":
        return np.asarray(~flags["vix"] | (values < LOWEST_VIX))
    known, months = ~np.isnan(values), days.astype("datetime64[D]").astype("datetime64[M]")
    changed = np.concatenate([[True], values[1:] != values[:-1]]) & known
    told = changed | (np.concatenate([[True], months[1:] != months[:-1]]) & known)
    if name == "bill_yield":
        return np.asarray(~flags["bill_yield"] | told)
    return np.asarray(told if changed.sum() <= known.sum() / 2 else known)


def _of_column(history: History, context: Context) -> list[Finding]:
    """What the rules find; days are those of the index and told there, and repairs are for files."""
    return [
        replace(one, fix="")
        for one in findings(history, context)
        if history.kind == "index" or one.check not in _OF_DAYS
    ]


def _of_table(stored: StoredMarket, calendar: SessionCalendar) -> list[Finding]:
    """What `Market` would refuse."""
    days = to_array(stored.table["date"])
    return [
        Finding(
            MARKET, "error", stored.path.name, one.row, one.column, one.value, one.problem, _WHY,
            date="" if one.row is None or one.column == "date" else iso(int(days[one.row - 1])),
        )
        for one in table_findings(stored.table, calendar)
    ]  # fmt: skip
