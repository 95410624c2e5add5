"""A rule of an overlay: what it looks at, and what it makes of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from data.base.days import Day
from strategies.events.rulings import Ruling


class OverlayObservation(NamedTuple):
    """What rules may look at. `margin_ratio` is collateral / maintenance (infinite without positions), `available` what
    can serve as collateral once money has moved, `margin_share` initial margin as a share of notional, `unit` the
    notional of one contract (NaN where no futures are traded), `hedged` what a currency hedge has gained so far, with
    what was paid into the account less what was taken out, `view`
    the market as of this evening (a `data.market.market_view.MarketView`).
    """

    day: Day
    fill_day: Day
    volatility: float
    equity: float
    margin_ratio: float
    available: float
    margin_share: float
    unit: float = float("nan")
    hedged: float = 0.0
    view: Any = None


class Rule(NamedTuple):
    """A pure state machine: `step(params, state, observe(observation))` gives the state and the ruling of an evening.

    `first` is the state before the first evening. Where rules leave as little as each other, one that `yields` is not
    the one that binds. A rule without parameters or memory has None.
    """

    name: str
    params: Any
    first: Any
    observe: Callable[[Any], Any]
    step: Callable[[Any, Any, Any], tuple[Any, Ruling]]
    yields: bool = False


class FollowedRule:
    """A rule with the state it is in; asked once an evening, in order of days."""

    def __init__(self, rule: Rule) -> None:
        self._step, self._params, self._observe = rule.step, rule.params, rule.observe
        self._state = rule.first

    def ruling(self, observed: Any) -> Ruling:
        """What the rule says of this evening."""
        self._state, ruling = self._step(self._params, self._state, self._observe(observed))
        return ruling
