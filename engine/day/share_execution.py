"""Execution of orders for index-fund shares: bought with money that is there, sold as far as they are held."""

from math import floor

from data.base.days import date_of, iso
from data.base.errors import ConfigError
from engine.account.account import Account
from engine.account.costs import CostModel, cost_category
from engine.account.margin_monitor import MarginMonitor
from engine.day.given import Dealt, Outcome, as_dealt, commission_paid
from engine.day.instruments import Instrument, ShareInstrument
from engine.day.orders import Desk, Fill, Order
from engine.day.session_prices import SessionPrices
from engine.day.terms import BrokerTerms
from engine.tax.tax_regimes import knows_shares
from strategies.events.purposes import Ending, Purpose
from strategies.rules.leverage_cap import largest_position


class ShareExecution:
    """Fills orders for shares of one account. Costs are by root, commission per share and half-spreads
    in currency per share.
    """

    def __init__(
        self,
        account: Account,
        desk: Desk,
        margin: MarginMonitor,
        prices: SessionPrices,
        terms: BrokerTerms,
    ) -> None:
        self._account = account
        self._desk = desk
        self._margin = margin
        self._prices = prices
        self._costs, self._rate_factor = terms.share_costs, terms.share_rate_factor
        self._regime = terms.tax.name if terms.tax else ""

    def outcome(self, order: Order, *, waits: bool = True) -> Outcome:
        """What becomes of an order at today's price: it fills as far as cash pays for it, or as shares are held; it
        `waits` where money on its way will pay for more. Raises `ConfigError` for shares whose gains the tax regime has
        no rule for.
        """
        instrument, asked = order.data, int(order.size)
        self._refuse_what_is_not_taxed(instrument.contract.spec.root)
        cash, coming = self._account.cash, self._account.in_transit
        room = self._room(order, instrument)
        if asked > 0 and room == 0:
            return Ending.NO_ROOM
        asked = max(min(asked, room), -int(self._desk.position(instrument).size))
        size = asked if asked < 0 else min(asked, self._paid_by(cash, instrument))
        if asked > 0 and waits and size < min(asked, self._paid_by(cash + coming, instrument)):
            return None
        if order.size < 0 and size == 0:
            return Ending.NOTHING_HELD
        return Ending.NO_CASH if size == 0 or (asked > 0 and self._margin.ruined) else size

    def _refuse_what_is_not_taxed(self, root: str) -> None:
        if self._regime and not knows_shares(self._regime, root):
            raise ConfigError(
                f"tax.regime {self._regime!r} has no rule for the gains of {root}: leave it at none, "
                "or trade something else"
            )

    def price(self, instrument: ShareInstrument, price: float) -> float:
        """What it costs to buy one share at a mid price, today's half-spread and the commission
        included; currency per share.
        """
        costs = self.costs(instrument)
        vix = self._prices.at_the_fill(instrument).vix
        return (
            price * (1.0 + self._rate_of(instrument)) + costs.half_spread_points(Purpose.TRADE, vix) + costs.commission
        )

    def commission(self, instrument: Instrument, count: int, mid: float) -> float:
        """Commission of a trade of so many shares, unsigned, at a mid price; account currency."""
        return (self.costs(instrument).commission + self._rate_of(instrument) * mid) * count

    def _rate_of(self, instrument: Instrument) -> float:
        """What a trade costs as a share of its value."""
        rate: float = instrument.contract.spec.cost_rate
        return rate * self._rate_factor

    def costs(self, instrument: Instrument) -> CostModel:
        """What trades of a share cost today: currency per share."""
        return self._costs[instrument.contract.spec.root].scaled(self._prices.scale)

    def _room(self, order: Order, instrument: ShareInstrument) -> int:
        """Shares that may be bought within the order's limit on total exposure, costs paid; as many as are
        asked for without one.
        """
        limit = order.info.get("exposure_limit")
        if limit is None or order.size < 0:
            return max(int(order.size), 0)
        mid, invested = self._prices.mid(instrument), self._account.shares.value
        unit = mid + (limit - 1.0) * (self.price(instrument, mid) - mid)
        return largest_position(limit, self._account.equity, invested, unit)

    def _paid_by(self, money: float, instrument: ShareInstrument) -> int:
        """Shares that money pays for, and never what margin needs."""
        spare = money - max(self._margin.to_be_covered(self._account.margin_contracts), 0.0)
        # money for a whole number of shares must buy them all, whatever the last bit of the quotient
        return max(floor(spare / self.price(instrument, self._prices.mid(instrument)) + 1e-9), 0)

    def trade(self, order: Order, size: int, dealt: Dealt | None = None) -> None:
        """Buy or sell (negative) at today's price and charge commission and half-spread, or what was `dealt`. Raises
        `ConfigError` for a sale that was dealt of more than is held.
        """
        held = int(self._desk.position(order.data).size)
        if held + size < 0:
            raise ConfigError(
                f"given fill of {size} {order.data.code} on {iso(self._prices.day)}: {held} are held, and selling "
                "short is not supported; give what was sold of them"
            )
        instrument, account, reason = order.data, self._account, order.info.reason or ""
        contract, costs, quote = instrument.contract, self.costs(instrument), self._prices.at_the_fill(instrument)
        half_spread = costs.half_spread_points(Purpose.TRADE, quote.vix)
        commission = commission_paid(self.commission(instrument, abs(size), quote.mid), dealt)
        account.shares.trade(contract, size, quote.mid, date_of(self._prices.day).year)
        account.charge("commission", commission, contract, reason)
        account.charge(cost_category(Purpose.TRADE), half_spread * abs(size), contract, reason)
        fill = as_dealt(account, order, Fill(size, quote.mid, half_spread, commission), dealt)
        self._desk.fill(order, fill, self._prices.day)
