"""The trading day: what happens to an account in a session, step by step as `docs/trading_day.md` says."""

from dataclasses import dataclass
from math import inf
from typing import Any, Literal, NamedTuple

from data.facts import facts
from data.margin_scenarios import AS_PUBLISHED, MarginPath, margin_path
from data.rates import smoothed_path
from engine.account import Account
from engine.costs import CostModel, cost_category
from engine.feed import MarketFeed, Tradable
from engine.margin import affordable, contracts_to_close
from engine.margin_watch import MarginWatch
from engine.orders import OrderDesk
from engine.profiles import AccountProfile
from engine.records import FillRow
from strategies.journal import Journal
from strategies.rules.leverage_cap import largest_position

FillAt = Literal["close", "open"]


class CashPolicy(NamedTuple):
    """Cash kept outside the fund, as shares of overlay notional, and how far it may drift (a share of that cash).

    Where the fund is collateral, `cash_ratio` is there to pay variation margin. Where it is not, initial margin and
    `buffer_ratio` on top of it are held in cash.
    """

    cash_ratio: float
    buffer_ratio: float
    band: float


@dataclass(frozen=True, slots=True)
class BrokerTerms:
    """What an account at this broker starts with and costs.

    `costs` are by future root; `fund_mean_age` is the mean age of the fund's bills in calendar days.
    """

    capital: float
    profile: AccountProfile
    expense_ratio: float
    fund_mean_age: float
    cash: CashPolicy
    costs: dict[str, CostModel]
    fill_at: FillAt = "close"
    margin: MarginPath = AS_PUBLISHED


