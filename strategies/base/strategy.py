"""What the patterns have in common: the daily decision, rules and journal, and orders that respect the leverage cap."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import backtrader as bt

from data.base.days import iso
from data.base.errors import ConfigError
from data.contracts.contracts import FutureContract
from data.contracts.fx_contracts import FxContract
from data.market.market_view import MarketView
from data.market.seen_view import SeenView
from strategies.events.journal import Journal
from strategies.events.purposes import Ending, Purpose
from strategies.events.rulings import KINDS, RuleState
from strategies.rules import leverage_cap
from strategies.rules.loss_stop import LOSS_STOP, opened_with, with_stop
from strategies.rules.rule import OverlayObservation
from strategies.rules.rule_book import NoRuling, RuleBook

EVENTS = frozenset({Purpose.ROLL, Purpose.CAP, Purpose.PREMIUM, Purpose.INSURANCE})
"""Purposes whose fills are events; of a roll only the leg that leaves is one."""
OPTIONS_OVER = "cap_options"
"""What is said of the cap where it sold options."""


class OverlayStrategy(bt.Strategy):
    """A Backtrader strategy over a market feed and a collateral broker.

    Subclasses decide after each session's close, on what was known then; orders fill on the next session.
    """

    def __init__(self) -> None:
        self.journal = Journal()
        self.ruled: RuleState | None = None
        """Where the rules stood in the last evening, None before one and without rules."""
        self.unfinished = False
        self.switched = False
        self.behind = self.overdue = False
        """Whether something was left undone: what a rule asked for while nobody was there, or a roll; and whether a
        fixed date of rebalancing passed meanwhile.
        """

    def next(self) -> None:
        """Decide, unless the account is ruined: ruin is final. Orders that still wait are taken back and decided
        anew, unless they stand. In an evening in which nobody is there nothing of that is done; in the first one after
        it what was due is.
        """
        self.unfinished = False
        if self.broker.session.faults.away:
            if not self.broker.ruined:
                self.miss()
            return
        if self.broker.desk.waiting:
            waiting = [order for order in self.broker.desk.waiting if not self.stands(order)]
            self.unfinished = bool(waiting)
            for order in waiting:
                self.cancel(order)
        if not self.broker.ruined:
            self.decide()
            self.behind = self.overdue = False

    def start(self) -> None:
        """Find out who takes part: whether there are more to be told than the strategy of its orders and trades (cash
        and value Backtrader would tell every session), and whether there is nothing to be moved with the session but
        the strategy and its analyzers.
        """
        ours = (type(self).notify_cashvalue, type(self).notify_fund)
        deaf = (bt.Strategy.notify_cashvalue, bt.Strategy.notify_fund)
        others = any(map(_listens, (*self.analyzers, *self._slave_analyzers)))
        self._listening = ours != deaf or others or self.cerebro.p.quicknotify
        kind, usual = type(self), bt.Strategy
        from_the_first = self._minperiod <= 1 and (kind.prenext, kind.nextstart) == (usual.prenext, usual.nextstart)
        moved = any(self._lineiterators[other] for other in (bt.LineIterator.IndType, bt.LineIterator.ObsType))
        self._alone = from_the_first and not moved and not self._oldsync
        self._analyzers = tuple(self.analyzers)
        self._stamps = self.lines[0]
        self._only_stamped = self.lines.size() == 1 and not self._stamps.bindings

    def _oncepost(self, dt: float) -> None:
        """One session, without what Backtrader does for indicators, observers and minimum periods
        where there are none.
        """
        if not self._alone:
            super()._oncepost(dt)
            return
        # in the order of Backtrader's own method, whose other steps took 7 % of a run
        if self._only_stamped:
            line = self._stamps
            line._idx += 1  # noqa: SLF001  (what `forward` comes to, eight calls later)
            line.lencount += 1
            line.array.append(dt)
        else:
            self.forward()
            self.lines.datetime[0] = dt
        if self._listening or self._orderspending or self._tradespending:
            self._notify()
        self.next()
        for analyzer in self._analyzers:
            analyzer._next()  # noqa: SLF001  (Backtrader's own way to call an analyzer and its children)
        if self._orderspending or self._tradespending:
            self.clear()

    def clear(self) -> None:
        """Forget what has been told: Backtrader would keep every order to the end of the run, where nobody asks for
        them.
        """
        super().clear()
        self._orders.clear()

    def _notify(self, qorders: Any = (), qtrades: Any = ()) -> None:
        """Backtrader's notices; those of orders and trades alone where only the strategy listens."""
        if self._listening or qorders or qtrades:
            super()._notify(qorders, qtrades)
            return
        for order in self._orderspending:
            self.notify_order(order)
        for trade in self._tradespending:
            self.notify_trade(trade)

    def decide(self) -> None:
        """Look at `self.view` and the account, and send orders for the next session; raises
        `NotImplementedError` here.
        """
        raise NotImplementedError

    def miss(self) -> None:
        """An evening in which nobody is there. Rules go on as they will be worked through by whoever comes back, and
        what was due is remembered; nothing is sent or taken back. Here nothing is due.
        """

    def records(self) -> dict[str, Sequence[NamedTuple]]:
        """What this pattern keeps besides the journal: rows by the name of their table, asked for
        after the last session.
        """
        return {}

    def stands(self, order: Any) -> bool:  # noqa: ARG002  (patterns look at it)
        """Whether an order that still waits is left to wait."""
        return False

    def notify_order(self, order: Any) -> None:
        """Remember rolls, trims of the exposure and option trades as events of the day they filled."""
        purpose = order.info.purpose
        if order.status == order.Canceled and order.info.get("ended") is Ending.OVER_BUDGET:
            self.over_budget(order.data, order.info.budget)
        if order.status != order.Completed:
            return
        if purpose == Purpose.EXPIRY and order.data.is_margined and self.broker.session.faults.any:
            self.behind = True
            size = float(-order.executed.size)
            self.journal.event(self.view.today, "missed_roll", order.data.code, "missed_roll", size=size)
        if purpose in EVENTS and (purpose != Purpose.ROLL or order.issell()):
            numbers = {"size": float(order.executed.size), "price": order.executed.price}
            over = purpose == Purpose.CAP and order.data.is_option
            code = OPTIONS_OVER if over else purpose.word
            self.journal.event(self.view.today, purpose.word, order.data.code, code, **numbers)

    def evaluate(self, book: RuleBook, observed: OverlayObservation, base: float | None = None) -> RuleState:
        """Let the rules evaluate an evening; their states and what switched go into the journal; `base` in place of the
        book's own ratio. Raises `ConfigError` for a rule that makes more of the overlay, or does not rule.
        """
        try:
            state = book.evaluate(observed, base)
        except NoRuling as wrong:
            raise ConfigError(f"{iso(observed.day)}, {wrong}") from None
        self.journal.ruled(state)
        self.ruled = state
        changes = [ruling for ruling in state.rulings if ruling.code]
        self.switched = bool(changes)
        for ruling in changes:
            numbers = {"multiplier": ruling.multiplier, "volatility": observed.volatility, "equity": observed.equity}
            kind = KINDS.get(ruling.code, ruling.code)
            self.journal.event(observed.day, kind, "", ruling.code, **{**numbers, **ruling.numbers})
        return state

    def rules_supposed(self) -> RuleBook | None:
        """The rules in the states they are in, to be asked of an evening that has not come; None without rules."""
        book: RuleBook | None = getattr(self, "_rule_book", None)
        return None if book is None else book.supposing(deepcopy)

    def take_over_month(self, equity: float) -> None:
        """The month began with another equity, account currency, than in this run: rules that look at it see that."""
        book: RuleBook | None = getattr(self, "_rule_book", None)
        if book is not None:
            book.change(LOSS_STOP, lambda state: state and opened_with(state, equity))

    def take_over_stop(self, name: str, stopped: bool) -> None:  # noqa: FBT001  (as told)
        """A stop has, or has not, closed the overlay for this month, whatever it did in this run."""
        book: RuleBook | None = getattr(self, "_rule_book", None)
        if book is not None:
            book.change(name, lambda state: state and with_stop(state, stopped) if name == LOSS_STOP else stopped)

    def over_budget(self, contract: Any, budget: float) -> None:
        """Remember that nothing was bought because a single contract was too dear: the budget, a share of equity, and
        what one costs by the close, account currency.
        """
        numbers = {"budget": budget, "cost": self.broker.cost_of(contract)}
        self.journal.event(self.view.today, "over_budget", contract.code, Ending.OVER_BUDGET.value, **numbers)

    @property
    def view(self) -> MarketView:
        """The market as of today's close, or as it was last seen where prices stand still."""
        view: MarketView = self.data.view
        ago = self.broker.session.faults.ago
        return SeenView(self.data.market, self.data.row, self.data.row - ago) if ago else view

    def price_seen(self, contract: Any) -> float:
        """Price of a contract at today's close, points, or the last that was seen."""
        price: float = contract.close[-self.broker.session.faults.ago]
        return price

    def holdings(self) -> tuple[int, float]:
        """(futures contracts, signed; their index value at today's prices, account currency, never negative)
        held in all expiries.
        """
        contracts, notional = 0, 0.0
        for contract, position in self.broker.positions.items():
            if contract.is_margined:
                contracts += position.size
                notional += abs(position.size) * contract.close[0] * contract.multiplier
        return contracts, notional

    spare = 0.0
    """Spare cash that a larger position waits for where it is on its way, a share of notional; see `trade_to`."""

    def trade_to(
        self, contract: Any, target: int, exposure_limit: float, reason: str = "", purpose: Purpose = Purpose.TRADE
    ) -> None:
        """Send the order that brings a contract to `target`, signed; where the limit (on total exposure, such as 1.3)
        would break at the fill, it trades further. A roll waits for no spare cash.
        """
        difference = target - self.broker.getposition(contract).size
        if difference:
            order = self.buy if difference > 0 else self.sell
            said: dict[str, Any] = {"reason": reason} if reason else {}
            if self.spare and purpose == Purpose.TRADE:
                said["spare"] = self.spare
            order(data=contract, size=abs(difference), purpose=purpose, exposure_limit=exposure_limit, **said)

    def move_to(
        self, contract: Any, target: int, exposure_limit: float, reason: str = "", purpose: Purpose = Purpose.TRADE
    ) -> None:
        """Leave every other expiry, then bring a future to its target, signed contracts."""
        leaving = [other for other in self.broker.positions if other.is_margined and other is not contract]
        for other in leaving:
            self.trade_to(other, 0, exposure_limit, purpose=Purpose.ROLL)
        if leaving:
            reason, purpose = "", Purpose.ROLL
        self.trade_to(contract, target, exposure_limit, reason, purpose)

    def trim_options(self, limit: float, futures: float = 0.0) -> None:
        """Sell, or buy back, the options that keep net delta from standing within the limit, now or after a move,
        beside futures of a signed value in account currency.
        """
        held = {one: int(position.size) for one, position in self.broker.positions.items() if one.is_option}
        for contract, size in held.items():
            others, side = {one: held[one] for one in held if one is not contract}, 1 if size > 0 else -1
            left = leverage_cap.left_of(size, self.most_options(contract, limit, futures, others, side=side))
            if left != size:
                held[contract] = left
                order = self.sell if size > 0 else self.buy
                order(data=contract, size=abs(size - left), purpose=Purpose.CAP, exposure_limit=limit)

    def most_options(
        self, contract: Any, limit: float, futures: float, options: Mapping[Any, int], *, side: int = 1
    ) -> int:
        """Contracts of an option, unsigned, bought or with `side` -1 written, that leave net delta within the limit,
        now and after a move, beside futures of a signed value in account currency and other options.
        """
        held = [(size, one.deltas()) for one, size in options.items()]
        equity = self.broker.getvalue()
        others = leverage_cap.together((1.0, leverage_cap.of_futures(futures, (limit - 1.0) * equity)), *held)
        return leverage_cap.most_options(limit, equity, others, leverage_cap.together((side, contract.deltas())))

    def future_tonight(self, root: str) -> Any:
        """The future of a root to be in at the next close: the lead, or one that is held and that nobody rolls."""
        lead = self.data.lead(root, self.view.next_session)
        faults = self.broker.session.faults
        held = (one for one in self.broker.positions if one.is_margined and one is not lead) if faults.any else ()
        return next((one for one in held if faults.forgets(one.contract.expiry)), lead)

    def tradable(self, contract: FutureContract | FxContract) -> Any:
        """The stand-in for a contract that Backtrader's order methods take as their `data`."""
        return self.data.tradable(contract)


def _listens(analyzer: Any) -> bool:
    """Whether an analyzer is to be told of anything."""
    ours = type(analyzer).notify_order, type(analyzer).notify_trade
    return getattr(analyzer, "hears_value", True) or ours != (bt.Analyzer.notify_order, bt.Analyzer.notify_trade)
