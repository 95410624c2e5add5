"""Pattern hedge: the fund, and index futures sold beside it, against what is held elsewhere."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.assembly.overlay_rules import plugged_rules, with_names_of_their_own
from engine.plugs.pattern import Pattern, always
from engine.settings.run_config import RunConfig
from engine.settings.scope import ACCOUNT, FUND, TRADED
from engine.settings.trading_sections import Overlay
from strategies.rules.buffer import buffer_rule
from strategies.rules.downtrend import downtrend_rule
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.rebalancing import Rebalancing
from strategies.rules.rule import Rule
from strategies.rules.trend_filter import TrendFilter
from strategies.rules.voluntary_stop import voluntary_stop_rule


def hedge_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `ShortFutures`."""
    overlay = config.overlay
    return {
        "root": overlay.contract,
        "ratio": overlay.ratio,
        "amount": config.short.amount,
        "cap": LeverageCap(config.exposure_limit),
        "buffer": config.cash.buffer,
        "rules": _rules(config, profile),
        "rebalancing": Rebalancing(overlay.rebalance, overlay.band),
    }


def _rules(config: RunConfig, profile: AccountProfile) -> tuple[Rule, ...]:
    """Halving and the monthly stop are left out: they would close a hedge in the fall that it is for."""
    trend, level = config.trend, profile.voluntary_stop_level if config.stops.voluntary else 0.0
    windows = (trend.average_window, trend.efficiency_window, trend.adx_window)
    falls = TrendFilter(trend.strength, trend.efficiency, trend.adx)
    rules = (
        *([downtrend_rule(falls, windows)] if _waits(config) else ()),
        *([voluntary_stop_rule(level)] if level else ()),
        *plugged_rules(config, profile),
        *([buffer_rule(config.cash.buffer)] if config.cash.buffer else ()),
        cap_rule(LeverageCap(config.exposure_limit)),
    )
    return with_names_of_their_own(rules)


def _waits(config: RunConfig) -> bool:
    return config.short.when == "downtrend"


HEDGE = Pattern(
    name="hedge",
    strategy="strategies.overlay.short_futures:ShortFutures",
    reads=(
        *ACCOUNT, *TRADED, *FUND, *(f"overlay.{key}" for key in Overlay.model_fields if key != "after_gains"),
        "futures", "stops.voluntary", "trend", "short",
    ),
    contracts=always("overlay.contract"),
    params=hedge_params,
)  # fmt: skip
