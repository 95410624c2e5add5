"""An account as a statement tells it: what lies in it in the evening of a session."""

from typing import NamedTuple

from data.base.days import Day


class HeldPosition(NamedTuple):
    """Signed contracts or shares of a contract by its code, such as MESU26."""

    contract: str
    size: int


class OpenCall(NamedTuple):
    """A margin call that is open: what is called and has been received of it, account currency, and the session by
    which it is due.
    """

    amount: float
    due: Day
    received: float = 0.0


class HeldAccount(NamedTuple):
    """What an account holds in the evening of a session, money in account currency; `cash` is negative when owed.

    `in_transit` holds (session on which it arrives, amount) of each redemption, `hedge` what the currency hedge has
    sold forward, `month_opened` the equity with which the month began (None: as the plan's own run has it), `stops`
    (name of a rule, whether it has closed the overlay for this month) where the account knows and the market does not.
    """

    day: Day
    cash: float
    fund: float
    in_transit: tuple[tuple[Day, float], ...] = ()
    positions: tuple[HeldPosition, ...] = ()
    call: OpenCall | None = None
    hedge: float = 0.0
    month_opened: float | None = None
    stops: tuple[tuple[str, bool], ...] = ()
