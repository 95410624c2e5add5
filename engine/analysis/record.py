"""What figures are computed from: a run's tables, and the life of its account."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.errors import DataError
from engine.analysis.investor import investor_tables
from engine.analysis.returns import Days, lifetime, returns
from engine.analysis.unit_value import worth_of

Fixed = TypeVar("Fixed", Floats, Days)


class Life(NamedTuple):
    """An account until its last session or the one on which it was lost: day numbers and equity (n,), its currency;
    returns and bill returns (n - 1,), decimals, a loss negative; and its unit value (n,), which is equity with money
    paid in and taken out left out: what returns and falls are told by.
    """

    days: Days
    equity: Floats
    daily: Floats
    bills: Floats
    worth: Floats


def life_of(tables: Mapping[str, pa.Table]) -> Life:
    """The life of a run's account, from its equity table."""
    table = tables["equity"]
    life = lifetime(to_array(table["equity"]))
    days, equity = to_array(table["date"])[:life], to_array(table["equity"])[:life]
    worth, bills = worth_of(tables)[:life], to_array(table["bill_return"])[1:life]
    return Life(*map(_fixed, (days, equity, returns(worth), bills, worth)))


@dataclass(frozen=True)
class Record:
    """A run as figures see it. `tables` are Arrow tables by name, in the account's currency; `index_moves` are the
    returns of the index over the run's sessions after the first, shape (n - 1,), None where there is no index.
    """

    tables: Mapping[str, pa.Table]
    index_moves: Floats | None = None

    @cached_property
    def told(self) -> Mapping[str, pa.Table]:
        """The tables with equity and attribution in the investor's currency."""
        return investor_tables(self.tables)

    @cached_property
    def life(self) -> Life:
        """The account in the investor's currency: for returns and falls."""
        return life_of(self.told)

    @cached_property
    def own(self) -> Life:
        """The account in its own currency: for shares of equity."""
        return life_of(self.tables)

    @property
    def index(self) -> Floats:
        """Returns of the index over the same sessions as `life.daily`, decimals. Raises `DataError` where there is no
        index.
        """
        if self.index_moves is None:
            raise DataError("there is no index here; say @figure(index=True)")
        return _fixed(self.index_moves[: len(self.life.daily)])


def _fixed(values: Fixed) -> Fixed:
    """An array that no figure can change for the next."""
    values.setflags(write=False)
    return values
