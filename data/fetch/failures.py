"""What can go wrong with a download; every message completes the sentence `NAME: ...`."""

from data.base.errors import DataError, OverlayError


class Unusable(DataError):  # noqa: N818  (reads as the sentence it prints)
    """What arrived is not what was asked for: it is not kept, and asking again at once would not help."""


class Unreachable(OverlayError):  # noqa: N818
    """Nobody answers at a host: there is no network, or no such name, or no trust in its certificate."""


class TryAgain(Exception):  # noqa: N818  (reads as what to do)
    """A passing trouble of a server: `wait` is how many seconds it asks for (None: it does not say), `last`
    what to raise when patience is over.
    """

    def __init__(self, trouble: str, last: type[Unusable | Unreachable], wait: float | None = None) -> None:
        super().__init__(trouble)
        self.wait, self.last = wait, last
