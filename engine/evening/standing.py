"""An account as numbers, and what a move of the index makes of it: pure functions."""

from typing import NamedTuple

from data.base.sums import total
from engine.account.margin import collateral_value, margin_deficit
from engine.stress.account_state import OptionHeld


class Money(NamedTuple):
    """What lies in an account, account currency: cash (negative: owed), the fund, money on its way, shares, and what
    else counts as collateral; `equity` is all of it with options. `haircut` is the fund's, a share, `option_haircut`
    that of bought options.
    """

    equity: float
    cash: float
    fund: float
    in_transit: float = 0.0
    shares: float = 0.0
    other: float = 0.0
    haircut: float = 0.0
    option_haircut: float = 1.0


class Asked(NamedTuple):
    """Maintenance margin, account currency: of what moves with the index, and of what does not; whether cash may be
    owed overnight.
    """

    moving: float
    fixed: float
    negative_cash: bool = True


class Standing(NamedTuple):
    """An account in the evening, the index at `spot` points: `futures` is the signed value of its futures, account
    currency.
    """

    spot: float
    money: Money
    asked: Asked
    futures: float = 0.0
    options: tuple[OptionHeld, ...] = ()


class Moved(NamedTuple):
    """The same once the index stands elsewhere: equity, collateral, maintenance margin, what is missing to it (never
    negative), and the signed value of the futures; account currency.
    """

    equity: float
    collateral: float
    maintenance: float
    missing: float
    futures: float

    @property
    def ratio(self) -> float:
        """Collateral over maintenance, infinite where nothing is asked."""
        return self.collateral / self.maintenance if self.maintenance > 0.0 else float("inf")


def moved(standing: Standing, level: float) -> Moved:
    """An account once the index stands at a multiple `level` (> 0) of what it was: futures and shares move with it,
    options are worth what their volatility of tonight says, and nothing else has happened.

    >>> money, asked = Money(100_000.0, 5_000.0, 95_000.0, haircut=1.0), Asked(2_000.0, 0.0)
    >>> found = moved(Standing(5_000.0, money, asked, 25_000.0), 0.5)
    >>> found.collateral, found.maintenance, found.equity
    (-7500.0, 1000.0, 87500.0)
    """
    money, asked, move = standing.money, standing.asked, level - 1.0
    gained = standing.futures * move
    options = total(one.value(level, one.years, 0.0) - one.value(1.0, one.years, 0.0) for one in standing.options)
    cash = money.cash + gained
    counted = money.other + (1.0 - money.option_haircut) * options
    collateral = counted + collateral_value(cash, money.fund, money.haircut, money.in_transit)
    maintenance = asked.moving * level + asked.fixed
    return Moved(
        money.equity + gained + options + money.shares * move,
        collateral,
        maintenance,
        margin_deficit(collateral, maintenance, cash, asked.negative_cash),
        standing.futures * level,
    )
