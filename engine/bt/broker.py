"""`CollateralBroker`: a Backtrader broker over an account whose collateral is a money-market fund.

cerebro.adddata(feed)
cerebro.setbroker(CollateralBroker(feed, terms))
"""

from collections.abc import Callable
from typing import Any

import backtrader as bt
from backtrader.position import Position

from data.base.errors import ConfigError, DataError
from data.base.sums import total
from data.market.agreement import require_index
from engine.account.account import Account
from engine.account.margin import margin_ratio
from engine.bt.asked import Asked, last_day, require_sense, taken_from
from engine.bt.external_feed import ExternalFeed
from engine.bt.feed import MarketFeed
from engine.bt.given_fills import GivenFills
from engine.bt.new_order import made
from engine.bt.order_desk import OrderDesk
from engine.bt.order_info import with_purpose
from engine.bt.refused_settings import RefusedSettings, refuse_cheating_timers, refuse_parts
from engine.bt.sizing import serve_sizers, tell_of_cash
from engine.bt.stand_ins import Held
from engine.day.given import Given
from engine.day.instruments import Instrument
from engine.day.session_inputs import session_inputs
from engine.day.terms import BrokerTerms
from engine.day.trading_day import TradingDay
from engine.day.transfer_book import Counter
from strategies.events.journal import Journal

_MANY = 1e15
"""Contracts that nobody orders: whole numbers beyond are not told apart by floats."""


Evening = Callable[[int], None]
"""What is called after a session, before the strategies decide, with its row of the market."""


