"""An evening of a plan: the account after a session, where the rules stand, and the orders for the next one."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from data.base.days import Day, date_of, day_of, iso
from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.account.held_account import HeldAccount, HeldPosition, OpenCall
from engine.assembly.open_account import open_account
from engine.assembly.own_account import own_account
from engine.assembly.own_settings import with_strategy
from engine.bt.broker import CollateralBroker
from engine.bt.cerebro import run_recorded, run_strategy
from engine.bt.own_failure import blamed
from engine.bt.own_strategy import load_strategy
from engine.bt.take_over import take_over
from engine.day.given import Given
from engine.settings.run_config import RunConfig, parse_config
from strategies.base.strategy import OverlayStrategy
from strategies.events.journal import Event
from strategies.events.rulings import RuleState

_NOTHING: Final[Given] = MappingProxyType({})


class NextOrder(NamedTuple):
    """An order for the next session: signed contracts, what it is for (`Purpose.word`), its reason, and the session at
    whose price it fills.
    """

    contract: str
    size: int
    purpose: str
    reason: str
    day: Day


class MarginNow(NamedTuple):
    """What the broker asks and what it counts after a session, account currency."""

    maintenance: float
    initial: float
    collateral: float


@dataclass(frozen=True)
class Evening:
    """What stands after a session: the account, margin, events of the day, where the rules stand (None: a pattern
    without), and the orders for the next session. `broker` and `strategy` are those that decided, for what else is
    asked of them.
    """

    config: RunConfig
    day: Day
    next_day: Day
    account: HeldAccount
    equity: float
    margin: MarginNow
    orders: tuple[NextOrder, ...]
    events: tuple[Event, ...]
    rules: RuleState | None
    broker: CollateralBroker
    strategy: Any


def evening_of(
    config: RunConfig,
    market: Market | None = None,
    as_of: Day | None = None,
    held: HeldAccount | None = None,
    given: Given = _NOTHING,
) -> Evening:
    """The evening of a session (default: the market's last) of a plan that is followed from the start of its period, on
    the days that are `given` with those fills.

    With `held` the account is that one, of the same session, in place of the one the run has come to: rules have seen
    the market's history, and decide on it. Raises what `backtest` raises, and `ConfigError` for an account that cannot
    be held.
    """
    market = market or embedded_market()
    if as_of is not None:
        config, market = ending(config, market, as_of)
    if config.kind.is_free:
        own = load_strategy(config.own.strategy)
        config = with_strategy(config, own)
        with blamed(own) as running:
            cerebro, broker = own_account(config, market, own)
            running.append(cerebro)
            broker.given = given
            _stand_with(broker, held)
            strategy = run_recorded(cerebro, own.kind, None, **config.kind.params(config, broker.terms.profile))
    else:
        feed, broker = open_account(config, market)
        broker.given = given
        _stand_with(broker, held)
        params = config.kind.params(config, broker.terms.profile)
        strategy = run_strategy(feed, broker, config.kind.strategy_class, None, **params)
    return _evening(config, broker, strategy)


def _stand_with(broker: CollateralBroker, held: HeldAccount | None) -> None:
    """Let the account of a statement stand in the evening of its day."""
    if held is not None:
        broker.in_the_evening = lambda row: _hold(broker, held) if broker.feed.market.days[row] == held.day else None


def _hold(broker: CollateralBroker, held: HeldAccount) -> None:
    take_over(broker, held)
    for strategy in broker.cerebro.runningstrats:
        if isinstance(strategy, OverlayStrategy):
            if held.month_opened is not None:
                strategy.take_over_month(held.month_opened)
            for name, stopped in held.stops:
                strategy.take_over_stop(name, stopped)


def ending(config: RunConfig, market: Market, day: Day) -> tuple[RunConfig, Market]:
    """The same plan on a market that ends on a session. Raises `ConfigError` for a day that is none."""
    if day not in market.days:
        raise ConfigError(
            f"as of {iso(day)}: it is no session of the market, which goes from {iso(market.days[0])} to "
            f"{iso(market.days[-1])}; choose one of its sessions"
        )
    settings = config.settings()
    period = {key: told for key, told in settings.get("period", {}).items() if key != "end"}
    if config.own.feed == "own":  # the market does not cut a feed that is brought
        period["end"] = date_of(day)
    begins = config.period.start
    if begins is not None and day < day_of(begins):
        raise ConfigError(
            f"as of {iso(day)}: it is before the plan's first day, {begins:%Y-%m-%d} (period.start); choose a later "
            "evening"
        )
    return parse_config({**settings, "period": period}, f"as of {iso(day)}"), market.until(day)


def _evening(config: RunConfig, broker: CollateralBroker, strategy: Any) -> Evening:
    session, market = broker.session, broker.feed.market
    today, tomorrow = session.day, market.calendar.after(session.day)
    margin = session.margin
    orders = tuple(
        NextOrder(
            order.data.code, int(order.size), order.info["purpose"].word, order.info.get("reason") or "", tomorrow
        )
        for order in broker.desk.open
    )
    evenings = getattr(strategy, "journal", None)
    events = (*(evenings.events if evenings else ()), *broker.journal.events)
    return Evening(
        config, today, tomorrow, held_now(broker), session.equity,
        MarginNow(margin.maintenance, margin.initial, margin.collateral), orders,
        tuple(event for event in events if event.day == today), getattr(strategy, "ruled", None), broker, strategy,
    )  # fmt: skip


def held_now(broker: CollateralBroker) -> HeldAccount:
    """What the account holds now."""
    session, calendar = broker.session, broker.feed.market.calendar
    account, today = session.account, session.day
    later = calendar.between(today + 1, today + _FARTHEST)
    arriving = tuple((later[row - session.row - 1], amount) for row, amount in account.redemptions)
    call = session.margin.state
    return HeldAccount(
        today,
        account.cash,
        account.fund,
        arriving,
        tuple(HeldPosition(one.code, int(held.size)) for one, held in broker.positions.items()),
        OpenCall(call.amount, later[call.deadline - session.row - 1], call.received) if session.margin.called else None,
        session.hedge.notional if session.hedge else 0.0,
    )


_FARTHEST = 400
"""Calendar days within which money on its way arrives and calls are due."""
