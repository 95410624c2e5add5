"""What an account at a broker starts with and costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from data.contracts import FULL_SIZE
from data.fx_contracts import SwapTerms
from data.margin_scenarios import AS_PUBLISHED, MarginPath
from engine.costs import CostModel
from engine.hedge_terms import HedgeTerms
from engine.profiles import AccountProfile
from engine.tax_regimes import TaxRegime

FillAt = Literal["close", "open"]
MarginTest = Literal["close", "intraday"]


class CashPolicy(NamedTuple):
    """Cash kept outside the fund, as shares of overlay notional, and how far it may drift (a share of that cash).

    Where the fund is collateral, `cash_ratio` is there to pay variation margin. Where it is not, initial margin and
    `buffer_ratio` on top of it are held in cash.
    """

    cash_ratio: float
    buffer_ratio: float
    band: float

    def sleeve(self, notional: float) -> float:
        """Cash wanted where the fund is collateral."""
        return self.cash_ratio * notional

    def margin_and_buffer(self, initial: float, notional: float) -> float:
        """Cash wanted where only cash is collateral; `initial` is initial margin."""
        return initial + self.buffer_ratio * notional


@dataclass(frozen=True, slots=True)
class BrokerTerms:
    """What an account at this broker starts with and costs.

    `currency` is that of every amount, `investor` the one in which results are told besides, and `family` the root of the full-size future on the market's index: its margin and price limit
    hold. `costs` of futures and `share_costs` (currency per share) are by root, `share_tax` is the tax rate on gains of shares, `limited_as` whose daily price limit holds where that is not the family's,
    `option_commissions` (currency per contract and side) are by cost root; `fund_mean_age` is the mean age of the fund's bills in calendar days. Without a policy for `cash` there is no fund, and all money is cash.
    `swap` is what an FX broker pays and asks for carrying a position on.
    """

    capital: float
    profile: AccountProfile
    expense_ratio: float
    fund_mean_age: float
    cash: CashPolicy | None
    costs: dict[str, CostModel]
    fill_at: FillAt = "close"
    margin: MarginPath = AS_PUBLISHED
    margin_test: MarginTest = "close"
    option_commissions: Mapping[str, float] = field(default_factory=dict)
    currency: str = "USD"
    investor: str = "USD"
    hedge: HedgeTerms | None = None
    quoted_futures: bool = False
    share_costs: Mapping[str, CostModel] = field(default_factory=dict)
    share_tax: float = 0.0
    limited_as: str = ""
    family: str = FULL_SIZE
    tax: TaxRegime | None = None
    swap: SwapTerms | None = None
