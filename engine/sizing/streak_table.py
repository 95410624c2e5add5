"""What is left after losses in a row: a row for each loss, a column for each number of them."""

from collections.abc import Sequence
from typing import Any

from data.base.errors import ConfigError
from engine.sizing.sheet import Sheet
from strategies.sizing.checks import share
from strategies.sizing.streak import balance_after

LOSSES, STREAKS = (0.005, 0.01, 0.02, 0.05, 0.10), (5, 10, 20)
"""Losses of a trade, shares of what is there, and losses in a row, where nothing else is said."""
MOST = 20
"""Rows or columns of a table at most."""


def streak_table(losses: Sequence[float] = LOSSES, streaks: Sequence[int] = STREAKS) -> list[Sheet]:
    """Rows in the order of the losses, each with its `loss` and what is left of 1 after so many in a row, by their
    number. Raises `ConfigError` for a number out of range, and for too many.
    """
    for what, given in (("losses", losses), ("numbers of losses in a row", streaks)):
        if len(given) > MOST:
            raise ConfigError(f"{len(given)} {what} make too large a table; name up to {MOST}")
    if any(not 1 <= count <= 1000 for count in streaks):
        raise ConfigError("losses in a row should be from 1 to 1000")
    rows: list[Any] = [
        {"loss": share("loss", loss), **{f"{count}": balance_after(loss, count) for count in streaks}}
        for loss in losses
    ]
    return rows
