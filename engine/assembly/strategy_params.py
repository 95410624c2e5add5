"""From the settings of a run to the Backtrader params of its pattern."""

from collections.abc import Callable
from typing import Any

from engine.account.profiles import AccountProfile
from engine.assembly.cash_params import cash_params
from engine.settings.run_config import RunConfig
from strategies.fx.fx_book import FxRules
from strategies.fx.rules.breakout import Breakout
from strategies.fx.rules.free_margin import FreeMargin
from strategies.overlay.option_choice import StrikeChoice
from strategies.rules.buffer import buffer_rule
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.loss_stop import LossStop, loss_stop_rule
from strategies.rules.rebalancing import Rebalancing
from strategies.rules.rule import Rule
from strategies.rules.trend_filter import TrendFilter
from strategies.rules.volatility_halving import Halving, halving_rule
from strategies.rules.voluntary_stop import voluntary_stop_rule


def strategy_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of the pattern. Raises `DataError` for a file of the settings that cannot be read."""
    return _PARAMS[config.pattern](config, profile)


def _futures_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    overlay = config.overlay
    return {
        "root": overlay.contract,
        "ratio": overlay.ratio,
        "cap": LeverageCap(config.exposure_limit),
        "buffer": config.cash.buffer,
        "rules": overlay_rules(config, profile),
        "volatility_window": config.halving.window,
        "rebalancing": Rebalancing(overlay.rebalance, overlay.band),
    }


def _insured_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    insurance = config.insurance.model_dump()
    return {**_futures_params(config, profile), "insurance_root": insurance.pop("contract"), **insurance}


def _option_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    options, trend = config.options, config.trend
    return {
        "root": options.contract,
        "budget": options.budget,
        "cap": LeverageCap(config.exposure_limit),
        "rules": overlay_rules(config, profile, margined=False),
        "volatility_window": config.halving.window,
        "direction": options.direction,
        "strike": StrikeChoice(options.out_of_the_money, options.delta),
        "sessions_before": options.sessions_before,
        "trend": TrendFilter(trend.strength, trend.efficiency, trend.adx),
        "average_window": trend.average_window,
        "efficiency_window": trend.efficiency_window,
        "adx_window": trend.adx_window,
    }


def _fx_params(config: RunConfig, _profile: AccountProfile) -> dict[str, Any]:
    fx = config.fx
    return {
        "root": fx.contract,
        "leverage": fx.leverage,
        "voluntary_stop": fx.voluntary_stop,
        "rebalancing": None if fx.rebalance == "never" else Rebalancing(fx.rebalance, 0.0),
    }


def _fx_trades_params(config: RunConfig, _profile: AccountProfile) -> dict[str, Any]:
    chosen = config.fx_trades
    rules = FxRules(
        Breakout(chosen.entry_window, chosen.exit_window, chosen.short),
        FreeMargin(chosen.allowed_loss, chosen.most_trades, chosen.free_margin),
        chosen.stop,
        chosen.spacing,
        config.fx.voluntary_stop,
    )
    return {"root": config.fx.contract, "rules": rules, "move_window": chosen.move_window}


_PARAMS: dict[str, Callable[[RunConfig, AccountProfile], dict[str, Any]]] = {
    "core": lambda _config, _profile: {},
    "A": _futures_params,
    "B": _option_params,
    "C": _insured_params,
    "fx": _fx_params,
    "fx_trades": _fx_trades_params,
    "cash": cash_params,
}


def overlay_rules(config: RunConfig, profile: AccountProfile, *, margined: bool = True) -> tuple[Rule, ...]:
    """The rules as the settings and the account's profile have them, in the order in which they are told; those that
    are switched off are left out, and what looks at margin where the overlay is not `margined`.
    """
    halving, stops = config.halving, config.stops
    thresholds = Halving(halving.halve_above, halving.restore_below, halving.restore_sessions, halving.factor)
    level = profile.voluntary_stop_level if margined and stops.voluntary else 0.0
    buffer = config.cash.buffer if margined else 0.0
    return (
        *([halving_rule(thresholds)] if halving.enabled else ()),
        *([loss_stop_rule(LossStop(stops.limit))] if stops.limit else ()),
        *([voluntary_stop_rule(level)] if level else ()),
        *([buffer_rule(buffer)] if buffer else ()),
        cap_rule(LeverageCap(config.exposure_limit)),
    )
