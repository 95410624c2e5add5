"""The trading day: what happens to an account in a session, step by step as `docs/trading_day.md` says."""

from dataclasses import dataclass
from typing import Any, Literal

from data.margins import initial_ratio_schedule, maintenance_schedule
from data.rates import smoothed_path
from engine.account import Account, AccountProfile, SweepPolicy
from engine.costs import CostModel, cost_category
from engine.feed import MarketFeed, Tradable
from engine.margin import MarginState, affordable, margin_test
from engine.orders import OrderDesk
from engine.records import FillRow
from strategies.journal import Journal
from strategies.rules.leverage_cap import largest_position

FillAt = Literal["close", "open"]


@dataclass(frozen=True, slots=True)
class BrokerTerms:
    """What an account at this broker starts with and costs.

    `costs` are by future root; `fund_mean_age` is the mean age of the fund's bills in calendar days.
    """

    capital: float
    profile: AccountProfile
    expense_ratio: float
    fund_mean_age: float
    sweep: SweepPolicy
    costs: dict[str, CostModel]
    fill_at: FillAt = "close"


class TradingDay:
    """Runs the sessions of one account: its money, its orders, its margin."""

    def __init__(self, feed: MarketFeed, terms: BrokerTerms) -> None:
        self.feed = feed
        self.terms = terms
        self.account = Account(terms.capital, terms.profile, terms.expense_ratio)
        self.desk = OrderDesk({root: costs.commission for root, costs in terms.costs.items()})
        self.journal = Journal()
        self.maintenance = self.initial = 0.0
        self.equity = terms.capital
        self.ruined = False
        self._margin_state: MarginState = "ok"
        self._place = -1
        market = feed.market
        self._days = market.days
        self._vix, self._spots, self._bill = (market.values(name) for name in ("vix", "close", "bill_yield"))
        self._maintenance = maintenance_schedule(self._days, self._spots)
        self._initial_ratio = initial_ratio_schedule(self._days)
        self._gross_yield = smoothed_path(self._bill, self._days, terms.fund_mean_age)

    @property
    def day(self) -> int:
        """Today."""
        return self._days[self._place]

    def run(self, place: int) -> None:
        """One session, in row `place` of the market; nothing if it has been run."""
        before, self._place = self._place, place
        if before == place:
            return
        account, day = self.account, self._days[place]
        account.open_day(day)
        if before >= 0:
            account.accrue(day - self._days[before], self._gross_yield[before], self._bill[before])
        account.settle(place)
        self._expire(day)
        self._fill_orders(day)
        self._mark(at_close=True)
        self._test_margin(day)
        account.sweep(place, self.terms.sweep)
        self.equity = account.close_day(day)

    def _expire(self, day: int) -> None:
        """Settle contracts whose last day this is: at the opening index where it is a real one, else at the close."""
        for tradable in [one for one in self.desk.positions if one.contract.expiry <= day]:
            real_open = self.feed.market.values("open_is_real")[self._place]
            value = self.feed.curve.opens[self._place] if real_open else self._spots[self._place]
            size = self.desk.positions[tradable].size
            order = self.desk.own_order(tradable, -size)
            self.account.trade(tradable.contract, -size, value, value)
            self.desk.fill(
                order, FillRow(day, tradable.code, -size, value, 0.0, 0.0, "expiry", self._unlisted(tradable))
            )
            self.journal.event(day, "expiry", tradable.code, "cash settlement", settlement=value, size=float(size))

    def _fill_orders(self, day: int) -> None:
        if not self.desk.waiting and self._margin_state == "ok":
            return
        self._mark(at_close=self.terms.fill_at == "close")
        if self._margin_state == "called":
            self._liquidate(day)
        for order in self.desk.take():
            self._fill(order, day)

    def _liquidate(self, day: int) -> None:
        """Close everything at this session's price, whatever the collateral; the strategy's waiting orders are void."""
        for order in self.desk.take():
            self.desk.end(order, order.margin, "void: forced liquidation", day)
        for tradable, position in list(self.desk.positions.items()):
            order = self.desk.own_order(tradable, -position.size)
            size, price = -position.size, self._fill_price(tradable)
            self._execute(order, size, price, "liquidation")
            self.journal.event(day, "liquidation", tradable.code, "margin call", size=float(size), price=price)

    def _fill(self, order: Any, day: int) -> None:
        tradable = order.data
        price, reason = self._fill_price(tradable), order.info.reason or ""
        size = self._within_limit(order, tradable, price)
        if tradable.contract.expiry <= day:
            self.desk.end(order, order.reject, "the contract has expired", day)
        elif size == 0:
            self.desk.end(order, order.cancel, "the exposure limit leaves no room", day)
        elif not self._may_fill(tradable, size):
            self.desk.end(order, order.margin, "collateral does not cover initial margin", day)
        else:
            self._execute(order, size, price, reason)

    def _within_limit(self, order: Any, tradable: Tradable, price: float) -> int:
        """Signed size that leaves total exposure within the order's limit, if it has one; a sale may grow, a purchase shrink."""
        limit, held, asked = order.info.exposure_limit, int(self.desk.position(tradable).size), int(order.size)
        if not limit or held + asked <= 0:
            return asked
        unit = price * tradable.multiplier
        others = self.account.notional - abs(held) * unit
        costs = self.costs(tradable)
        worst_cost = abs(asked) * (costs.commission + costs.stress_half_spread * tradable.multiplier)
        most = largest_position(limit, self.account.equity - worst_cost, others, unit)
        size = min(held + asked, most) - held
        return max(size, 0) if asked > 0 else size

    def _may_fill(self, tradable: Tradable, size: int) -> bool:
        """Whether collateral covers initial margin after the fill. An order that only reduces is never refused."""
        held = self.desk.position(tradable).size
        added = abs(held + size) - abs(held)
        if added <= 0:
            return True
        contracts = self.account.margin_contracts + added * tradable.contract.spec.margin_share
        initial = self._requirement(contracts) * self._initial_ratio[self._place]
        return not self.ruined and affordable(self.account.collateral, initial)

    def _execute(self, order: Any, size: int, mid: float, reason: str) -> None:
        """Trade signed contracts at the mid price and charge commission and half-spread."""
        tradable = order.data
        contract, costs = tradable.contract, self.costs(tradable)
        # The volatility of a session's close is not known at its open.
        known = max(self._place - (self.terms.fill_at == "open"), 0)
        half_spread = costs.half_spread_points(reason, self._vix[known])
        commission = costs.commission * abs(size)
        self.account.trade(contract, size, mid, self._fill_spot())
        self.account.charge("commission", commission, contract, reason)
        self.account.charge(cost_category(reason), half_spread * abs(size) * tradable.multiplier, contract, reason)
        price = mid + half_spread if size > 0 else mid - half_spread
        day, unlisted = self._days[self._place], self._unlisted(tradable)
        self.desk.fill(order, FillRow(day, tradable.code, size, price, half_spread, commission, reason, unlisted))

    def _mark(self, *, at_close: bool) -> None:
        """Mark every position at the close (settlement) or at the price orders fill at."""
        spot = self._spots[self._place] if at_close else self._fill_spot()
        for tradable in self.desk.positions:
            self.account.mark(tradable.contract, tradable.close[0] if at_close else self._fill_price(tradable), spot)

    def _test_margin(self, day: int) -> None:
        self.maintenance = self._requirement(self.account.margin_contracts)
        self.initial = self.maintenance * self._initial_ratio[self._place]
        collateral, equity = self.account.collateral, self.account.equity
        self._margin_state, amount = margin_test(collateral, self.maintenance)
        if amount:
            numbers = {"amount": amount, "collateral": collateral, "maintenance": self.maintenance, "equity": equity}
            self.journal.event(day, "margin_call", "", "collateral below maintenance margin", **numbers)
        if equity <= 0.0 and not self.ruined:
            self.ruined, self._margin_state = True, "called"
            self.journal.event(
                day, "ruin", "", "equity is gone: everything is closed, nothing is opened again", equity=equity
            )

    def _requirement(self, full_size_contracts: float) -> float:
        """Maintenance margin the broker asks for, account currency."""
        return full_size_contracts * self._maintenance[self._place] * self.terms.profile.margin_multiple

    def _fill_price(self, tradable: Tradable) -> float:
        return tradable.open[0] if self.terms.fill_at == "open" else tradable.close[0]

    def _fill_spot(self) -> float:
        return self.feed.curve.opens[self._place] if self.terms.fill_at == "open" else self._spots[self._place]

    def costs(self, tradable: Tradable) -> CostModel:
        """Trading costs of a contract."""
        return self.terms.costs[tradable.contract.spec.root]

    def _unlisted(self, tradable: Tradable) -> bool:
        return tradable.contract.hypothetical(self._days[self._place])
