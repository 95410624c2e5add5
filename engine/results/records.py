"""Rows that a run leaves behind, in the order of the columns of their tables (`engine/results/schemas.py`)."""

from typing import NamedTuple

from data.base.days import Day


class SessionRow(NamedTuple):
    """The account at the end of a session; money in account currency, `cash` negative when owed. `delta` is signed
    (negative: it loses when the index rises), `notional` is not.
    """

    date: Day
    equity: float
    cash: float
    mmf: float
    in_transit: float
    option_value: float
    share_value: float
    notional: float
    delta: float
    maintenance: float
    initial: float
    hedge_margin: float
    collateral: float


class PositionRow(NamedTuple):
    """One position at the end of a session: contracts or shares, sold negative; `mark` in index points (of a share,
    account currency), `notional` and `delta` in account currency with the sign of what is held.
    """

    date: Day
    contract: str
    size: int
    mark: float
    mark_source: str
    notional: float
    delta: float
    hypothetical: bool


class OrderRow(NamedTuple):
    """An order once it is finished; sizes are contracts or shares, sold negative."""

    date: Day
    contract: str
    requested: int
    filled: int
    status: str
    reason: str
    finished: Day
    purpose: str


class RestingRow(NamedTuple):
    """What an order asked that was no Market order; prices in points, `trail_share` a decimal, sizes signed; None
    where it says nothing.
    """

    sent: Day
    number: int
    contract: str
    kind: str
    size: int
    price: float | None
    limit: float | None
    trail_amount: float | None
    trail_share: float | None
    valid_until: Day | None
    parent: int | None
    other: int | None


class RestingEnd(NamedTuple):
    """How it ended: `moment` from 0 to 3 and mid price of its fill, points, where it had one."""

    triggered: Day | None
    finished: Day
    status: str
    reason: str
    moment: float | None
    at: float | None


class FillRow(NamedTuple):
    """One fill; size is contracts or shares, sold negative; price (index points; of a share, account currency) includes
    the half-spread; commission is what was paid, account currency >= 0.
    """

    date: Day
    contract: str
    size: int
    price: float
    half_spread: float
    commission: float
    reason: str
    hypothetical: bool
    purpose: str