class CollateralBroker(RefusedSettings):
    """What Backtrader asks of a broker, answered by a `TradingDay`. Fills orders for contracts of a feed, of every kind
    of daily bars (see `docs/orders.md`).

    `info` of an order may carry `purpose` (a `Purpose`: what it is for), `reason` (a text for the tables, from which
    nothing is computed), `exposure_limit`: total exposure that may not be exceeded after the fill, for which a
    purchase is cut and a sale enlarged, and `writes`: a sale of options may be of more than is held (see
    `docs/written_options.md`).
    """

    session: TradingDay
    given: Given
    counter: Counter | None
    """What was done on some days in place of the model's fills; where money moves to and from other accounts."""
    desk: OrderDesk
    told: dict[str, dict[str, Any]]
    """Orders and fills; what the strategy was warned of: codes of notes, and their values."""

    def __init__(self, feed: MarketFeed | ExternalFeed, terms: BrokerTerms) -> None:
        super().__init__()
        self.feed = feed
        self.terms, self.startingcash = terms, terms.capital
        self.in_the_evening: Evening = _nothing
        self.given, self.counter, self._opened, self._begun = {}, None, False, False

    def start(self) -> None:
        """Open a new account: every run of Backtrader starts from the opening capital. Raises `ConfigError` for what of
        Backtrader this account cannot have, `DataError` for a feed that is not of days.
        """
        super().start()
        refuse_parts(self.cerebro, self.feed.bars)
        self.feed.begin()
        self.desk = OrderDesk(self.terms.commissions, self._initial_margin, at_open=self.terms.fill_at == "open")
        self.inputs = session_inputs(self.feed.market, self.terms)
        self.session = TradingDay(self.inputs, self.terms, self.desk, self.feed.carry, self.counter)
        self.session.given = GivenFills(self.given, self) if self.given else None
        self._opened, self._begun, self._row = True, False, -1
        self.told: dict[str, dict[str, Any]] = {}
        self._checked: dict[Any, bt.CommInfoBase] = {}

    def next(self) -> None:
        """Run today's session (called by Backtrader before the strategies), once the feed has begun."""
        row = self.feed.row
        if row >= self.feed.first_row:
            if not self._begun:
                self._begun = True
                refuse_cheating_timers(self.cerebro)
                serve_sizers(self, self.cerebro.runningstrats)
            if row > self._row:
                self._row = row
                self.desk.open_day(self.feed.market.days[row])
                self.session.run(row)
                self.desk.close_day(self.session.day, unattended=self.session.faults.away)
                self.in_the_evening(row)

    def stop(self) -> None:
        """Write down what the data leave open. Raises `DataError` without a bar, `ConfigError` without a strategy."""
        if not self.cerebro.runningstrats:
            raise ConfigError("no strategy was run: each said StrategySkipError in its __init__")
        if not self._begun:
            raise DataError("the feed this account trades brought no bar: look at its file and its dates")
        if held := self.desk.untransmitted:
            self.told["not_transmitted"] = {"count": held}
        self.session.close()

    @property
    def account(self) -> Account:
        """The account."""
        return self.session.account

    @property
    def journal(self) -> Journal:
        """What happened to the account."""
        return self.session.journal

    @property
    def ruined(self) -> bool:
        """Whether equity is gone, for good."""
        return self.account.ruined

    def margin_view(self, contract: Instrument) -> tuple[float, float, float]:
        """What a strategy's rules ask of the margin account, today.

        Collateral over maintenance margin (infinite without positions); what can serve as collateral once money has
        moved, account currency (all equity where only cash counts, else the collateral there is), less what the
        currency hedge keeps and written options ask for; initial margin of a contract as a share of notional.
        """
        margin = self.session.margin
        ratio, initial = margin_ratio(margin.collateral, margin.maintenance), self._initial_margin(contract)
        return ratio, self._available(margin.collateral), initial / (contract.close[0] * contract.multiplier)

    def _available(self, collateral: float) -> float:
        """What can serve as collateral for what is held on margin, as `margin_view` says it."""
        session, account = self.session, self.session.account
        held = collateral if account.profile.fund_is_collateral else session.equity - account.uncounted
        kept = session.cash_sweep.for_the_hedge if session.hedge else 0.0
        return held - kept - (session.margin.written() if account.options.writes else 0.0)

    @property
    def free_collateral(self) -> float:
        """What can serve as collateral (see `margin_view`), now that the evening's money has moved, less the initial
        margin of what is held, account currency; negative where that is more. Waiting orders are not counted.
        """
        margin, account = self.session.margin, self.session.account
        written = margin.written() if account.options.writes else 0.0
        return self._available(account.collateral) - (margin.initial - margin.hedge - written)

    def _initial_margin(self, contract: Instrument) -> float:
        """Initial margin of one contract today, account currency."""
        return self.session.margin.initially_required(contract.contract.spec.margin_share)

    @property
    def besides(self) -> float:
        """What equity has gained besides trading, account currency: by the hedge, costs apart, and money paid in."""
        hedge, flows = self.session.hedge, self.session.flows
        return (hedge.gained if hedge else 0.0) + (flows.net if flows else 0.0) + self.account.translation

    @property
    def paid_tonight(self) -> float:
        """What was paid in this evening less what was taken out, account currency."""
        return self.session.flows.tonight if self.session.flows else 0.0

    def cost_of(self, option: Any) -> float:
        """What one contract of an option costs at today's close, account currency: the offer and the commission."""
        return self.session.cost_of(option)

    @property
    def positions(self) -> dict[Instrument, Position]:
        """Open positions by contract; of anything else an empty one."""
        return Held(self.desk.positions)

    def getcash(self) -> float:
        """Cash in the account, negative when owed: the true balance, nothing is set aside for margin. Most of the
        capital is in the fund: a strategy's own code that asks is warned of that once a run.
        """
        if not self._opened:
            return self.startingcash
        if "asked_for_cash" not in self.told:
            tell_of_cash(self, self.account.cash, self.session.equity)
        return self.account.cash

    def getvalue(self, datas: Any = None) -> float:
        """Equity, account currency; with `datas`, what is held of those contracts: the signed notional of what is on
        margin, the value of options and shares, and zero for the market feed, in which nothing is held.
        """
        if datas:
            account, codes = self.account, {one.code for one in datas if self.feed.trades(one)}
            on_margin = total(one.notional for code, one in account.holdings.items() if code in codes)
            options = total(one.value for code, one in account.options.holdings.items() if code in codes)
            shares = total(one.value for code, one in account.shares.holdings.items() if code in codes)
            return on_margin + options + shares
        return self.session.equity if self._opened else self.startingcash

    get_cash, get_value = getcash, getvalue

    def getposition(self, data: Any) -> Position:
        """Position in a contract, signed, an empty one where nothing is held."""
        return self.desk.position(data)

    def getcommissioninfo(self, data: Any) -> bt.CommInfoBase:
        """Multiplier, commission and margin of a contract; every sizer asks for it before it sizes an order.

        Raises `ConfigError` for a contract that this account, or this market, does not trade.
        """
        return self._commission_info(self._instrument(data))

    def _commission_info(self, data: Any) -> bt.CommInfoBase:
        """What `getcommissioninfo` gives, looked at once for each contract."""
        if (checked := self._checked.get(data)) is not None:
            return checked
        known, spec = self.desk.commission_info(data), data.contract.spec
        require_index(spec, self.feed.market, f"order for {data.code}: it")
        if spec.currency != self.terms.currency:
            raise ConfigError(
                f"order for {data.code}: it is in {spec.currency}, the account in {self.terms.currency}; "
                "order another contract"
            )
        self._checked[data] = known
        return known

    def get_orders_open(self, safe: bool = False) -> list[Any]:  # noqa: ARG002, FBT001, FBT002  (Backtrader's)
        """Orders that have not ended."""
        return self.desk.open

    def buy(self, owner: Any, data: Any, **order: Any) -> Any:
        """Send a buy order of so many whole contracts, unsigned (called by `Strategy.buy`).

        Raises `ConfigError` for what is no contract of the feed, a kind of order that it does not take, prices that are
        missing or none, and a purpose that is the broker's to say.
        """
        return self._send(bt.BuyOrder, owner, data, **order)

    def sell(self, owner: Any, data: Any, **order: Any) -> Any:
        """Send a sell order of so many whole contracts, unsigned (called by `Strategy.sell`).

        Options are written where the order says `writes=True`. Raises `ConfigError` as `buy` does, for selling shares
        short, and options that are not held without that word.
        """
        return self._send(bt.SellOrder, owner, data, **order)

    def _send(self, kind: type[bt.Order], owner: Any, data: Any, *, size: float, **more: Any) -> Any:
        """Send an order. `more` is what else Backtrader says of it, and what the strategy gave for its `info`."""
        code = self._instrument(data).code
        if not abs(size) < _MANY or size != int(size):
            raise ConfigError(f"order of {size} {code}: only whole contracts trade, and fewer than {_MANY:.0g}")
        asked, said = taken_from(more), f"order of {int(size)} {code}"
        require_sense(asked, data, said)
        self._require_open(asked, said)
        if not (data.is_option and more.get("writes")) and not asked.rests:
            self._refuse_writing(data, kind, int(size))
        info = with_purpose(more)
        valid = None if asked.valid is None else last_day(asked.valid, data.datetime.datetime(0), said)
        order = made(kind, asked, owner=owner, data=data, size=int(size))
        order.info = info
        order.addcomminfo(self._commission_info(data))
        sent = self.desk.receive(order, self.session.day, asked, valid)
        self.session.provide_for_orders()
        return sent

    def _require_open(self, asked: Asked, said: str) -> None:
        """Raise `ConfigError` for a bracket or a group with an order that is not in this market any more."""
        for name, other in (("parent", asked.parent), ("oco", asked.oco)):
            if isinstance(other, list | tuple):
                raise ConfigError(f"{said}: its {name} is {len(other)} orders; give one of them, as {name}=orders[0]")
            if other is not None and self.desk.find(other) is None and not self.desk.unattended:
                raise ConfigError(
                    f"{said}: its {name} has ended, or was not sent to this account; send it without {name}"
                )

    def _refuse_writing(self, data: Any, kind: type[bt.Order], size: int) -> None:
        """Options are written only by an order that says so, and shares never sold short: a sale is at most what is
        held less what is already being sold.
        """
        if data.is_margined or kind is bt.BuyOrder:
            return
        selling = sum(-int(order.size) for order in self.desk.waiting if order.data is data and order.size < 0)
        held = int(self.desk.position(data).size)
        if size > held - selling:
            what = "to write options, say writes=True" if data.is_option else "selling short is not supported"
            raise ConfigError(f"sale of {size} {data.code}: {held} are held and {selling} are being sold; {what}")

    def cancel(self, order: Any) -> bool:
        """Take back an order that has not ended, and what hangs on it in its bracket or group; whether it had not."""
        return self.desk.cancel(order, self.session.day)

    def get_notification(self) -> Any:
        """Next order whose owner is to be told, or None."""
        return self.desk.next_notice()

    def _instrument(self, data: Any) -> Any:
        if not self.feed.trades(data):
            raise ConfigError(self.feed.refusal(data))
        return data


def _nothing(_row: int) -> None:
    """What happens in an evening where nobody stands in it; named, for copies go to other processes."""
