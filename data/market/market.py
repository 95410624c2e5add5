"""`Market`: the validated daily table every run reads."""

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.cache import content_hash
from data.base.columns import column_problems, with_later_columns
from data.base.days import Day, iso
from data.base.errors import DataError
from data.base.finding import Finding, Refused, errors
from data.chains.quotes import OptionQuotes
from data.contracts.calendars import SessionCalendar, xnys
from data.contracts.underlying import UNKNOWN, index_name
from data.futures.quotes import FuturesQuotes
from data.market.market_series import MarketSeries
from data.market.market_view import MarketView
from data.sessions.market_days import MarketDays
from data.sessions.market_table import COLUMNS, FILLED_BY, SCHEMA
from data.sessions.quality import findings, report
from data.signals.own_labels import OwnLabels
from data.signals.regimes import AsOfLabels


class Market(MarketSeries):
    """Daily market data that passed every check.

    `table` has the columns of `COLUMNS`; `calendar` says which days are sessions (default: New York Stock
    Exchange); `quotes` are option quotes, which go before modelled prices; `futures` settlement prices of futures,
    for runs that ask for them: both are held against the market, and what is doubtful in them is kept as
    `quote_warnings`. `origin` tells where a market of the user's own came from. `index` names the index (`SPX`,
    `N225`): only contracts on it are traded (see `data.market.agreement`). `bill_months` is the term of the bills
    behind `bill_yield`, 1 or 3. Rows before `starts` serve rules that look back: a run begins on or after it
    (default: the first row). Before `hypothetical_until` the market could not have been traded as it is modelled
    (None: no such days). Raises `DataError` with *all* findings when something is wrong, which is `Refused` where
    quotes are. Do not change the table afterwards.
    """

    def __init__(
        self,
        table: pa.Table,
        calendar: SessionCalendar | None = None,
        quotes: OptionQuotes | None = None,
        *,
        futures: FuturesQuotes | None = None,
        origin: Mapping[str, Any] | None = None,
        index: str = UNKNOWN,
        bill_months: int = 3,
        starts: Day | None = None,
        hypothetical_until: Day | None = None,
    ) -> None:
        index, calendar = index_name(index), calendar or xnys()
        table = with_later_columns(table, COLUMNS)
        _check_columns(table)
        found = findings(table, calendar)
        if found:
            raise DataError(report("market table", found))
        super().__init__(table, calendar, index, hypothetical_until)
        self.bill_months = bill_months
        self.quotes: OptionQuotes | None = quotes
        self.futures: FuturesQuotes | None = futures
        self.origin = dict(origin or {})
        self.starts: Day = self.days[0] if starts is None else starts
        self.quote_warnings = self._doubts()

    def _doubts(self) -> tuple[Finding, ...]:
        """What is doubtful in quotes and settlement prices on this market. Raises `Refused` with all
        findings where something is wrong.
        """
        given = [one for one in (self.futures, self.quotes) if one]
        days = self.as_arrays() if given else None
        found = [finding for one in given for finding in (*one.warnings, *(one.findings_on(days) if days else ()))]
        if errors(found):
            raise Refused(found)
        return tuple(found)

    def as_arrays(self) -> MarketDays:
        """Its sessions as arrays: what quotes of futures and options are held against."""
        names = ("close", "high", "low", "bill_yield", "dividend_yield", "vix")
        days = np.array(self.days, dtype=np.int64)
        return MarketDays(self.index, self.calendar, days, *(self.floats(name) for name in names))

    @property
    def shipped(self) -> str:
        """Name of a market that comes with the program; empty for one of the user's own."""
        return str(self.origin.get("shipped", ""))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the table's content."""
        return content_hash(self.table)

    def require(self, column: str, first: Day, last: Day, why: str) -> None:
        """Asks for an optional column from a day to another. Raises `DataError` where a session
        lacks it; `why` says what needs it.
        """
        rows = slice(self.row_from(first), self.row_from(last + 1))
        unknown = np.flatnonzero(np.isnan(self.floats(column)[rows]))
        if len(unknown):
            day = iso(self.days[rows.start + int(unknown[0])])
            raise DataError(
                f"{why} needs {column}, which the market does not have on {day}; "
                f"choose another period, or build a market with it (overlay data build {FILLED_BY[column]})"
            )

    def until(self, day: Day) -> "Market":
        """The market as it stood at the close of a day: every later row is gone. Raises `DataError` where none is
        left.
        """
        rows = self.row_from(day + 1)
        if rows == 0:
            raise DataError(f"market table: nothing on or before {iso(day)}; it starts on {iso(self.days[0])}")
        # quotes have passed on the whole market, and are not held against a part of it again
        known = self._like(self.table.slice(0, rows), None, None)
        known.quotes, known.futures = self.quotes and self.quotes.until(day), self.futures and self.futures.until(day)
        known.quote_warnings = self.quote_warnings
        return known

    def quoted(self, quotes: OptionQuotes | None, futures: FuturesQuotes | None) -> "Market":
        """The same market with quotes of options and settlement prices of futures. Raises `Refused`, a
        `DataError`, where they are wrong on it.
        """
        return self._like(self.table, quotes, futures)

    def _like(self, table: pa.Table, quotes: OptionQuotes | None, futures: FuturesQuotes | None) -> "Market":
        names = ("origin", "index", "bill_months", "starts", "hypothetical_until")
        about: dict[str, Any] = {name: getattr(self, name) for name in names}
        market = Market(table, self.calendar, quotes, futures=futures, **about)
        if self.own_labels:
            market.own_labels = AsOfLabels(self.own_labels.names, self.own_labels.codes[: len(table)])
        return market

    def labelled(self, labels: OwnLabels, lag_days: int = 0) -> "Market":
        """The same market with labels of the user's own as `own_labels`, those of a day known at its close, or so many
        calendar days later.
        """
        market = copy(self)
        market.own_labels = labels.known(self.days, lag_days)
        return market

    def as_of(self, day: Day) -> MarketView:
        """What was known at the close of a session. Raises `DataError` for a day that is not in the table."""
        return MarketView(self, self.row_of(day))


def _check_columns(table: pa.Table) -> None:
    problems = column_problems(SCHEMA, table, exact=True)
    if table.num_rows == 0:
        problems.append("it has no rows")
    if problems:
        raise DataError(f"market table: {'; '.join(problems)}; expected the columns {', '.join(SCHEMA.names)}")
