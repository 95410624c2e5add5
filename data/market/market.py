"""`Market`: the validated daily table every run reads."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.cache import content_hash
from data.base.columns import column_problems, with_later_columns
from data.base.days import Day, iso
from data.base.errors import DataError
from data.base.finding import Finding, Refused, errors
from data.chains.quotes import OptionQuotes
from data.contracts.calendars import SessionCalendar, xnys
from data.contracts.points import point_sizes
from data.contracts.underlying import UNKNOWN, index_name
from data.futures.quotes import FuturesQuotes
from data.market.market_view import MarketView
from data.sessions.market_days import MarketDays
from data.sessions.market_table import COLUMNS, FILLED_BY, SCHEMA
from data.sessions.quality import findings, report
from data.signals import trend
from data.signals.volatility import realised


class Market:
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
        self.index = index_name(index)
        self.bill_months = bill_months
        self.calendar = calendar or xnys()
        self.quotes: OptionQuotes | None = quotes
        self.futures: FuturesQuotes | None = futures
        self.origin = dict(origin or {})
        self.hypothetical_until = hypothetical_until
        table = with_later_columns(table, COLUMNS)
        _check_columns(table)
        found = findings(table, self.calendar)
        if found:
            raise DataError(report("market table", found))
        self.table = table.select(SCHEMA.names).combine_chunks().cast(SCHEMA).replace_schema_metadata(SCHEMA.metadata)
        self.days: list[Day] = self.table["date"].cast(pa.int32()).to_pylist()
        self.starts: Day = self.days[0] if starts is None else starts
        self._lists: dict[str, list[float]] = {}
        self._derived: dict[tuple[str, int], list[float]] = {}
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

    def __len__(self) -> int:
        return len(self.days)

    def __repr__(self) -> str:
        return f"<Market {iso(self.days[0])}..{iso(self.days[-1])}, {len(self)} sessions of {self.calendar.name}>"

    def hypothetical_from(self, first: Day) -> Day | None:
        """Until when an account that begins on a day is hypothetical; None where it is not at all."""
        until = self.hypothetical_until
        return until if until is not None and first < until else None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the table's content."""
        return content_hash(self.table)

    @cached_property
    def next_sessions(self) -> list[Day]:
        """The session after each session, shape (sessions,) (no session is missing, so
        only the last needs the calendar).
        """
        return [*self.days[1:], self.calendar.after(self.days[-1])]

    @cached_property
    def scale(self) -> list[float]:
        """Size of a point to contracts at each session (see `data.contracts.points`): 1, and less where the index
        stood low before they were listed.
        """
        return point_sizes(self.index, self.days, self.values("close"))

    def floats(self, column: str) -> Floats:
        """A column as an array of floats, shape (sessions,), in the unit of its `COLUMNS`.
        Raises `KeyError` for an unknown one.
        """
        return to_array(self.table[column])

    def require(self, column: str, first: Day, last: Day, why: str) -> None:
        """Asks for an optional column from a day to another. Raises `DataError` where a session
        lacks it; `why` says what needs it.
        """
        rows = slice(self.place(first), self.place(last + 1))
        unknown = np.flatnonzero(np.isnan(self.floats(column)[rows]))
        if len(unknown):
            day = iso(self.days[rows.start + int(unknown[0])])
            raise DataError(
                f"{why} needs {column}, which the market does not have on {day}; "
                f"choose another period, or build a market with it (overlay data build {FILLED_BY[column]})"
            )

    def values(self, column: str) -> list[float]:
        """A column as a list, shape (sessions,), for reading single days quickly. Raises `KeyError` for an unknown
        one.
        """
        if column not in self._lists:
            self._lists[column] = self.table[column].to_pylist()
        return self._lists[column]

    def realised_volatility(self, window: int) -> list[float]:
        """Realised volatility of the last `window` returns at each session, annual decimals
        (see `data.signals.volatility`).
        """
        return self._derived.get(("realised", window)) or self._derive("realised", window, self._realised, "close")

    def _realised(self, closes: Floats, window: int) -> Floats:
        return realised(closes, window, self.calendar.sessions_per_year)

    def moving_average(self, window: int) -> list[float]:
        """Mean of the last `window` closes at each session, index points (see `data.signals.trend`)."""
        return self._derived.get(("average", window)) or self._derive("average", window, trend.moving_average, "close")

    def highest_before(self, window: int) -> list[float]:
        """Highest of the `window` closes before each session's, index points (see `data.signals.trend`)."""
        return self._derived.get(("highest", window)) or self._derive("highest", window, trend.highest_before, "close")

    def fall_from_high(self) -> list[float]:
        """How far each close stands below the highest so far, a decimal of 0 or more."""
        return self._derived.get(("fall", 1)) or self._derive("fall", 1, trend.fall_from_high, "close")

    def fall_within(self, window: int) -> list[float]:
        """How far each close stands below the highest of the last `window`, a decimal of 0 or
        more (see `data.signals.trend`).
        """
        return self._derived.get(("within", window)) or self._derive("within", window, trend.fall_within, "close")

    def efficiency_ratio(self, window: int) -> list[float]:
        """Efficiency ratio of the last `window` sessions at each session, 0 to 1 (see `data.signals.trend`)."""
        return self._derived.get(("path", window)) or self._derive("path", window, trend.efficiency_ratio, "close")

    def adx(self, window: int) -> list[float]:
        """Average directional index at each session, 0 to 100 (see `data.signals.trend`)."""
        compute, prices = trend.average_directional_index, ("high", "low", "close")
        return self._derived.get(("adx", window)) or self._derive("adx", window, compute, *prices)

    def _derive(self, name: str, window: int, compute: Callable[..., Floats], *columns: str) -> list[float]:
        path: list[float] = compute(*map(self.floats, columns), window).tolist()
        self._derived[name, window] = path
        return path

    def place(self, day: Day) -> int:
        """Row of the first session on or after a day; `len(market)` when there is none."""
        return bisect_left(self.days, day)

    def until(self, day: Day) -> "Market":
        """The market as it stood at the close of a day: every later row is gone. Raises `DataError` where none is
        left.
        """
        rows = self.place(day + 1)
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
        return Market(table, self.calendar, quotes, futures=futures, **about)

    def as_of(self, day: Day) -> MarketView:
        """What was known at the close of a session. Raises `DataError` for a day that is not in the table."""
        place = self.place(day)
        if place == len(self) or self.days[place] != day:
            raise DataError(f"market table: {iso(day)} is not one of its sessions {self!r}")
        return MarketView(self, place)


def _check_columns(table: pa.Table) -> None:
    problems = column_problems(SCHEMA, table, exact=True)
    if table.num_rows == 0:
        problems.append("it has no rows")
    if problems:
        raise DataError(f"market table: {'; '.join(problems)}; expected the columns {', '.join(SCHEMA.names)}")
