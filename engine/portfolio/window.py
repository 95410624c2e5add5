"""Where an account of a portfolio meets its transfers: at the clearing, or once more as they were."""

from collections.abc import Callable

from data.base.days import Day
from engine.day.transfer_book import Standing
from engine.portfolio.clearing import Clearing


class Window:
    """An account's counter at the clearing; `arrive` waits until it is the account's turn to pay."""

    def __init__(self, clearing: Clearing, place: int, arrive: Callable[[Standing], None]) -> None:
        self._clearing, self._place, self._arrive = clearing, place, arrive
        self._due: dict[Day, tuple[float, float]] = {}
        self._wanted: dict[Day, float] = {}
        self._day: Day = -1

    def due(self, standing: Standing) -> tuple[float, float]:
        """What has arrived, and what is to be sent, account currency."""
        self._arrive(standing)
        due = self._clearing.due(self._place)
        self._day = standing.day
        if any(due):
            self._due[standing.day] = due
        return due

    def paid(self, equity: float, sent: float) -> None:
        """Tell what was sent, and the equity after it."""
        self._clearing.paid(self._place, equity, sent)

    def wanted(self) -> float:
        """Cash to be ready for what is still to be sent."""
        wanted = self._clearing.wanted(self._place)
        if wanted:
            self._wanted[self._day] = wanted
        return wanted

    def again(self) -> "Again":
        """A counter for the same account with other settings, at which the same money is moved."""
        return Again(self._due, self._wanted)


class Again:
    """A counter at which, on each day, arrives and is asked for what arrived and was asked for before."""

    def __init__(self, due: dict[Day, tuple[float, float]], wanted: dict[Day, float]) -> None:
        self._due, self._wanted = due, wanted
        self._day: Day = -1

    def due(self, standing: Standing) -> tuple[float, float]:
        """What arrived, and what was to be sent, account currency."""
        self._day = standing.day
        return (0.0, 0.0) if standing.ruined or standing.frozen else self._due.get(standing.day, (0.0, 0.0))

    def paid(self, equity: float, sent: float) -> None:
        """Hears what nobody has a use for."""

    def wanted(self) -> float:
        """Cash to be ready, as it was."""
        return self._wanted.get(self._day, 0.0)

    def again(self) -> "Again":
        """The same once more."""
        return Again(self._due, self._wanted)
