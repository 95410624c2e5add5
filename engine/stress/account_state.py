"""The account that is put under stress: its state and its broker's terms as numbers, and what became of it."""

from typing import Literal, NamedTuple

from data.base.right import Right
from data.base.sums import total
from data.fund.funds import BillFund
from data.pricing.black76 import black76
from engine.account.calls import OK, MarginState
from engine.account.of_opening import OfOpening
from engine.account.profiles import AccountProfile
from engine.account.written import MarginShares
from engine.day.fault_rows import FaultTerms
from engine.day.terms import CashPolicy

Kind = Literal["no_call", "call_met", "call_missed", "liquidated", "ruined"]
KINDS: tuple[Kind, ...] = ("no_call", "call_met", "call_missed", "liquidated", "ruined")
"""Outcomes from best to worst."""
FATAL = KINDS[2:]
"""Outcomes in which the broker closes positions."""


class OptionHeld(NamedTuple):
    """An option position, `size` in contracts (negative: written): `forward` and `strike` in points of its underlying,
    `years` to expiry, `volatility` as implied by its mark (annual decimal; 0 where it is worth no more than its
    payoff), `multiplier` in account currency per point.
    """

    right: Right
    strike: float
    forward: float
    years: float
    volatility: float
    multiplier: float
    size: int

    def mark(self, level: float, years: float, elasticity: float) -> float:
        """Price of one, points, with the index at a multiple `level` of what it was, by Black-76 without discounting.

        Volatility moves with level ** -elasticity. It is never worth less than its payoff would be.
        """
        forward, volatility = self.forward * level, self.volatility * level**-elasticity
        return black76(forward, self.strike, max(years, 0.0), volatility, self.right)

    def value(self, level: float, years: float, elasticity: float) -> float:
        """What all of them are worth then, account currency."""
        return self.size * self.multiplier * self.mark(level, years, elasticity)


class AccountState(NamedTuple):
    """An account in the evening, money in account currency.

    `contracts` futures (signed) of a notional of `unit` each ask maintenance margin of `margin_share` of it, to open
    them `initial_ratio` times that. `in_transit` holds (sessions until it arrives, amount) of each redemption; `hedge`
    is what the currency hedge has sold forward; `margin` is the state of an open call, whose sessions count from this
    evening. `rate` is the investor's currency for one of the account's (NaN: unknown).
    """

    cash: float
    fund: float
    contracts: int = 0
    unit: float = 0.0
    margin_share: float = 0.0
    initial_ratio: float = 1.0
    in_transit: tuple[tuple[int, float], ...] = ()
    options: tuple[OptionHeld, ...] = ()
    hedge: float = 0.0
    margin: MarginState = OK
    rate: float = 1.0

    @property
    def equity(self) -> float:
        """Cash, fund, money on its way, and options; account currency, negative when more is owed."""
        held = total(one.value(1.0, one.years, 0.0) for one in self.options)
        return self.cash + self.fund + total(amount for _, amount in self.in_transit) + held


class StressTerms(NamedTuple):
    """What broker and standing instructions do in a shock.

    `closing_cost` is what a contract costs to close in a liquidation (account currency), `hedge_margin` a share of what
    the hedge has sold, `hedge_ratio` the share of equity that it sells again, `hedge_half_spread` what closing it costs
    (investor's currency for one of the account's), `price_limit` the move of the index (decimal) at which nobody
    trades, `volatility_elasticity` see `OptionHeld.value`, `written` what written options ask for, `opening`
    what is asked of the value at which positions were opened, so that margin does not move with the index, `faults`
    what goes wrong besides: absences and outages from the first session of the shock on, `core` what the fund is where
    it is in the investor's currency.
    """

    profile: AccountProfile
    cash: CashPolicy
    closing_cost: float = 0.0
    hedge_margin: float = 0.0
    hedge_ratio: float = 0.0
    hedge_half_spread: float = 0.0
    price_limit: float = 1.0
    volatility_elasticity: float = 0.0
    written: MarginShares = MarginShares(1.0, 1.0)
    opening: OfOpening | None = None
    faults: FaultTerms | None = None
    core: BillFund | None = None


class Outcome(NamedTuple):
    """What became of an account: the worst that happened and on which session (0: nothing did), equity in the end in
    account currency and in the investor's, and all events as (session, kind).
    """

    kind: Kind
    session: int
    equity: float
    investor_equity: float
    events: tuple[tuple[int, str], ...] = ()

    @property
    def fatal(self) -> bool:
        """Whether the broker closed positions."""
        return self.kind in FATAL
