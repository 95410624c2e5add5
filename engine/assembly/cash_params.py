"""From the settings to the parameters of the pattern `cash`, with the files they name."""

from pathlib import Path
from typing import Any

from data.base.published import Published
from data.intake.published import event_dates, measured, overrides, published
from engine.account.profiles import AccountProfile
from engine.settings.cash_input_sections import OneSeries
from engine.settings.cash_sections import alarms
from engine.settings.run_config import RunConfig
from strategies.cash.cash_book import CashRules
from strategies.cash.rules.combination import CashLimits
from strategies.cash.rules.conditions import Conditions
from strategies.cash.rules.events import Events
from strategies.cash.rules.pacing import Pacing
from strategies.cash.rules.reentry import Reentry, Stage
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend_levels import TrendLevels
from strategies.cash.rules.valuation import ValuationBands
from strategies.cash.rules.volatility_target import VolatilityLevels, VolatilityTarget
from strategies.cash.seen import Seen


def cash_params(config: RunConfig, _profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of the pattern. Raises `DataError` for a file that cannot be read."""
    valuation, events, deviations = config.cash_valuation, config.cash_events, config.deviations
    series = published(Path(valuation.file), valuation.column, valuation.lag_days) if valuation.file else None
    dates = event_dates(events.calendars, Path(events.file) if events.file else None)
    return {
        "asset": config.cash_ratio.asset,
        "fund": config.cash_ratio.fund,
        "root": config.overlay.contract,
        "rules": cash_rules(config),
        "trend_window": config.cash_trend.window,
        "high_window": config.reentry.high_window,
        "volatility": config.cash_volatility.measured_by,
        "conditions_window": config.cash_conditions.window,
        "conditions": _conditions(config),
        "series": tuple(_seen(one) for one in config.cash_series.named.values()),
        "valuation": series if valuation.enabled else None,
        "events": dates if events.enabled else None,
        "overrides": overrides(Path(deviations.file)) if deviations.file else {},
    }


def _conditions(config: RunConfig) -> Published | None:
    rule = config.cash_conditions
    return measured(Path(rule.file), rule.column, rule.lag_days) if rule.enabled and rule.file else None


def _seen(one: OneSeries) -> Seen:
    series = measured(Path(one.file or ""), one.column, one.lag_days, minus=one.minus)
    return Seen(series, one.by, one.window, one.oldest_days)


def cash_rules(config: RunConfig) -> CashRules:
    """The rules as the settings have them; a rule that is not enabled is None."""
    chosen, trend, volatility = config.cash_ratio, config.cash_trend, config.cash_volatility
    levels = VolatilityLevels(volatility.calm, volatility.rough, volatility.enter_above, volatility.leave_below)
    return CashRules(
        limits=CashLimits(chosen.floor, chosen.cap),
        constant=chosen.constant,
        pacing=Pacing(chosen.frequency, chosen.band, chosen.speed, chosen.max_adjustments, config.cash_pause.rule),
        trend=TrendLevels(trend.above, trend.below, trend.rule == "breakout") if trend.enabled else None,
        levels=levels if volatility.rule == "levels" else None,
        reentry=_reentry(config),
        target=VolatilityTarget(volatility.target) if volatility.rule == "target" else None,
        **_further(config),
    )


def _reentry(config: RunConfig) -> Reentry | None:
    way = config.reentry
    staged = alarms(config.cash_trend, config.cash_volatility)
    stages = tuple(Stage(ratio, condition) for ratio, condition in zip(way.ratios, way.conditions, strict=True))
    return Reentry(stages, way.held_sessions) if way.enabled and staged else None


def _further(config: RunConfig) -> dict[str, Any]:
    bands, events, conditions = config.cash_valuation, config.cash_events, config.cash_conditions
    pocket = config.tactical
    return {
        "valuation": ValuationBands(bands.edges, bands.ratios, bands.step, bands.sessions) if bands.enabled else None,
        "events": Events(events.addition, events.days_before, events.sessions_back) if events.enabled else None,
        "conditions": (
            Conditions(conditions.addition, conditions.rise, conditions.leave) if conditions.enabled else None
        ),
        "series": tuple(one.rule(name) for name, one in config.cash_series.named.items()),
        "tactical": (
            Tactical(pocket.size, pocket.parts, pocket.fall, pocket.refill, pocket.sessions) if pocket.enabled else None
        ),
    }  # fmt: skip
