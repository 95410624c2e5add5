"""A fund of one's own: what it yielded, or what a share was worth, as it was known day by day."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.days import Day

Columns = tuple[list[float], list[float], list[float]]
"""Income, price and expense by session (see `data.fund.funds.FundPath`)."""


class OwnFund(NamedTuple):
    """By the days on which they were known, ascending: yields after costs (annual decimals), or where `priced` values
    of a share with its distributions, in any unit.
    """

    days: tuple[Day, ...]
    values: tuple[float, ...]
    priced: bool

    @property
    def first(self) -> Day:
        """The day on which it begins."""
        return self.days[0]

    @property
    def last(self) -> Day:
        """The day on which its last value was known."""
        return self.days[-1]

    def instead(self, days: Sequence[Day], modelled: Sequence[Sequence[float]]) -> Columns:
        """Income, price and expense by session, with its own in the place of the modelled ones from the first session
        for which it is known at the close before; annual rates, act/365.

        A yield is earned from the close on at which it is known; the move of a share's value between two closes comes
        with the later of them. No session depends on what is known after its own close.
        """
        place = np.searchsorted(self.days, days, side="right") - 1
        begun = np.concatenate(([False], place[:-1] >= 0))
        known = np.asarray(self.values)[np.maximum(place, 0)]
        own = self._moves(known, np.diff(days)) if self.priced else known[:-1]
        told = np.concatenate(([0.0], own))
        income, price, expense = (np.asarray(column, dtype=float) for column in modelled)
        return (
            np.where(begun, 0.0 if self.priced else told, income).tolist(),
            np.where(begun, told if self.priced else 0.0, price).tolist(),
            np.where(begun, 0.0, expense).tolist(),
        )

    @staticmethod
    def _moves(known: Floats, held: Ints) -> Floats:
        moves: Floats = (known[1:] / known[:-1] - 1.0) * 365.0 / held
        return moves
