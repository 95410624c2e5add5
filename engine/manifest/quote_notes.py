"""What a run made of files of settlement prices and option quotes, for its notes."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.finding import warnings
from data.contracts.contracts import is_future, is_option
from data.market.market import Market
from engine.manifest.made_with import MadeWith
from engine.words.notes import Note, note

Tables = Mapping[str, pa.Table]


def quote_notes(made: MadeWith, tables: Tables) -> list[Note]:
    """What was doubtful in the quotes of a market, and how many marks of what was held they
    gave; nothing for a market without quotes.
    """
    market, asked = made.market, made.config.futures.prices == "quoted"
    given = [("futures", asked)] if market.futures is not None else []
    given += [("options", True)] if market.quotes is not None else []
    return [*_doubts(market), *(_used(kind, tables, asked=used) for kind, used in given)]


def _doubts(market: Market) -> list[Note]:
    """Warnings about quotes, one for each check and file."""
    return [note("market_data", warning=one, count=one["count"]) for one in warnings(market.quote_warnings)]


def _used(kind: str, tables: Tables, *, asked: bool) -> Note:
    """How many marks of futures or options held were quoted, and how many modelled."""
    belongs = is_future if kind == "futures" else is_option
    codes, sources = (tables["positions"][name].to_pylist() for name in ("contract", "mark_source"))
    marks = np.array([source for code, source in zip(codes, sources, strict=True) if belongs(code)], dtype=object)
    quoted, total = int((marks == "quoted").sum()), len(marks)
    if not asked:
        return note("prices_not_asked")
    if not total:
        return note("quotes_idle", kind=kind)
    if quoted in {0, total}:
        return note("quotes_all" if quoted else "quotes_unused", count=total, kind=kind)
    return note("quotes_used", count=quoted, total=total, kind=kind, modelled=1.0 - quoted / total)
