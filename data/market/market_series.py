"""`MarketSeries`: the columns of a market by session, and what is measured on them."""

from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property

import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import DataError
from data.contracts.calendars import SessionCalendar
from data.contracts.points import point_sizes
from data.sessions.market_table import SCHEMA
from data.signals import trend
from data.signals.own_labels import OTHER
from data.signals.regime_rules import RegimeRules
from data.signals.regimes import AsOfLabels, CrashRule, TrendRule, beyond_range
from data.signals.volatility import Bars, Measure, realised, volatility


class MarketSeries:
    """A checked table by session: `table` has the columns of `COLUMNS`, `days` are its sessions, of `calendar`, `index`
    names the index.

    Before `hypothetical_until` the market could not have been traded as it is modelled (None: no such days).
    """

    def __init__(self, table: pa.Table, calendar: SessionCalendar, index: str, hypothetical_until: Day | None) -> None:
        self.table = table.select(SCHEMA.names).combine_chunks().cast(SCHEMA).replace_schema_metadata(SCHEMA.metadata)
        self.calendar = calendar
        self.index = index
        self.hypothetical_until = hypothetical_until
        self.days: list[Day] = self.table["date"].cast(pa.int32()).to_pylist()
        self.own_labels: AsOfLabels | None = None
        self._lists: dict[str, list[float]] = {}
        self._derived: dict[tuple[str, int], list[float]] = {}
        self._volatilities: dict[Measure, list[float]] = {}
        self._beyond: dict[tuple[TrendRule, CrashRule], list[float]] = {}

    def __len__(self) -> int:
        return len(self.days)

    def __repr__(self) -> str:
        return f"<Market {iso(self.days[0])}..{iso(self.days[-1])}, {len(self)} sessions of {self.calendar.name}>"

    def hypothetical_from(self, first: Day) -> Day | None:
        """Until when an account that begins on a day is hypothetical; None where it is not at all."""
        until = self.hypothetical_until
        return until if until is not None and first < until else None

    @cached_property
    def next_sessions(self) -> list[Day]:
        """The session after each session, shape (sessions,) (no session is missing, so
        only the last needs the calendar).
        """
        return [*self.days[1:], self.calendar.after(self.days[-1])]

    @cached_property
    def sessions_after_next(self) -> list[Day]:
        """The session after the next one of each, shape (sessions,)."""
        return [*self.next_sessions[1:], self.calendar.after(self.next_sessions[-1])]

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

    def own_label(self, row: int) -> str:
        """The user's own label as known at the close of a session, by its row; `other` where there is none."""
        labels = self.own_labels
        return labels.names[labels.codes[row]] if labels else OTHER

    def volatility(self, measure: Measure) -> list[float]:
        """Volatility at each session by a measure, annual decimals, NaN while unknown (see
        `data.signals.volatility`).
        """
        if measure.name == "realised":
            return self.realised_volatility(measure.window)
        if measure not in self._volatilities:
            bars = Bars(*map(self.floats, Bars._fields))
            self._volatilities[measure] = volatility(bars, measure, self.calendar.sessions_per_year).tolist()
        return self._volatilities[measure]

    def moving_average(self, window: int) -> list[float]:
        """Mean of the last `window` closes at each session, index points (see `data.signals.trend`)."""
        return self._derived.get(("average", window)) or self._derive("average", window, trend.moving_average, "close")

    def highest_before(self, window: int) -> list[float]:
        """Highest of the `window` closes before each session's, index points (see `data.signals.trend`)."""
        return self._derived.get(("highest", window)) or self._derive("highest", window, trend.highest_before, "close")

    def lowest_before(self, window: int) -> list[float]:
        """Lowest of the `window` closes before each session's, index points (see `data.signals.trend`)."""
        return self._derived.get(("lowest", window)) or self._derive("lowest", window, trend.lowest_before, "close")

    def fall_from_high(self) -> list[float]:
        """How far each close stands below the highest so far, a decimal of 0 or more."""
        return self._derived.get(("fall", 1)) or self._derive("fall", 1, trend.fall_from_high, "close")

    def fall_within(self, window: int) -> list[float]:
        """How far each close stands below the highest of the last `window`, a decimal of 0 or
        more (see `data.signals.trend`).
        """
        return self._derived.get(("within", window)) or self._derive("within", window, trend.fall_within, "close")

    def moves(self) -> list[float]:
        """Move of each close from the one before, a decimal, a fall negative; NaN for the first."""
        return self._derived.get(("move", 1)) or self._derive("move", 1, trend.daily_moves, "close")

    def beyond_range(self, rules: RegimeRules) -> list[float]:
        """0 at each session that is known to be in a range by the thresholds of some regimes, 1 in another regime, NaN
        while unknown (see `data.signals.regimes`).
        """
        key = (rules.trend, rules.crash)
        if key not in self._beyond:
            self._beyond[key] = beyond_range(self.floats("close"), *key).tolist()
        return self._beyond[key]

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

    def row_from(self, day: Day) -> int:
        """Row of the first session on or after a day; `len(market)` when there is none."""
        return bisect_left(self.days, day)

    def row_of(self, day: Day) -> int:
        """Row of a session. Raises `DataError` for a day that is not in the table."""
        row = self.row_from(day)
        if row == len(self) or self.days[row] != day:
            raise DataError(f"market table: {iso(day)} is not one of its sessions {self!r}")
        return row
