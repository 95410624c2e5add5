"""What an account at a broker starts with and costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from data.base.arrays import Floats
from data.base.days import Day
from data.contracts.contracts import FULL_SIZE
from data.contracts.fx_contracts import SwapTerms
from data.fund.failures import BrokerEvent, FundEvent
from data.fund.funds import FREE_FUND, BillFund
from data.margin.margin_scenarios import AS_PUBLISHED, MarginPath
from engine.account.costs import CostModel
from engine.account.hedge_terms import HedgeTerms
from engine.account.paid import NO_FLOWS, FlowTerms
from engine.account.pledged import NOTHING_PLEDGED, Pledged
from engine.account.profiles import AccountProfile
from engine.tax.tax_regimes import TaxRegime

FillAt = Literal["close", "open"]
Intrabar = Literal["worst", "high_first", "low_first"]
MarginTest = Literal["close", "intraday", "broker"]
Amount = TypeVar("Amount", float, Floats)


class CashPolicy(NamedTuple):
    """Cash kept outside the fund, as shares of overlay notional, how far it may drift (a share of that cash), and what
    is kept for the daily result of a currency hedge, as a share of what it has sold.

    Where the fund is collateral, `sleeve` is there to pay variation margin. Where it is not, initial margin and
    `buffer` on top of it are held in cash.
    """

    sleeve: float
    buffer: float
    band: float
    hedge_buffer: float = 0.0

    def buffer_of_hedge(self, profile: AccountProfile, sold: Amount) -> Amount:
        """Cash kept for the daily result of what is sold forward, account currency; see `buffer_of_hedge`."""
        return buffer_of_hedge(self, sold, may_be_owed=profile.cash_may_be_owed)

    def wanted(self, profile: AccountProfile, initial: Amount, notional: Amount, sold: Amount) -> Amount:
        """Cash wanted, account currency; see `cash_wanted`. Numbers or arrays of one shape alike."""
        spare = self.buffer_of_hedge(profile, sold)
        return cash_wanted(self, initial, notional, spare, fund_counts=profile.fund_is_collateral)


def buffer_of_hedge(policy: CashPolicy, sold: Amount, may_be_owed: bool) -> Amount:  # noqa: FBT001  (keyword-only is not to be compiled)
    """Cash kept for the daily result of what is sold forward, account currency: none where the fund is collateral and
    cash may be owed overnight.
    """
    return 0.0 * sold if may_be_owed else policy.hedge_buffer * sold


def cash_wanted(
    policy: CashPolicy,
    initial: Amount,
    notional: Amount,
    of_hedge: Amount,
    fund_counts: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> Amount:
    """Cash wanted, account currency; `initial` is initial margin with that of the hedge, `notional` that of the
    futures, `of_hedge` the buffer of the hedge, all positive.
    """
    return policy.sleeve * notional + of_hedge if fund_counts else initial + policy.buffer * notional + of_hedge


@dataclass(frozen=True, slots=True)
class BrokerTerms:
    """What an account at this broker starts with and costs.

    `currency` is that of every amount, `investor` the one in which results are told besides, and `family` the root of
    the full-size future on the market's index: its margin and price limit hold. `costs` of futures and `share_costs`
    (currency per share) are by root, `share_tax` is the tax rate on gains of shares, `share_rate_factor` multiplies
    what a trade of them costs as a share of its value, `limited_as` whose daily price limit holds where that is not the
    family's, `option_commissions` (currency per contract and side) are by cost root; `fund` is what holds the bills
    (one that earns the bill yield where nothing is said). Without a policy for `cash` there is no fund, and all
    money is cash. `swap` is what an FX broker pays and asks for carrying a position on, `pledged` are shares that
    stand as margin there. `later` are the profiles that come into force after the first session, each with its day,
    `later_costs` the costs that do, of all contracts. `flows` is what is paid in and out. What befalls the fund or
    the broker is `fund_event` and `broker_event`.
    """

    capital: float
    profile: AccountProfile
    cash: CashPolicy | None
    costs: dict[str, CostModel]
    fill_at: FillAt = "close"
    intrabar: Intrabar = "worst"
    margin: MarginPath = AS_PUBLISHED
    margin_test: MarginTest = "close"
    option_commissions: Mapping[str, float] = field(default_factory=dict)
    currency: str = "USD"
    investor: str = "USD"
    hedge: HedgeTerms | None = None
    fund: BillFund = FREE_FUND
    quoted_futures: bool = False
    share_costs: Mapping[str, CostModel] = field(default_factory=dict)
    share_tax: float = 0.0
    share_rate_factor: float = 1.0
    limited_as: str = ""
    family: str = FULL_SIZE
    tax: TaxRegime | None = None
    swap: SwapTerms | None = None
    pledged: Pledged = NOTHING_PLEDGED
    later: tuple[tuple[Day, AccountProfile], ...] = ()
    later_costs: tuple[tuple[Day, dict[str, CostModel]], ...] = ()
    flows: FlowTerms = NO_FLOWS
    fund_event: FundEvent | None = None
    broker_event: BrokerEvent | None = None

    def costs_on(self, day: Day) -> dict[str, CostModel]:
        """Of futures or foreign exchange by root, as they stood on a day."""
        return next((costs for begins, costs in reversed(self.later_costs) if begins <= day), self.costs)

    def watched_by(self, profile: AccountProfile) -> bool:
        """Whether margin is tested within the session, at a broker with a profile."""
        return self.margin_test == "intraday" or (self.margin_test == "broker" and profile.watched)

    @property
    def commissions(self) -> dict[str, float]:
        """Of all that may be traded: currency per contract (share) and side, by cost root."""
        futures = {root: costs.commission for root, costs in self.costs.items()}
        shares = {root: costs.commission for root, costs in self.share_costs.items()}
        return {**futures, **self.option_commissions, **shares}
