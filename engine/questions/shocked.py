"""A fall that nobody expects, laid over the account on the day on which it stood nearest to a margin call."""

from typing import NamedTuple

from data.base.days import Day, iso
from data.base.errors import ConfigError, ResultError
from data.contracts.contracts import future_spec
from data.contracts.fx_contracts import fx_spec
from data.market.market import Market
from data.market.periods import shocks
from engine.assembly.market_seen import market_for
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig
from engine.stress.account_state import FATAL, Kind
from engine.stress.from_run import row_of
from engine.stress.of_run import account_on
from engine.stress.replays import covers, replay
from engine.stress.shocks import evenly
from engine.stress.walk import walk
from strategies.sizing.leverage import RequirementShares, distance_to

FALLS = tuple(step / 100.0 for step in range(1, 100))
"""Falls of the index within one session that are tried, mild to hard."""
CRASH = "2020-03"
"""The window of history that is laid over the account besides."""


class Shocked(NamedTuple):
    """The day (ISO); what the worst session of the market makes of the account, and March 2020 (None: not covered by
    the market); and the mildest fall (of what is `sold`: rise) within one session after which the broker closes
    positions (None: none does).
    """

    day: str
    one_day: Kind
    crash: Kind | None
    fatal: float | None
    sold: bool


class Levels(NamedTuple):
    """How far dollars may fall from where they were bought before one's own stop and the broker's loss-cut, shares of
    the price, and the leverage that this is of.
    """

    leverage: float
    stop: float
    cut: float


def shocked(run: RunResult, market: Market, day: Day, fall: float) -> Shocked | None:
    """What a fall of the index in one session (a decimal, negative: a rise) and others make of the account of a run on
    a day; None where a stress test does not know such an account.
    """
    try:
        state, terms = account_on(run, market, row_of(run.tables, day))
    except (ConfigError, ResultError):
        return None

    def becomes(one: float) -> Kind:
        return walk(state, terms, evenly(one, 0.0, 1.0, 1)).kind

    root, window = run.config.overlay.contract, next(one for one in shocks() if one.name == CRASH)
    same = future_spec(root).rolls.calendar == market.calendar.exchange and covers(market, window)
    crash = replay(state, terms, market, root, window=window, delays=(0,)).outcomes[0][1].kind if same else None
    sold = state.contracts < 0
    fatal = next((one for one in FALLS if becomes(-one if sold else one) in FATAL), None)
    return Shocked(iso(day), becomes(fall), crash, fatal, sold)


def fx_levels(config: RunConfig, market: Market) -> Levels:
    """The levels of dollars on margin at the leverage of the plan, of trades the most that its free margin allows."""
    fx, whole, seen = config.fx, fx_spec(fx_spec(config.fx.contract).family), market_for(config, market)
    rate, day = float(seen.floats("close")[-1]), seen.days[-1]
    required = fx.requirement_on(day)
    asked = RequirementShares(required.share, required.amount_at(rate) / (rate * whole.multiplier))
    free = 1.0 + config.fx_trades.free_margin
    leverage = fx.leverage if config.reads("fx.leverage") else 1.0 / (free * asked.at(0.0))
    stop, cut = (distance_to(level, leverage, asked) for level in (fx.voluntary_stop, fx.cut_level_on(day)))
    return Levels(leverage, stop, cut)
