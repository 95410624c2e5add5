"""Files of settlement prices of futures: a row for each contract and session, or a front
and a next contract in each row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats, Ints, Texts
from data.base.arrow import to_column
from data.base.days import month_number
from data.base.finding import Finding, Refused
from data.base.saying import Saying, said
from data.contracts.calendars import MONTH_CODES, SessionCalendar, exchange
from data.contracts.contracts import future_roots, future_spec
from data.futures.quotes import SCHEMA, FuturesQuotes
from data.futures.table import FutureRows, future_rows
from data.intake.quotes.quote_source import EXPIRIES, months, quote_source, refuse_unread
from data.intake.reading.column_names import DATES, PERIODS, plain
from data.intake.reading.fields import Fields, WantedColumn, dates_named, fields_of
from data.intake.reading.problems import reading
from data.intake.reading.sheet import Sheet, read_sheet

_DAILY, _STAMP = {"pricecontract", "forward", "forwardcontract"}, " 23:00:00"
"""Columns of the daily files of pysystemtrade, in plain form, and the time that they give each row."""
ROOT = "ES"
"""Root of rows that do not say theirs."""
_DATE = WantedColumn("date", "date", tuple(DATES), second=tuple(PERIODS))
_PRICES = ("settle", "settlementprice", "settleprice", "settlementvalue", "清算値", "清算値段", "清算価格")
_CLOSES = ("close", "closeprice", "price", "last", "lastprice", "value", "終値")
_ROOT = WantedColumn("root", "word", ("product", "productcode", "underlying", "symbolroot", "商品"), optional=True)
_EXPIRY = WantedColumn("expiry", "date", EXPIRIES, optional=True)
_CONTRACT = WantedColumn(
    "contract", "word", ("contractmonth", "symbol", "ticker", "contractcode", "限月", "銘柄"), optional=True
)
TIDY = (_DATE, _ROOT, _EXPIRY, _CONTRACT, WantedColumn("settlement", "number", _PRICES, second=_CLOSES))
FRONT_AND_NEXT = (
    _DATE,
    WantedColumn("price", "number", ("frontprice", *_PRICES), second=("close", "settlement", "last")),
    WantedColumn("contract", "word", ("frontcontract", "front", "pricecontract")),
    WantedColumn("next_price", "number", ("nextprice", "forward")),
    WantedColumn("next_contract", "word", ("nextcontract", "forwardcontract")),
)
FIELDS = tuple(dict.fromkeys(one.name for one in (*TIDY, *FRONT_AND_NEXT)))
"""What the user may name with --columns."""
_MONTH = re.compile(r"(\d{4})[-/]?(\d{2})(?:00)?(?:\.0)?", re.ASCII)
_CODE = re.compile(r"[/@]?([A-Z][A-Z\d]*?)?_?([FGHJKMNQUVXZ])(\d{4}|\d{1,2})", re.ASCII)


class Default(NamedTuple):
    """Root of rows that name none, and the exchange's sessions."""

    root: str
    calendar: SessionCalendar


class ContractPrices(NamedTuple):
    """Rows of contracts, each of shape (rows,): line, day, root, day of expiry, price."""

    lines: Ints
    days: Ints
    roots: Texts
    expiries: Ints
    prices: Floats


class Read(NamedTuple):
    """A file as arrays, its shape, and the sessions by which its contracts are dated."""

    rows: FutureRows
    table: pa.Table
    shape: str
    calendar: SessionCalendar
    notes: tuple[Saying, ...] = ()


def read_futures(
    path: Path | str, root: str = ROOT, calendar: SessionCalendar | None = None,
    columns: Mapping[str, str] | None = None
) -> FuturesQuotes:  # fmt: skip
    """Settlement prices from `FILE[:word]...` (`mdy`, `dmy`, `point`, `comma`), in any format that the intake reads.

    `root` is that of rows which name none; `columns` are names of columns by field; the calendar is by default that of
    the contracts' exchange. In the second shape contracts are months, `199903` or `H99`, and an empty price is no
    price. Raises `Refused` with all that is wrong.
    """
    read = read_rows(path, root, calendar, columns)
    return FuturesQuotes(read.table, read.calendar, read.rows.file, read.rows.line)


def read_rows(
    path: Path | str, root: str = ROOT, calendar: SessionCalendar | None = None,
    columns: Mapping[str, str] | None = None
) -> Read:  # fmt: skip
    """The rows of a file (see `read_futures`), whatever is wrong in them. Raises
    `Refused` where they cannot be read.
    """
    named = columns or {}
    file, words = quote_source("futures", str(path))
    sheet = read_sheet(file, dates_named(TIDY, named))
    names = {plain(name) for name in sheet.header}
    daily = names >= _DAILY
    pairs = daily or {"nextprice", "nextcontract"} <= names or "next_price" in named
    sheet = _without_stamp(sheet) if daily else sheet
    by_month = [] if pairs else months(sheet, named.get("expiry", ""))
    wanted: tuple[WantedColumn, ...] = FRONT_AND_NEXT if pairs else TIDY
    if by_month:
        wanted = tuple(one for one in TIDY if one is not _EXPIRY)
        named = {**named, "contract": sheet.header[by_month[0]]}
    fields = fields_of(sheet, wanted, named, words, "futures")
    refuse_unread(fields)
    given = fields.words.get("root", np.array([root], dtype=object)).tolist()
    known = next((one for one in map(str.upper, given) if one in future_roots()), ROOT)
    default = Default(root, calendar or exchange(future_spec(known).calendar))
    rows = _pairs(fields, default) if pairs else _tidy(sheet, fields, default)
    values = (rows.days, rows.roots.tolist(), rows.expiries, rows.prices)
    table = pa.table([to_column(one, field.type) for one, field in zip(values, SCHEMA, strict=True)], schema=SCHEMA)
    shape = "front and next" if pairs else "tidy"
    return Read(future_rows(table, fields.file, rows.lines), table, shape, default.calendar, fields.notes)


