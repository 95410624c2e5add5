"""Pattern fx_trades: a few trades in a currency pair at a time, each sized by what it may lose, with free margin kept
as cash is elsewhere.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from data.contracts.fx_contracts import FxContract, fx_spec
from strategies.events.purposes import BROKERS
from strategies.fx.fx_account import FxStrategy
from strategies.fx.fx_book import VOLUNTARY, FxBook, FxObservation, FxRules, FxState
from strategies.fx.rules.closes import UNKNOWN, mean_move, range_before
from strategies.fx.rules.free_margin import largest_leverage
from strategies.fx.rules.ways import way_of


class FxTrades(FxStrategy):
    """Trades of a pair, bought and sold, by the way of the rules, at most `rules.free_margin.most_trades` at once.

    `move_window` is the sessions of the mean daily move. At the fill the position is held to what
    leaves the free margin.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("root", "USDJPY1K"),
        ("rules", FxRules()),
        ("move_window", 20),
    )

    def __init__(self) -> None:
        super().__init__()
        self.states: list[FxState] = []
        self._contract = FxContract(fx_spec(self.p.root))
        self._rules: FxRules = self.p.rules
        self._book = FxBook(self._rules, self._contract.spec.multiplier)
        self._way, stop = way_of(self._rules.way), self._rules.stop
        self._recent = stop.window if stop.by == "low" else 1
        self._sessions = max(self._way.sessions, self.p.move_window + 1, self._recent + 1)

    def decide(self) -> None:
        """Rules, then trades, then one order for all of them."""
        if self.over_for_good():
            return
        dollars = self.tradable(self._contract)
        ratio, _, share = self.broker.margin_view(dollars)
        state, rulings = self._book.evaluate(self._observation(dollars, ratio, share))
        self.states.append(state)
        numbers = {"close": state.close, "contracts": float(state.target_contracts)}
        for ruling in (one for one in rulings if one.code):
            self.journal.event(state.day, ruling.code, "", ruling.code, **{**numbers, **ruling.numbers})
        if state.binding not in {"", VOLUNTARY}:
            self.journal.event(state.day, "fx_trades", "", f"fx_{state.binding}", **numbers)
        limit = 1.0 + largest_leverage(self._rules.free_margin, share)
        self.trade_to(dollars, state.target_contracts, limit, f"fx_{state.binding}")

    def miss(self) -> None:
        """An evening in which nobody is there: no trade is decided, and no stop is looked at."""
        if not self.over_for_good():
            dollars = self.tradable(self._contract)
            ratio, _, share = self.broker.margin_view(dollars)
            self.states.append(self._book.watch(self._observation(dollars, ratio, share)))

    def notify_order(self, order: Any) -> None:
        """Remember at which rate trades were opened and closed; what the broker closed is no trade of the rules."""
        super().notify_order(order)
        if order.status == order.Completed and order.info.purpose not in BROKERS:
            self._book.filled(int(order.executed.size), order.executed.price, self.view.today)

    def records(self) -> dict[str, Sequence[NamedTuple]]:
        """The state of every evening, with a second stage of risk also the stage; trades that were closed by the rules,
        in order of days, then those that are open, at today's close.
        """
        held = self.broker.getposition(self.tradable(self._contract)).size
        still = self._book.open_at(self.view.value("close"), self.view.today) if held else []
        stages = {"fx_stages": self._book.stages} if self._rules.attack else {}
        edges = {"fx_edges": self._book.edges} if self._way.efficiency_window else {}
        return {"fx_rules": self.states, **stages, **edges, "trades": [*self._book.closed, *still]}

    def _observation(self, dollars: Any, ratio: float, share: float) -> FxObservation:
        """Everything the rules may look at this evening."""
        view, window = self.view, self._way.efficiency_window
        closes = view.history("close", self._sessions)
        close = closes[-1]
        entry, leave = self._way.ranges(closes)
        return FxObservation(
            day=view.today,
            fill_day=view.next_session,
            close=close,
            move=mean_move(closes, self.p.move_window),
            entry=entry,
            exit=leave,
            efficiency=view.efficiency_ratio(window) if window else UNKNOWN,
            recent=range_before(closes, self._recent),
            equity=self.broker.getvalue(),
            requirement=share * close * dollars.multiplier,
            held=int(self.broker.getposition(dollars).size),
            margin_ratio=ratio,
        )
