"""A file by itself: what it holds, and everything that is wrong with it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from data.arrow import to_array
from data.calendars import exchange
from data.columns import column_problems
from data.days import Day
from data.errors import DataError
from data.finding import Finding, Refused
from data.intake.build import cut, this_day
from data.intake.chains_file import looks_like_chains
from data.intake.futures_file import looks_like_futures
from data.intake.history import History, read_history
from data.intake.quote_files import QUOTE_KINDS
from data.intake.quotes_check import check_quotes
from data.intake.reading import reading
from data.intake.rule import Context
from data.intake.rules import findings
from data.intake.shapes import kind_of
from data.intake.sheet import read_sheet
from data.intake.source import KINDS, Kind, Source, parse_source, split_words
from data.intake.standing import without_dividends
from data.market_file import is_parquet, read_table
from data.market_table import SCHEMA
from data.quality import findings as market_findings

MARKET = "market"
_WHY = "a run on it would be refused"


def check_file(
    text: str, kind: str | None, named: Mapping[str, Mapping[str, str]], period: tuple[Day | None, Day | None],
    calendar: str = "XNYS", *, today: Day | None = None, market: Path | None = None,
) -> tuple[dict[str, Any], list[Finding]]:  # fmt: skip
    """(what a file is, everything found in it); `text` is its path with words, `kind` what the user says that it holds.

    `market` is a file that quotes of futures and options are held against (None: the program's own market).

    What cannot be read at all is a finding too. Raises `ConfigError` for a word that is none.
    """
    path, _ = split_words(text)
    of_market: dict[str, Any] = {}
    try:
        kind = kind or kind_of_file(Path(path), [name for each in named.values() for name in each.values()])
        quotes = next((one for one in QUOTE_KINDS if one == kind), None)
        if quotes:
            told, found = check_quotes(quotes, text, named.get(quotes, {}), period, calendar, market=market)
            return {"file": Path(path).name, "rows": 0, **told, "kind": quotes}, found
        if kind == MARKET:
            of_market = record_of(Path(path))
            history, found = check_market(Path(path), today)
        else:
            known = cast("Kind", kind)
            history, found = check_source(parse_source(known, text, named[known]), *period, calendar, today)
    except Refused as refused:
        history, found = None, list(refused.findings)
    except DataError as error:
        problem = str(error).removeprefix(f"{path}: ").removeprefix(f"{Path(path).name}: ")
        history, found = None, [reading("no-market", Path(path).name, problem)]
    told = history.described() if history else {"file": Path(path).name, "rows": 0}
    return {**told, "kind": kind or "", **of_market}, found


def kind_of_file(path: Path, columns: Collection[str] = ()) -> Kind | str:
    """What a file holds, as its shape says: a kind, `market`, `futures` or `chains`; `columns` are names that the user gave.

    Raises `Refused` where only the user can know.
    """
    sheet = read_sheet(path, columns)
    if set(SCHEMA.names) <= set(sheet.header) and is_parquet(path):
        return MARKET
    if looks_like_chains(sheet.header):
        return "chains"
    if looks_like_futures(sheet.header):
        return "futures"
    kind = kind_of(sheet)
    if kind is None:
        kinds = "|".join((MARKET, *KINDS, *QUOTE_KINDS))
        raise Refused([reading("kind-unknown", path.name, f"nothing in it says what it holds; say --kind {kinds}")])
    return kind


def record_of(path: Path) -> dict[str, Any]:
    """The index that a market file says it is of, and what its record says of each column. Raises `DataError` where it is no market."""
    record = read_table(path)[1]
    return {"index": record["index"], "columns_of_market": record.get("columns", {})}


def check_source(
    source: Source, first: Day | None = None, last: Day | None = None, calendar: str = "XNYS", today: Day | None = None
) -> tuple[History | None, list[Finding]]:
    """(the history, everything found in it) of a file; no history where it could not be read."""
    try:
        history = cut(read_history(source), first, last)
    except Refused as refused:
        return None, list(refused.findings)
    found = findings(history, Context(exchange(calendar), today or this_day()))
    return history, [*found, *(without_dividends(history.days) if source.kind == "index" else ())]


def check_market(path: Path, today: Day | None = None) -> tuple[History | None, list[Finding]]:
    """(the index in it, everything found) of a market file: the checks each run makes, and the rules for an index.

    `line` is the row of the table, from 1. Raises `DataError` where the file cannot be read as a market.
    """
    table, record = read_table(path)
    calendar = exchange(record["calendar"])
    problems = column_problems(SCHEMA, table) or (["it has no rows"] if not table.num_rows else [])
    if problems:
        raise DataError(f"{path.name}: {'; '.join(problems)}")
    found = [
        Finding(MARKET, "error", path.name, one.row, one.column, one.value, one.problem, _WHY)
        for one in market_findings(table, calendar)
    ]
    if any(table[name].null_count for name in SCHEMA.names):
        return None, found
    names = ("open", "high", "low", "close", "open_is_real")
    values = {name: to_array(table[name]).astype(np.float64) for name in names}
    days = to_array(table["date"]).astype(np.int64)
    index = History(
        Source("index", path), "", MARKET, "", days, np.arange(1, len(days) + 1), values, {name: name for name in names}
    )  # fmt: skip
    return index, [*found, *findings(index, Context(calendar, today or this_day(), str(record["index"])))]