def _without_stamp(sheet: Sheet) -> Sheet:
    """The sheet without a time that every date has, where it is the one that pysystemtrade gives daily rows."""
    place = next((one for one, name in enumerate(sheet.header) if plain(name) in _DATE.usual), -1)
    if place < 0 or not all(row[place].endswith(_STAMP) for row in sheet.rows):
        return sheet
    rows = [[*row[:place], row[place].removesuffix(_STAMP), *row[place + 1 :]] for row in sheet.rows]
    note = said("noted.stamp", column=sheet.header[place], stamp=_STAMP)
    return replace(sheet, rows=rows, notes=(*sheet.notes, note))


def _tidy(sheet: Sheet, fields: Fields, default: Default) -> ContractPrices:
    """Rows of contracts by their day of expiry, else by the contract's name."""
    days, contracts = fields.dates["date"], fields.words.get("contract")
    given = fields.words.get("root", np.full(len(days), default.root, dtype=object)).tolist()
    roots = np.array([str(one).upper() or default.root for one in given], dtype=object)
    expiries = fields.dates.get("expiry")
    if expiries is None:
        if contracts is None:
            listed = ", ".join(name.strip() for name in sheet.header if name.strip())
            hint = said("quotes.expiry_or_contract")
            raise Refused(
                [reading("column-missing", fields.file, said("quotes.has_neither", listed=listed), column=hint)]
            )
        told = "root" in fields.words
        roots, expiries = _named(fields, np.arange(len(days)), contracts, roots if told else None, default)
    return ContractPrices(fields.lines, days, roots, expiries, fields.numbers["settlement"])


def _pairs(fields: Fields, default: Default) -> ContractPrices:
    """Two rows of each, of the front and of the next contract, in order of day; those without a price left out."""
    parts = []
    for price, contract in (("price", "contract"), ("next_price", "next_contract")):
        there = np.flatnonzero(np.isfinite(fields.numbers[price]))
        roots, expiries = _named(fields, there, fields.words[contract], None, default)
        parts.append((fields.lines[there], fields.dates["date"][there], roots, expiries, fields.numbers[price][there]))
    lines, days, roots, expiries, prices = (np.concatenate(both) for both in zip(*parts, strict=True))
    order = np.lexsort((expiries, days))
    return ContractPrices(lines[order], days[order], roots[order], expiries[order], prices[order])


def _named(fields: Fields, rows: Ints, contracts: Texts, roots: Texts | None, default: Default) -> tuple[Texts, Ints]:
    """(root, day of expiry) of rows by the names of their contracts. Raises `Refused` with every name
    that says no month of that root.
    """
    known: dict[tuple[str, str, int], tuple[str, int]] = {}
    found, wrong = [], dict[str, Finding]()
    for row in rows.tolist():
        text, year = str(contracts[row]).strip().upper(), month_number(int(fields.dates["date"][row])) // 12
        key = text, default.root if roots is None else str(roots[row]), year
        if key not in known:
            known[key] = _contract(*key, default.calendar)
        if known[key][1] < 0 and text not in wrong:
            problem = said("quotes.not_a_month", root=known[key][0])
            line = int(fields.lines[row])
            wrong[text] = reading(
                "contract-unreadable",
                fields.file,
                problem,
                line=line,
                column="contract",
                value=text or said("cell.empty"),
            )
        found.append(known[key])
    if wrong:
        raise Refused([*fields.findings, *wrong.values()])
    return np.array([one for one, _ in found], dtype=object), np.array([day for _, day in found], dtype=np.int64)


def _contract(text: str, root: str, year: int, calendar: SessionCalendar) -> tuple[str, int]:
    """(root, day of expiry) of a contract's name on a day of a year; -1 where it names none."""
    month = _MONTH.fullmatch(text)
    code = _CODE.fullmatch(text)
    if month:
        when = int(month[1]), int(month[2])
    elif code:
        root = code[1] or root
        when = _year(code[3], year), next(number for number, letter in MONTH_CODES.items() if letter == code[2])
    else:
        return root, -1
    if root not in future_roots() or when[1] % 3 or not 1 <= when[1] <= 12:
        return root, -1
    day = future_spec(root).rolls.settlement(*when, calendar) if _within(when[0], calendar) else -1
    return root, day


def _year(digits: str, year: int) -> int:
    """The year of a code: of one digit the first from the year before on, of two the nearest."""
    if len(digits) == 4:
        return int(digits)
    size = 10 if len(digits) == 1 else 100
    start = year - (1 if size == 10 else 50)
    return start + (int(digits) - start) % size


def _within(year: int, calendar: SessionCalendar) -> bool:
    return month_number(calendar.sessions[0]) // 12 < year < month_number(calendar.sessions[-1]) // 12


def looks_like_futures(header: Sequence[str]) -> bool:
    """Whether the names of columns are those of a file of futures."""
    names = {plain(name) for name in header}
    expiries = {"expiry", *_EXPIRY.usual, "contract", "contractmonth"}
    return (
        {"nextprice", "nextcontract"} <= names
        or names >= _DAILY
        or bool(names & expiries and names & {"settlement", *_PRICES})
    )
