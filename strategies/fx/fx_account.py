"""What strategies in foreign exchange have in common: once the broker has closed a position, it is over."""

from strategies.base.strategy import OverlayStrategy
from strategies.events.journal import FORCED


class FxStrategy(OverlayStrategy):
    """A strategy at a retail FX broker. Once the broker has decided to close its position, nothing
    is ordered any more.
    """

    def __init__(self) -> None:
        super().__init__()
        self._heard = 0
        self._over = False

    def over_for_good(self) -> bool:
        """Whether the broker closes or has closed the position against its owner's will."""
        events = self.broker.journal.events
        self._over = self._over or any(event.kind in FORCED for event in events[self._heard :])
        self._heard = len(events)
        return self._over
