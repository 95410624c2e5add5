"""Pattern A: the fund, and long index futures on top of it."""

from typing import Any

from data.market import MarketView
from strategies.base import OverlayStrategy
from strategies.journal import RuleState
from strategies.rules import leverage_cap, rebalancing, volatility_halving
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.rebalancing import Rebalancing
from strategies.rules.volatility_halving import FULL
from strategies.sizing import contracts_for


class FuturesOverlay(OverlayStrategy):
    """Overlay of `ratio` x equity in the lead future of `root`.

    The position goes back to its target on fixed dates and whenever halving switches or the cap is broken; it moves to
    the next expiry on the fixed roll date. Decided on the evening before, so that the fill falls on the date.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("root", "MES"),
        ("ratio", 0.20),
        ("cap", LeverageCap(1.3)),
        ("halving", None),  # a Halving, or None for an overlay that is never halved
        ("volatility_window", 21),
        ("rebalancing", Rebalancing("daily", 0.03)),
    )

    def __init__(self) -> None:
        super().__init__()
        self._halving_state = FULL
        self._started = False

    def decide(self) -> None:
        """Rules, then target, then roll, then orders."""
        view, rule = self.view, self.p.rebalancing
        ratio, switched = self._target_ratio(view)
        contract = self.data.lead(self.p.root, view.next_session)
        equity = self.broker.getvalue()
        size, notional = self.holdings()
        over = leverage_cap.breached(self.p.cap, equity, notional)
        forced = switched or over or self.unfinished
        target = size
        if forced or not self._started or rebalancing.due(rule, view.today, view.next_session):
            self._started = True
            target = self._contracts(contract, ratio, equity)
            if not (forced or rebalancing.outside_band(rule, target, size)):
                target = size
        held = self.broker.positions
        if target != size or (held and contract not in held):
            self._move(contract, target, "cap" if over else "halving" if switched else "rebalance")

    def _target_ratio(self, view: MarketView) -> tuple[float, bool]:
        """Today's target, and whether halving has just switched; leaves the rules' states in the journal."""
        day, rule, was_halved = view.today, self.p.halving, self._halving_state.halved
        volatility, multiplier = view.realised_volatility(self.p.volatility_window), 1.0
        if rule is not None:
            self._halving_state, multiplier, why = volatility_halving.step(rule, self._halving_state, volatility)
            if why:
                kind = "halved" if self._halving_state.halved else "restored"
                self.journal.event(day, kind, "", why, volatility=volatility, multiplier=multiplier)
        halved = self._halving_state.halved
        ratio, bound, _ = leverage_cap.capped(self.p.cap, self.p.ratio * multiplier)
        binding = "cap" if bound else "halving" if halved else ""
        ceiling = self.p.cap.limit - 1.0
        self.journal.rules.append(
            RuleState(day, self.p.ratio, volatility, halved, multiplier, ceiling, ratio, binding),
        )
        return ratio, halved != was_halved

    def _contracts(self, contract: Any, ratio: float, equity: float) -> int:
        unit = contract.close[0] * contract.multiplier
        ceiling = leverage_cap.largest_position(self.p.cap.limit, equity, 0.0, unit)
        return min(contracts_for(ratio, equity, unit), ceiling)

    def _move(self, contract: Any, target: int, reason: str) -> None:
        """Leave every other expiry, then bring the lead contract to its target."""
        limit = self.p.cap.limit
        leaving = [other for other in self.broker.positions if other is not contract]
        for other in leaving:
            self.trade_to(other, 0, "roll", limit)
        self.trade_to(contract, target, "roll" if leaving else reason, limit)
