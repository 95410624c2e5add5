"""The cash ratio by rule: so much in the money-market fund, the rest in the index, held as a
fund or through futures.
"""

from collections.abc import Sequence
from math import floor
from typing import TYPE_CHECKING, Any, NamedTuple

from data.base.days import Day
from data.base.difference import difference
from data.base.near_events import NEVER, Nearness, near_next
from data.base.sums import total
from data.signals.volatility import Measure
from strategies.base.contracts_for import contracts_for
from strategies.base.strategy import OverlayStrategy
from strategies.cash.cash_book import CashBook, CashRules
from strategies.cash.evening import UNKNOWN, CashObservation, CashState, IndexMeasures
from strategies.rules.leverage_cap import FULLY_INVESTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.base.published import EventDates, Published
    from strategies.cash.seen import Seen

Override = tuple[float, str, str]


class CashRatio(OverlayStrategy):
    """Cash between a floor and a cap, by rules (`strategies.cash.rules`); what is not cash is in the index.

    `asset` is "fund" (shares of `fund`, paid for in full) or "futures" (of `root`, on top of the fund, at most the
    index once). `overrides` are cash ratios by the day on which they are in force, with what and why;
    `series` are what the rules for series of one's own look at, in their order.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("asset", "fund"),
        ("fund", "SPXFUND"),
        ("root", "MES"),
        ("rules", CashRules()),
        ("trend_window", 200),
        ("high_window", 63),
        ("volatility", Measure()),
        ("conditions_window", 126),
        ("conditions", None),
        ("series", ()),
        ("valuation", None),
        ("events", None),
        ("overrides", {}),
    )

    def __init__(self) -> None:
        super().__init__()
        self.states: list[CashState] = []
        self._book = CashBook(self.p.rules)
        self._rules: CashRules = self.p.rules
        self._valuation: Published | None = self.p.valuation
        self._conditions: Published | None = self.p.conditions
        self._series: tuple[Seen, ...] = self.p.series
        self._events: EventDates | None = self.p.events
        self._overrides: Mapping[Day, Override] = self.p.overrides
        self._sent: float | None = None
        self._of_fund = self.p.asset == "fund"
        self._windows = (self.p.trend_window, self.p.high_window)

    def decide(self) -> None:
        """Rules, then the roll of futures, then the order for the ratio that is wanted."""
        contract = self._contract()
        equity = self.broker.getvalue()
        state, ratio = self._rules_tonight(equity)
        self.states.append(state)
        if self.broker.desk.waiting and ratio == self._sent:
            return
        for order in list(self.broker.desk.waiting):
            self.cancel(order)
        self._sent = ratio
        if ratio is not None:
            self._tell_override(state)
            reason = f"cash_{state.binding}" if state.binding else "rebalance"
            self.move_to(contract, self._size(contract, ratio, equity), self._limit(ratio), reason)
        elif not self._of_fund and self.broker.positions and contract not in self.broker.positions:
            self.move_to(contract, self.holdings()[0], FULLY_INVESTED)

    def miss(self) -> None:
        """An evening in which nobody is there: the rules go on, and a ratio to trade to is one for who comes back."""
        state, ratio = self._rules_tonight(self.broker.getvalue())
        self.states.append(state._replace(target_ratio=UNKNOWN))
        if ratio is not None:
            self.behind, self._sent = True, None

    def _rules_tonight(self, equity: float) -> tuple[CashState, float | None]:
        """Where the rules stand, and the ratio to trade to; what changed is told."""
        state, ratio, changes = self._book.evaluate(self._observation(equity))
        for code, numbers in changes:
            self.journal.event(state.day, "cash_rule", "", code, wanted=state.wanted_ratio, **numbers)
        return state, ratio

    def records(self) -> dict[str, Sequence[NamedTuple]]:
        """The state of every evening, and that of each series of one's own."""
        series = {"cash_series": self._book.series} if self._series else {}
        return {"cash_rules": self.states, **series}

    def stands(self, order: Any) -> bool:
        """A purchase of shares waits for its money, as long as the same ratio is wanted."""
        return bool(order.data.is_share)

    @property
    def _resumed(self) -> bool:
        """Whether the last order has not filled yet, or was never sent."""
        return self.unfinished or self.behind or bool(self.broker.desk.waiting)

    def _contract(self) -> Any:
        data = self.data
        return data.fund(self.p.fund) if self._of_fund else self.future_tonight(self.p.root)

    def _size(self, contract: Any, ratio: float, equity: float) -> int:
        """Whole shares, rounded down, or contracts, to the nearest that leaves no leverage."""
        unit: float = self.price_seen(contract) * contract.multiplier
        share = 1.0 - ratio
        if self._of_fund:
            return max(floor(share * equity / unit), 0)
        return min(contracts_for(share, equity, unit, reduced=False), max(floor(equity / unit), 0))

    def _limit(self, ratio: float) -> float:
        """Limit on total exposure at the fill: what leaves the floor in cash, or a ratio below it
        that was written down.
        """
        return FULLY_INVESTED - min(self._rules.limits.floor, ratio)

    def _held(self, equity: float) -> float:
        """The cash ratio held now; 1 for an account without equity."""
        value = total(
            position.size * contract.close[0] * contract.multiplier
            for contract, position in self.broker.positions.items()
        )
        return 1.0 - value / equity if equity > 0.0 else 1.0

    def _observation(self, equity: float) -> CashObservation:
        """Everything the rules may look at this evening; what no rule needs is left unknown."""
        view = self.view
        today, tomorrow = view.today, view.next_session
        to_event, since = self._near_events(tomorrow)
        override = self._overrides.get(tomorrow)
        return CashObservation(
            day=today,
            fill_day=tomorrow,
            measures=self._measures(),
            held=self._held(equity),
            valuation=self._valuation.at(today) if self._valuation else UNKNOWN,
            days_to_event=to_event,
            sessions_since_event=since,
            risen=self._risen(),
            series=tuple(seen.measured(today, view.day_back(seen.window)) for seen in self._series),
            override=override[0] if override else None,
            resumed=self._resumed,
        )

    def _risen(self) -> float:
        """How far what the rule for conditions looks at has risen over its window; NaN where that is not known or no
        rule asks.
        """
        view, window, series = self.view, self.p.conditions_window, self._conditions
        if self._rules.conditions is None:
            return UNKNOWN
        if series is None:
            return difference(view.value("bill_yield"), view.back("bill_yield", window))
        before = view.day_back(window)
        return difference(series.at(view.today), UNKNOWN if before is None else series.at(before))

    def _measures(self) -> IndexMeasures:
        view, rules = self.view, self._rules
        trend, high = self._windows
        breakout = rules.trend is not None and rules.trend.breakout
        return IndexMeasures(
            close=view.value("close"),
            average=view.moving_average(trend) if rules.trend and not breakout else UNKNOWN,
            high=view.highest_before(high) if rules.reentry else UNKNOWN,
            volatility=view.volatility(self.p.volatility) if rules.target or rules.levels else UNKNOWN,
            fall=view.fall_from_high() if rules.tactical else 0.0,
            bottom=view.lowest_before(trend) if breakout else UNKNOWN,
            top=view.highest_before(trend) if breakout else UNKNOWN,
            move=view.move if rules.pacing.pause else UNKNOWN,
        )

    def _near_events(self, fill_day: Day) -> Nearness:
        """How near events are to the fill of the next session."""
        if self._events is None:
            return Nearness(NEVER, NEVER)
        return near_next(self._events.days, self.data.market.days, self.data.row, fill_day)

    def _tell_override(self, state: CashState) -> None:
        override = self._overrides.get(self.view.next_session)
        if override:
            ratio, what, why = override
            self.journal.event(state.day, "override", "", f"{what}: {why}", ratio=ratio, held=state.held_ratio)
