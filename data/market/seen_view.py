"""`SeenView`: a market where prices stand still: its values are those of a session before, its calendar is today's."""

from data.base.days import Day
from data.market.market_series import MarketSeries
from data.market.market_view import MarketView


class SeenView(MarketView):
    """The market as of one session, on a later one: days, the size of a point and what is known of the calendar are
    those of the later one.
    """

    __slots__ = ("_now",)

    def __init__(self, market: MarketSeries, row: int, seen: int) -> None:
        super().__init__(market, seen)
        self._now = MarketView(market, row)

    @property
    def today(self) -> Day:
        """The session it is."""
        return self._now.today

    @property
    def next_session(self) -> Day:
        """The next session of the exchange calendar."""
        return self._now.next_session

    @property
    def after_next(self) -> Day:
        """The session after the next one."""
        return self._now.after_next

    @property
    def scale(self) -> float:
        """Size of a point to contracts today, 0 to 1."""
        return self._now.scale
