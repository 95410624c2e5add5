"""A file by itself: what it holds, and everything that is wrong with it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, cast

from data.base.days import Day, iso
from data.base.errors import DataError
from data.base.finding import Finding, Refused
from data.base.saying import as_text, said
from data.contracts.calendars import exchange
from data.intake.build import cut, this_day
from data.intake.calendar_file import is_calendar
from data.intake.fund_file import own_fund
from data.intake.history import History
from data.intake.own_regimes import own_regimes
from data.intake.published import event_dates, measures, overrides
from data.intake.quotes.chains_file import MOST_ROWS, looks_like_chains
from data.intake.quotes.futures_file import looks_like_futures
from data.intake.quotes.quote_check import check_quotes
from data.intake.quotes.quote_source import QUOTE_KINDS
from data.intake.reading.problems import reading
from data.intake.reading.provider_shapes import kind_of
from data.intake.reading.sheet import read_sheet
from data.intake.rules.all_rules import findings
from data.intake.rules.rule import Context
from data.intake.series_file import read_history
from data.intake.source import KINDS, Kind, Source, parse_source, split_words
from data.intake.standing import without_dividends
from data.intake.unsealed import MARKET, by_columns, histories, known
from data.intake.valuations import read_valuations, valued
from data.market.stored_market import is_parquet, stored_market
from data.sessions.market_table import SCHEMA

DATED_KINDS = ("valuation", "series", "events", "deviations", "regimes", "fund")
"""Files that settings name, which are no part of a market."""


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
        if kind in DATED_KINDS:
            of_market, found = check_dated(text, kind, today)
            history = None
        elif kind == MARKET:
            of_market = record_of(Path(path))
            history, found = check_market(Path(path), today)
        else:
            known = cast("Kind", kind)
            history, found = check_source(parse_source(known, text, named[known]), *period, calendar, today)
    except Refused as refused:
        history, found = None, list(refused.findings)
    except DataError as error:
        problem = str(error).removeprefix(f"{path}: ").removeprefix(f"{Path(path).name}: ")
        history, found = None, [reading("no-market", Path(path).name, as_text(problem))]
    told = history.described() if history else {"file": Path(path).name, "rows": 0}
    return {**told, "kind": kind or "", **of_market}, found


def check_dated(text: str, kind: str, today: Day | None = None) -> tuple[dict[str, Any], list[Finding]]:
    """(rows, first and last day, everything found) of a file that settings name. Raises
    `Refused` where there is an error.
    """
    found: list[Finding] = []
    if kind == "valuation":
        read = read_valuations(text, valued(text), today)
        days, found = read.days.tolist(), list(read.findings)
    elif kind == "series":
        days, found = measures(text, today)
    elif kind == "fund":
        own = own_fund(text, 0)
        days, found = list(own.fund.days), list(own.warnings)
    else:
        days = _days_of(text, kind)
    span = {"first": iso(days[0]), "last": iso(days[-1])} if days else {}
    return {"rows": len(days), **span}, found


def _days_of(text: str, kind: str) -> list[Day]:
    if kind == "regimes":
        return list(own_regimes(text).days)
    return list(overrides(text)) if kind == "deviations" else event_dates([], text).days


def kind_of_file(path: Path, columns: Collection[str] = ()) -> Kind | str:
    """What a file holds, as its shape says: a kind, `market`, `futures` or `chains`;
    `columns` are names that the user gave.

    Raises `Refused` where only the user can know.
    """
    if is_calendar(path):
        return "events"
    sheet = read_sheet(path, columns, MOST_ROWS)
    if set(SCHEMA.names) <= set(sheet.header) and is_parquet(path):
        return MARKET
    if looks_like_chains(sheet.header):
        return "chains"
    if looks_like_futures(sheet.header):
        return "futures"
    kind = kind_of(sheet)
    if kind is None:
        kinds = "|".join((MARKET, *KINDS, *QUOTE_KINDS))
        raise Refused([reading("kind-unknown", path.name, said("kind.unknown", kinds=kinds))])
    return kind


def record_of(path: Path) -> dict[str, Any]:
    """The index that a market file says it is of, and what its record says of each column. Raises
    `DataError` where it is no market.
    """
    record = stored_market(path).record
    columns = {
        name: told if "spans" in told else _spanned(told, record) for name, told in record.get("columns", {}).items()
    }
    return {"index": record["index"], "columns_of_market": columns}


def _spanned(told: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says of a column that it keeps in pieces without their days: who
    published them, over the whole market.
    """
    source = ", then ".join(dict.fromkeys(piece["publisher"] for piece in told.get("pieces", ())))
    span = {
        "source": source,
        "first": record.get("first"),
        "last": record.get("last"),
        "derived": "data/facts/" in source,
    }
    return {**told, "spans": [span] if source else []}


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
    """(the index in it, everything found) of a market file, whoever wrote it: the checks each run
    makes, and the rules for each column.

    `line` is the row of the table, from 1. Raises `DataError` where the file cannot be read as a market.
    """
    stored = stored_market(path)
    found = [one for of_column in by_columns(stored, today, index_alone=known(stored)) for one in of_column]
    return next(histories(stored), None), found
