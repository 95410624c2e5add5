"""Tonight: what a plan does for the next session, why, and what would change it."""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from data.base.days import Day
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.account.held_account import HeldAccount
from engine.evening.account_tonight import AccountTonight, account_tonight
from engine.evening.cash_tonight import Arrival, CashMove, arriving, moves_tonight
from engine.evening.dates_ahead import DateAhead, dates_ahead
from engine.evening.distances import Change, Distance, answer_changes, margin_distances, rule_distances
from engine.evening.evening import Evening, evening_of, held_now
from engine.evening.next_rules import NextRules, has_rules
from engine.evening.orders_tonight import Hour, OrderTonight, hour_of, orders_tonight
from engine.evening.standing_of import standings
from engine.results.views import Told
from engine.settings.run_config import RunConfig
from strategies.events.journal import Event
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.volatility_halving import Halving

NOTHING, ORDERS, CASH, DEADLINE = 0, 10, 11, 12
"""Exit codes of what is to be done: nothing, orders, money alone, a call of the broker or a deadline."""


HALVING = "halving"
"""What the rule is called."""


class RuleTonight(NamedTuple):
    """A rule as it stands: the word of its state ("": it has none), what it looked at (NaN: nothing), what it leaves of
    the overlay (0 to 1), the most it allows (share of equity, NaN: it only multiplies), and whether it binds.
    """

    name: str
    state: str
    observed: float
    multiplier: float
    most: float
    binds: bool


@dataclass(frozen=True, repr=False)
class Tonight(Told):
    """An evening with everything that is to be known of it; `rehearsed` where it is one of the past. What a plan has
    not is empty.
    """

    evening: Evening
    rehearsed: bool
    orders: tuple[OrderTonight, ...]
    fills_at: Hour | None
    moves: tuple[CashMove, ...]
    arrivals: tuple[Arrival, ...]
    account: AccountTonight
    rules: tuple[RuleTonight, ...]
    distances: tuple[Distance, ...]
    changes: tuple[Change, ...]
    dates: tuple[DateAhead, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened today."""
        return self.evening.events

    @property
    def broker_closes(self) -> bool:
        """Whether the broker is about to close positions: after a deadline that was missed, or without asking."""
        return bool(self.evening.broker.session.margin.closes_next)

    @property
    def halving(self) -> Halving | None:
        """The volatilities at which the overlay is halved and comes back; None for a plan that is not halved."""
        told = self.evening.config.halving
        halves = any(one.name == HALVING for one in self.rules)
        return Halving(told.halve_above, told.restore_below, told.restore_sessions, told.factor) if halves else None

    @property
    def status(self) -> int:
        """What is to be done, as an exit code; a call goes before orders, orders before money."""
        if self.evening.account.call is not None or self.broker_closes:
            return DEADLINE
        return ORDERS if self.orders else CASH if self.moves else NOTHING


def tonight(
    config: RunConfig, market: Market | None = None, as_of: Day | None = None, held: HeldAccount | None = None
) -> Tonight:
    """The evening of a market's last session, or the rehearsal of an earlier one (`as_of`), by the account that the
    plan has come to or by one that is `held`.

    Raises what `backtest` raises, and `ConfigError` for a day that is no session, and for an account that cannot be
    held.
    """
    market = market or embedded_market()
    evening = evening_of(config, market, market.days[-1] if as_of is None else as_of, held)
    return tonight_of(evening, rehearsed=as_of is not None, swept=held is None)


def tonight_of(evening: Evening, *, rehearsed: bool = False, swept: bool = True, levels: bool = True) -> Tonight:
    """The same of an evening that is there already; `rehearsed` where it is one of the past, `swept` where its broker
    has moved money between cash and fund. Without `levels` no distances and changes are looked for, which take a
    fifth of a second.
    """
    broker = evening.broker
    orders = orders_tonight(broker, evening.next_day)
    if not swept:
        # the account of a statement has not been swept by this broker
        broker.session.cash_sweep.sweep()
    arrivals = arriving(held_now(broker).in_transit)
    both = standings(broker)
    rules = NextRules(evening, both.next) if levels and has_rules(evening) else None
    index = both.next.spot
    return Tonight(
        evening,
        rehearsed,
        orders,
        hour_of(broker, evening.next_day),
        moves_tonight(broker.account, evening.day, broker.feed.market.calendar),
        arrivals,
        account_tonight(evening, both.next, both.filled),
        _rules(evening),
        (
            *(margin_distances(both.filled, broker.account.profile, _limit(evening)) if levels else ()),
            *(rule_distances(rules, index) if rules else ()),
        ),
        answer_changes(rules, index) if rules else (),
        dates_ahead(evening),
    )


def _rules(evening: Evening) -> tuple[RuleTonight, ...]:
    ruled = evening.rules
    if ruled is None:
        return ()
    return tuple(
        RuleTonight(name, one.state, one.observed, one.multiplier, one.most, name == ruled.binding)
        for name, one in zip(ruled.rules, ruled.rulings, strict=True)
    )


def _limit(evening: Evening) -> float:
    """The limit on total exposure, infinite for a plan without."""
    cap: LeverageCap | None = getattr(evening.strategy.p, "cap", None)
    return cap.limit if isinstance(cap, LeverageCap) else inf
