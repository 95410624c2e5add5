"""`MarketView`: a market as of the close of one session."""

from data.base.days import Day
from data.base.errors import LookAheadError
from data.market.market_series import MarketSeries
from data.signals.regime_rules import RegimeRules
from data.signals.volatility import Measure


class MarketView:
    """The market as of one session; every question about a later day raises `LookAheadError`."""

    __slots__ = ("_market", "_row")

    def __init__(self, market: MarketSeries, row: int) -> None:
        self._market = market
        self._row = row

    @property
    def today(self) -> Day:
        """The session whose close is the last thing known."""
        return self._market.days[self._row]

    @property
    def next_session(self) -> Day:
        """The next session of the exchange calendar: a fact known ahead, whether or not the data reach that far."""
        return self._market.next_sessions[self._row]

    @property
    def after_next(self) -> Day:
        """The session after the next one, by the exchange calendar as well."""
        return self._market.sessions_after_next[self._row]

    @property
    def move(self) -> float:
        """Today's close over that of the session before, less 1; NaN on the first session."""
        return self._market.moves()[self._row]

    def beyond_range(self, rules: RegimeRules) -> float:
        """0 where today is known to be in a range by the thresholds of some regimes, 1 in another regime, NaN while
        unknown.
        """
        return self._market.beyond_range(rules)[self._row]

    def value(self, column: str) -> float:
        """Today's value of a column, in the unit of its `COLUMNS`."""
        return self._market.values(column)[self._row]

    @property
    def hypothetical(self) -> bool:
        """Whether the market could not have been traded today as it is modelled."""
        return self._market.hypothetical_from(self.today) is not None

    @property
    def scale(self) -> float:
        """Size of a point to contracts today, 0 to 1 (see `MarketSeries.scale`)."""
        return self._market.scale[self._row]

    @property
    def own_label(self) -> str:
        """The user's own label as known at today's close (`[regimes] file`); `other` where there is none."""
        return self._market.own_label(self._row)

    def at(self, column: str, day: Day) -> float:
        """Value of a column, in the unit of its `COLUMNS`, on a session up to today. Raises `LookAheadError`
        later, `DataError` on a non-session.
        """
        if day > self.today:
            raise LookAheadError(f"market column {column}", day, self.today)
        return self._market.values(column)[self._market.row_of(day)]

    def history(self, column: str, sessions: int) -> list[float]:
        """The last `sessions` values of a column up to today, oldest first; fewer where the data start later. Raises
        `LookAheadError` for less than one.
        """
        if sessions < 1:
            raise LookAheadError(f"market column {column}, {sessions} sessions back", self.next_session, self.today)
        return self._market.values(column)[max(self._row + 1 - sessions, 0) : self._row + 1]

    def realised_volatility(self, window: int) -> float:
        """Realised volatility of the last `window` daily returns, annual decimal; NaN while there are fewer."""
        return self._market.realised_volatility(window)[self._row]

    def volatility(self, measure: Measure) -> float:
        """Volatility by a measure, annual decimal; NaN while it is unknown."""
        return self._market.volatility(measure)[self._row]

    def moving_average(self, window: int) -> float:
        """Mean of the last `window` closes, index points; NaN while there are fewer."""
        return self._market.moving_average(window)[self._row]

    def highest_before(self, window: int) -> float:
        """Highest of the `window` closes before today's, index points; NaN while there are fewer."""
        return self._market.highest_before(window)[self._row]

    def lowest_before(self, window: int) -> float:
        """Lowest of the `window` closes before today's, index points; NaN while there are fewer."""
        return self._market.lowest_before(window)[self._row]

    def fall_from_high(self) -> float:
        """How far today's close stands below the highest so far, a decimal of 0 or more."""
        return self._market.fall_from_high()[self._row]

    def back(self, column: str, sessions: int) -> float:
        """Value of a column so many sessions ago, 0 for today; NaN where the data start later. Raises
        `LookAheadError` for a negative number.
        """
        if sessions < 0:
            raise LookAheadError(f"market column {column}, {sessions} sessions back", self.next_session, self.today)
        return self._market.values(column)[self._row - sessions] if sessions <= self._row else float("nan")

    def day_back(self, sessions: int) -> Day | None:
        """The session so many sessions ago, today for 0; None where the data start later. Raises `LookAheadError` for a
        negative number.
        """
        if sessions < 0:
            raise LookAheadError(f"market session, {sessions} sessions back", self.next_session, self.today)
        return self._market.days[self._row - sessions] if sessions <= self._row else None

    def efficiency_ratio(self, window: int) -> float:
        """Net move over path of the last `window` sessions, 0 to 1; NaN while there are fewer."""
        return self._market.efficiency_ratio(window)[self._row]

    def adx(self, window: int) -> float:
        """Average directional index, 0 to 100; NaN while there are fewer than twice `window` sessions."""
        return self._market.adx(window)[self._row]
