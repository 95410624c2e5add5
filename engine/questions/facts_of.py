"""What the questions of a plan are answered from: its settings, its account, and what was measured."""

from typing import NamedTuple

from data.market.market import Market
from engine.account.profiles import AccountProfile
from engine.questions.measured import Measured
from engine.questions.shocked import Levels, Shocked, fx_levels, shocked
from engine.settings.run_config import RunConfig


class Facts(NamedTuple):
    """A plan, its broker, what was measured, what a fall that nobody expects makes of its account (None: no stress test
    knows it), the levels of dollars on margin (None: there are none), and the monthly stop of the plan as a share of
    equity (0: none).
    """

    config: RunConfig
    profile: AccountProfile
    measured: Measured
    shocked: Shocked | None
    levels: Levels | None
    stop: float


def facts_of(config: RunConfig, market: Market, found: Measured) -> Facts:
    """The facts of a plan that was measured on a market."""
    run, margin = found.history.run, found.margin
    shock = shocked(run, market, margin.day, found.worst.fall) if margin else None
    levels = fx_levels(config, market) if config.kind.market == "dollar" else None
    return Facts(config, run.profile, found, shock, levels, stop_of(config, market))


def stop_of(config: RunConfig, market: Market) -> float:
    """The monthly stop as a share of opening capital, an amount in yen at the latest rate; 0 where there is none."""
    if not config.reads("stops.monthly_loss"):
        return 0.0
    rate = float(market.floats("usdjpy")[-1]) if config.stops_in_yen else 1.0
    share, amount = config.stops.loss.limit, config.stops.loss.amount / (config.capital.initial * rate)
    return min(share or amount, amount or share)
