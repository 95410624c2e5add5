"""The rows of a statement, each with the line on which it stands."""

from dataclasses import dataclass
from typing import NamedTuple

from data.base.days import Day
from data.base.saying import Saying


class StatementPosition(NamedTuple):
    """Signed contracts of one of our contracts; `price` in its points (NaN: not said), its currency."""

    contract: str
    size: int
    price: float
    currency: str
    line: int


class StatementCash(NamedTuple):
    """Cash in a currency, negative when owed."""

    amount: float
    currency: str
    line: int


class StatementFund(NamedTuple):
    """Units of a fund by its symbol, or shares `listed` on an exchange: what they are worth in a currency."""

    symbol: str
    value: float
    currency: str
    line: int
    listed: bool = False


class StatementTrade(NamedTuple):
    """A trade of one of our contracts: signed contracts, price in its points, commission as a positive cost."""

    day: Day
    contract: str
    size: int
    price: float
    commission: float
    currency: str
    line: int


class NotUnderstood(NamedTuple):
    """A row that is none of the above, and why, as a sentence; `held` where it is something that the account holds."""

    line: int
    why: Saying
    held: bool


@dataclass(frozen=True)
class Statement:
    """What a statement says of one account in the evening of a day (None: it only has trades of several days)."""

    file: str
    form: str
    day: Day | None
    positions: tuple[StatementPosition, ...]
    cash: tuple[StatementCash, ...]
    funds: tuple[StatementFund, ...]
    trades: tuple[StatementTrade, ...]
    others: tuple[NotUnderstood, ...]
