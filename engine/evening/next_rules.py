"""What the rules of a plan would say in the evening after tonight, wherever the index closes until then."""

from math import inf
from typing import Any, NamedTuple

from data.base.days import Day, month_number
from data.base.sums import total
from data.signals.volatility import Measure
from engine.evening.evening import Evening
from engine.evening.standing import Moved, Standing, moved
from engine.evening.standing_of import sizes_after
from engine.evening.supposed_view import SupposedView
from engine.evening.volatility_ahead import Seen, volatility_after
from strategies.base.strategy import OverlayStrategy
from strategies.events.rulings import RuleState
from strategies.overlay.futures_overlay import FuturesOverlay
from strategies.overlay.futures_target import FuturesPlan, futures_target
from strategies.rules.leverage_cap import breached
from strategies.rules.rebalancing import due, months_of
from strategies.rules.rule import OverlayObservation


class Answer(NamedTuple):
    """What an evening would decide: the ratio aimed at (share of equity), the contracts aimed at (None: of a plan that
    does not hold so many futures), and the codes of what changed.
    """

    ratio: float
    contracts: int | None
    codes: tuple[str, ...]


class NextRules:
    """Rules, account and market of tonight, asked of the next evening. Raises `ValueError` for a plan without rules."""

    def __init__(self, evening: Evening, standing: Standing) -> None:
        strategy = evening.strategy
        if not has_rules(evening):
            raise ValueError("the plan has no rules")
        self._strategy, self._broker, self._standing = strategy, evening.broker, standing
        calendar = evening.broker.feed.market.calendar
        following: Day = calendar.after(evening.next_day)
        self._days = evening.next_day, following, calendar.after(following)
        self._measure = getattr(strategy.p, "volatility", None) or Measure()
        self._seen = seen_by(self._measure, evening.broker.feed)
        self._ruled: RuleState = strategy.ruled
        self._known: dict[float, RuleState] = {}
        self._size = int(total(size for one, size in sizes_after(evening.broker).items() if one.is_margined))
        self._lead = self._contract(evening)
        self._margin = self._lead and evening.broker.margin_view(self._lead)

    def volatility(self, level: float) -> float:
        """Volatility by the measure of the plan after a close at a level, annual decimal."""
        return volatility_after(self._measure, self._seen, level)

    def ruled(self, level: float) -> RuleState:
        """Where the rules would stand after a close at a multiple `level` of tonight's."""
        if level in self._known:
            return self._known[level]
        book = self._strategy.rules_supposed()
        state: RuleState = book.evaluate(self._observation(level, moved(self._standing, level)), self._ruled.base_ratio)
        self._known[level] = state
        return state

    def answer(self, level: float) -> Answer:
        """What would be decided after a close at a multiple `level` of tonight's."""
        state = self.ruled(level)
        codes = tuple(ruling.code for ruling in state.rulings if ruling.code)
        if not isinstance(self._strategy, FuturesOverlay):
            return Answer(state.target_ratio, None, codes)
        return Answer(state.target_ratio, self._contracts(level, state, switched=bool(codes)), codes)

    @property
    def held(self) -> int:
        """Futures held once tonight's orders have filled, signed contracts."""
        return self._size

    def _contracts(self, level: float, state: RuleState, *, switched: bool) -> int:
        params, unit = self._strategy.p, self._unit(level)
        plan = FuturesPlan(params.cap.limit, months_of(params.rebalancing.schedule), params.rebalancing.band)
        equity = moved(self._standing, level).equity
        over = breached(params.cap, equity, abs(self._size) * unit)
        on_date = due(plan.months, month_number(self._days[0]), month_number(self._days[1]))
        ratios = state.target_ratio, state.base_ratio
        return futures_target(plan, self._size, equity, unit, ratios, forced=switched or over, due=on_date)

    def _observation(self, level: float, then: Moved) -> OverlayObservation:
        seen: Any = SupposedView(self._strategy.view, level, self._days)
        day, fill_day, _ = self._days
        gain, volatility = self._broker.besides, self.volatility(level)
        if self._margin is None:
            return OverlayObservation(
                day, fill_day, volatility, then.equity, inf, then.equity, 0.0, hedged=gain, view=seen
            )
        _, available, share = self._margin
        counts = self._broker.account.profile.fund_is_collateral
        account = self._broker.account
        grown = then.collateral - account.collateral if counts else then.equity - account.equity
        moving = self._standing.asked.moving > 0.0 or self._broker.session.margin.proportional
        return OverlayObservation(
            day, fill_day, volatility, then.equity, then.ratio, available + grown,
            share if moving else share / level, self._unit(level), gain, seen,
        )  # fmt: skip

    def _unit(self, level: float) -> float:
        """Notional of one future after a close at a level, account currency."""
        return float(self._lead.close[0] * self._lead.multiplier * level) if self._lead else float("nan")

    def _contract(self, evening: Evening) -> Any:
        """The future, or the currency, that the plan holds tomorrow; None for one that holds none."""
        strategy = self._strategy
        feed: Any = evening.broker.feed
        if isinstance(strategy, FuturesOverlay):
            return feed.lead(strategy.p.root, evening.next_day)
        return next((one for one in sizes_after(evening.broker) if one.is_margined), None)


def has_rules(evening: Evening) -> bool:
    """Whether a plan has rules that have been asked."""
    strategy = evening.strategy
    return isinstance(strategy, OverlayStrategy) and strategy.ruled is not None


def seen_by(measure: Measure, feed: Any) -> Seen:
    """What a measure has seen up to the session at which a feed stands."""
    view, sessions = feed.view, measure.window
    closes, highs, lows = (view.history(column, sessions) for column in ("close", "high", "low"))
    per_year = feed.market.calendar.sessions_per_year
    return Seen(closes, highs, lows, view.volatility(measure), per_year, feed.row)
