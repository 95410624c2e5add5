"""Files of option quotes: a row for each series and session."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.base.arrow import Values, to_column
from data.base.days import iso
from data.base.finding import Finding, Refused
from data.base.saying import said
from data.chains.quotes import SCHEMA, OptionQuotes
from data.intake.quotes.quote_source import EXPIRIES, months, quote_source, refuse_unread
from data.intake.reading.column_names import DATES, PERIODS, plain
from data.intake.reading.fields import Fields, WantedColumn, dates_named, fields_of
from data.intake.reading.problems import reading
from data.intake.reading.sheet import Sheet, read_sheet

MOST_ROWS = 2_000_000
"""Rows of a file of chains: forty years of a few series, or a year of whole chains."""
WANTED = (
    WantedColumn("date", "date", tuple(DATES), second=tuple(PERIODS)),
    WantedColumn(
        "root", "word", ("underlying", "underlyingsymbol", "optionroot", "product"), second=("symbol", "ticker")
    ),
    WantedColumn("expiry", "date", EXPIRIES),
    WantedColumn("strike", "number", ("strikeprice", "exerciseprice", "権利行使価格", "行使価格")),
    WantedColumn("right", "word", ("type", "optiontype", "cp", "putcall", "callput", "cpflag", "pc", "コールプット")),
    WantedColumn("bid", "number", ("bidprice", "bestbid", "bideod", "bid1545", "買気配")),
    WantedColumn("ask", "number", ("offer", "askprice", "offerprice", "bestask", "bestoffer", "askeod", "売気配")),
)
FIELDS = tuple(one.name for one in WANTED)
"""What the user may name with --columns."""
_ALONE = ("mid", "midprice", "mark", "settlement", "settle", "settlementprice", "close", "last", "price")
"""What a column is called that has one price of an option."""
_BOTH = frozenset(("cbid", "cask", "pbid", "pask"))
"""What columns are called that quote a call and a put of one strike in one row, as OptionsDX has them."""
_RIGHTS = {"call": "C", "calls": "C", "c": "C", "コール": "C", "put": "P", "puts": "P", "p": "P", "プット": "P"}


def read_chains(path: Path | str, columns: Mapping[str, str] | None = None) -> OptionQuotes:
    """Option quotes from `FILE[:word]...` (`mdy`, `dmy`, `point`, `comma`), in any format that the intake
    reads; rights may be written out.

    `columns` are names of columns by field. Raises `Refused` with all that is wrong.
    """
    table, fields = read_quotes(path, columns)
    quotes = OptionQuotes(table, fields.file, fields.lines)
    quotes.warnings = (*left_out(fields), *quotes.warnings)
    return quotes


def read_quotes(path: Path | str, columns: Mapping[str, str] | None = None) -> tuple[pa.Table, Fields]:
    """(table, what was read) of a file, whatever is wrong in the rows. Raises `Refused` where they cannot be read."""
    file, words = quote_source("chains", str(path))
    named = columns or {}
    sheet = read_sheet(file, dates_named(WANTED, named), MOST_ROWS)
    _one_series_a_row(sheet)
    _two_prices(sheet, named)
    for place in months(sheet, named.get("expiry", "")):
        cells = sheet.cells(place)
        problem = said("quotes.is_a_month")
        raise Refused([*sheet.findings, cells.finding("date-unreadable", 0, problem)])
    _two_times(sheet, named)
    fields = fields_of(sheet, WANTED, named, words, "chains")
    refuse_unread(fields)
    fields = _quoted(fields)
    rights = {text: _RIGHTS.get(str(text).lower(), str(text)) for text in set(fields.words["right"].tolist())}
    values: dict[str, Values] = {
        **fields.dates,
        **fields.numbers,
        "root": [str(root).upper() for root in fields.words["root"].tolist()],
        "right": [rights[right] for right in fields.words["right"].tolist()],
    }
    filled = [to_column(values[field.name], field.type, nullable=field.name in fields.numbers) for field in SCHEMA]
    return pa.table(filled, names=SCHEMA.names), fields


def _one_series_a_row(sheet: Sheet) -> None:
    """Raises `Refused` where a row quotes a call and a put."""
    names = {plain(name): name.strip() for name in sheet.header}
    if set(names) >= _BOTH:
        call, put = (said("names.and", one=names[f"{one}bid"], other=names[f"{one}ask"]) for one in "cp")
        problem = said("quotes.call_and_put", call=call, put=put)
        raise Refused([*sheet.findings, reading("two-quotes-a-row", sheet.name, problem)])


def left_out(fields: Fields) -> list[Finding]:
    """What is told of rows without bid or offer."""
    return [one for one in fields.findings if one.check == "quotes-empty"]


def _quoted(fields: Fields) -> Fields:
    """The rows that have bid and offer, with a warning of the others; all of them where none has."""
    whole = np.isfinite(fields.numbers["bid"]) & np.isfinite(fields.numbers["ask"])
    if whole.all() or not whole.any():
        return fields
    first, many = int(np.argmin(whole)), int((~whole).sum())
    name = "ask" if np.isnan(fields.numbers["ask"][first]) else "bid"
    rows = said("quotes.only_row") if many == 1 else said("quotes.first_of_rows", rows=many)
    problem = said("quotes.empty", which=rows, rows=len(whole))
    told = reading("quotes-empty", fields.file, problem, line=int(fields.lines[first]), column=name)
    return replace(
        fields,
        lines=fields.lines[whole],
        dates={one: column[whole] for one, column in fields.dates.items()},
        numbers={one: column[whole] for one, column in fields.numbers.items()},
        words={one: column[whole] for one, column in fields.words.items()},
        findings=(*fields.findings, replace(told, date=iso(int(fields.dates["date"][first])))),
    )


def _two_times(sheet: Sheet, named: Mapping[str, str]) -> None:
    """Raises `Refused` where a file has the quotes of two times of the day, as those of Cboe DataShop."""
    names = {plain(name): name.strip() for name in sheet.header}
    if {"bid1545", "askeod", "bideod", "ask1545"} <= set(names) and not {"bid", "ask"} <= set(named):
        late, early = (
            " ".join(f"--columns chains.{field}={names[field + time]}" for field in ("bid", "ask"))
            for time in ("eod", "1545")
        )
        problem = said("quotes.twice", late=late, early=early)
        raise Refused(
            [*sheet.findings, reading("column-ambiguous", sheet.name, problem, column=said("row.bid_and_ask"))]
        )


def _two_prices(sheet: Sheet, named: Mapping[str, str]) -> None:
    """Raises `Refused` where a file has one price of each series, and no bid and offer."""
    names = {plain(name): name.strip() for name in sheet.header}
    quotes = {name for wanted in WANTED[-2:] for name in (wanted.name, *wanted.usual)}
    alone = [names[name] for name in _ALONE if name in names]
    if alone and not quotes & set(names) and not {"bid", "ask"} & set(named):
        both = said("names.and", one=f"chains.bid={alone[0]}", other=f"chains.ask={alone[0]}")
        problem = said("quotes.one_price", column=alone[0], both=both)
        raise Refused([*sheet.findings, reading("column-missing", sheet.name, problem, column=said("row.bid_and_ask"))])


def looks_like_chains(header: Sequence[str]) -> bool:
    """Whether the names of columns are those of a file of options, with bid and offer or without."""
    names = {plain(name) for name in header}
    return names >= _BOTH or all(
        names & {wanted.name, *wanted.usual} for wanted in WANTED if wanted.name in {"strike", "right"}
    )
