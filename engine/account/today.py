"""Today: the session at which an account stands."""

from collections.abc import Sequence

from data.base.days import Day


class Today:
    """The row of the market that is being run, -1 before the first, and its date. Whoever asks for it holds this one
    object; the trading day advances it.
    """

    __slots__ = ("_days", "day", "row")

    def __init__(self, days: Sequence[Day]) -> None:
        self.row, self.day = -1, days[-1]
        self._days = days

    def advance(self, row: int) -> None:
        """Go on to a later session."""
        self.row, self.day = row, self._days[row]