class TradingDay:
    """Runs the sessions of one account: its money, its orders, its margin."""

    def __init__(self, feed: MarketFeed, terms: BrokerTerms) -> None:
        self.feed = feed
        self.terms = terms
        self.account = Account(terms.capital, terms.profile, terms.expense_ratio)
        self.desk = OrderDesk({root: costs.commission for root, costs in terms.costs.items()})
        self.journal = Journal()
        self.equity = terms.capital
        self._place = -1
        self._contracts_before = 0.0
        market = feed.market
        self._days = market.days
        self._vix, self._spots, self._bill = (market.values(name) for name in ("vix", "close", "bill_yield"))
        full_size = margin_path(terms.margin, self._days, self._spots, market.calendar)
        self.margin = MarginWatch(self.account, self._days, full_size, self.journal)
        self._price_limit = facts("price_limits").value("ES.daily", self._days[0])
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
        self.margin.place = place
        self.margin.receive(account.settle(place))
        self._expire(day)
        self._fill_orders(day)
        self._mark(at_close=True)
        self.margin.test()
        account.sweep(place, self._cash_target(), self.terms.cash.band, self._spare_fund)
        self.equity = account.close_day(day)

    def _expire(self, day: int) -> None:
        """Settle contracts whose last day this is: at the opening index where it is a real one, else at the close."""
        for tradable in list(self.desk.positions):
            if tradable.contract.expiry > day:
                continue
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
        closing = self.margin.closing
        if not (self.desk.waiting or closing) or self._locked():
            return
        self._mark(at_close=self.terms.fill_at == "close")
        self._contracts_before = self.account.margin_contracts
        waiting = self.desk.take()
        if closing:
            waiting = self._fill_reductions(waiting, day)
            self._liquidate(day)
        for order in waiting:
            if closing:
                self.desk.end(order, order.margin, "void: forced liquidation", day)
            else:
                self._fill(order, day)

    def _locked(self) -> bool:
        """Whether the price at which orders fill is at the daily limit, where nobody takes the other side."""
        if self._place == 0:
            return False
        move = self._fill_spot() / self._spots[self._place - 1] - 1.0
        return abs(move) >= self._price_limit - 1e-12

    def _fill_reductions(self, orders: list[Any], day: int) -> list[Any]:
        """Fill the orders that only reduce; the others are returned."""
        adding = []
        for order in orders:
            if self._adds(order.data, int(order.size)) > 0:
                adding.append(order)
            else:
                self._fill(order, day)
        return adding

    def _liquidate(self, day: int) -> None:
        """Close losing positions first, as many contracts as the profile's policy says, the requirement tested anew each time."""
        for tradable in sorted(self.desk.positions, key=lambda one: self.account.holdings[one.code].gain):
            self._close_out(tradable, day)
        self.margin.reset()

    def _close_out(self, tradable: Tradable, day: int) -> None:
        held, policy, costs = (
            int(self.desk.position(tradable).size),
            self.terms.profile.liquidation,
            self.costs(tradable),
        )
        self.margin.require()
        missing = max(self.margin.maintenance - self.account.collateral, 0.0)
        cost = costs.commission + costs.half_spread_points("liquidation", self._known_vix()) * tradable.multiplier
        relief = self.margin.required(tradable.contract.spec.margin_share) - cost
        everything = policy == 0.0 or self.margin.ruined
        count = abs(held) if everything else contracts_to_close(abs(held), missing, relief, policy)
        if count:
            size = -count if held > 0 else count
            price = self._fill_price(tradable)
            self._execute(self.desk.own_order(tradable, size), size, price, "liquidation")
            numbers = {"size": float(size), "price": price, "missing": missing}
            self.journal.event(day, "liquidation", tradable.code, "forced by the broker", **numbers)

    def _fill(self, order: Any, day: int) -> None:
        tradable = order.data
        price, reason = self._fill_price(tradable), order.info.reason or ""
        size = self._within_limit(order, tradable, price)
        if tradable.contract.expiry <= day:
            self.desk.end(order, order.reject, "the contract has expired", day)
        elif size == 0:
            self.desk.end(order, order.cancel, "the exposure limit leaves no room", day)
        elif self._may_fill(tradable, size):
            self._execute(order, size, price, reason)
        elif self.account.in_transit > 0.0 and not self.margin.ruined:
            self.desk.waiting.append(order)  # its money is on the way
        else:
            self.desk.end(order, order.margin, "collateral does not cover initial margin", day)

    def _within_limit(self, order: Any, tradable: Tradable, price: float) -> int:
        """Signed size that leaves total exposure within the order's limit, if it has one; to reduce it may trade further."""
        limit, held, asked = order.info.get("exposure_limit"), int(self.desk.position(tradable).size), int(order.size)
        final = held + asked
        if limit is None or final == 0:
            return asked
        unit = price * tradable.multiplier
        others = self.account.notional - abs(held) * unit
        equity = self.account.equity - self._worst_cost(tradable, abs(held) + abs(asked))
        most = largest_position(limit, equity, others, unit)
        size = max(-most, min(final, most)) - held
        return size if size * asked > 0 else 0

    def _worst_cost(self, tradable: Tradable, count: int) -> float:
        costs = self.costs(tradable)
        spread = max(costs.stress_half_spread, costs.half_spread, costs.roll_half_spread)
        return count * (costs.commission + spread * tradable.multiplier)

    def _adds(self, tradable: Tradable, size: int) -> int:
        """Contracts by which an order would make a position larger, negative when it makes it smaller."""
        held = int(self.desk.position(tradable).size)
        return abs(held + size) - abs(held)

    def _may_fill(self, tradable: Tradable, size: int) -> bool:
        """Whether collateral covers initial margin after the fill.

        Never asked of an order that only reduces, nor of one that takes up what was given up earlier in the session (the
        second leg of a roll).
        """
        added = self._adds(tradable, size)
        contracts = self.account.margin_contracts + added * tradable.contract.spec.margin_share
        if added <= 0 or contracts <= self._contracts_before + 1e-9:
            return True
        collateral = self.account.collateral - self._worst_cost(tradable, abs(size))
        return affordable(collateral, self.margin.initially_required(contracts)) and not self.margin.ruined

    def _execute(self, order: Any, size: int, mid: float, reason: str) -> None:
        """Trade signed contracts at the mid price and charge commission and half-spread."""
        tradable = order.data
        contract, costs = tradable.contract, self.costs(tradable)
        half_spread = costs.half_spread_points(reason, self._known_vix())
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

    def provide_for_orders(self) -> None:
        """In the evening, redeem what waiting orders will need where only cash is collateral."""
        if not self.terms.profile.fund_is_collateral:
            missing = self._cash_target() - self.account.cash - self.account.in_transit
            self.account.redeem(self._place, min(missing, self.account.fund))

    def _cash_target(self) -> float:
        """Cash wanted for the positions held; where only cash counts, for those held once waiting orders have filled."""
        policy = self.terms.cash
        if self.terms.profile.fund_is_collateral:
            return policy.cash_ratio * self.account.notional
        notional, contracts = self._intended()
        return self.margin.initially_required(contracts) + policy.buffer_ratio * notional

    def _spare_fund(self) -> float:
        """Fund that can be redeemed without bringing collateral below initial margin while the money is on its way."""
        profile = self.terms.profile
        if not profile.fund_is_collateral:
            return inf
        return max(self.margin.collateral - self.margin.initial, 0.0) / (1.0 - profile.fund_haircut)

    def _intended(self) -> tuple[float, float]:
        """(notional, full-size contracts) after the waiting orders."""
        sizes = {one: position.size for one, position in self.desk.positions.items()}
        for order in self.desk.waiting:
            sizes[order.data] = sizes.get(order.data, 0) + int(order.size)
        notional = sum(abs(size) * one.close[0] * one.multiplier for one, size in sizes.items())
        return notional, sum(abs(size) * one.contract.spec.margin_share for one, size in sizes.items())

    def _known_vix(self) -> float:
        """The VIX known at the fill: a close's own is not known at its open."""
        return self._vix[max(self._place - (self.terms.fill_at == "open"), 0)]

    def _fill_price(self, tradable: Tradable) -> float:
        return tradable.open[0] if self.terms.fill_at == "open" else tradable.close[0]

    def _fill_spot(self) -> float:
        return self.feed.curve.opens[self._place] if self.terms.fill_at == "open" else self._spots[self._place]

    def costs(self, tradable: Tradable) -> CostModel:
        """Trading costs of a contract."""
        return self.terms.costs[tradable.contract.spec.root]

    def _unlisted(self, tradable: Tradable) -> bool:
        return tradable.contract.hypothetical(self._days[self._place])
