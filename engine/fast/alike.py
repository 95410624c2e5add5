"""Configurations whose sessions are made alike: they differ in their plans alone, and run on the same rows."""

from typing import Any

from data.market.market import Market
from engine.assembly.open_account import open_account
from engine.fast.plan import Plan
from engine.fast.plan_of import plan_of, traded
from engine.fast.refused import refuse, refuse_later
from engine.settings.run_config import RunConfig

OF_THE_PLAN = frozenset({
    "name", "note", "capital.initial",
    "overlay.ratio", "overlay.max_total_exposure", "overlay.acknowledge_high_leverage", "overlay.rebalance",
    "overlay.band", "overlay.after_gains",
    "halving.enabled", "halving.halve_above", "halving.restore_below", "halving.restore_sessions", "halving.factor",
    "stops.monthly_loss", "stops.monthly_amount", "stops.amount_currency", "stops.voluntary",
    "in_range.enter_below", "in_range.leave_above", "in_range.factor", "before_events.days_before",
    "before_events.factor", "pause.enabled", "pause.move", "pause.sessions", "pause.factor",
    "cash.sleeve", "cash.buffer", "cash.band",
    "options.budget", "options.direction", "options.out_of_the_money", "options.delta",
    "options.acknowledge_high_budget",
    "trend.strength", "trend.efficiency", "trend.adx",
    "insurance.hedge_ratio", "insurance.out_of_the_money", "insurance.below_vix",
    "costs.commission", "costs.half_spread", "costs.stress_half_spread", "costs.roll_half_spread",
    "costs.option_commission",
})  # fmt: skip
"""Settings that no column of the sessions depends on."""


def sessions_key(config: RunConfig) -> str:
    """What the sessions of a configuration are made of: those that have the same key run on the same."""
    return repr(sorted(_told(config.settings_for_all(), "")))


def plan_alone(config: RunConfig, market: Market) -> Plan:
    """The plan of a configuration without its sessions. Raises what `prepare` raises, but for a margin that is not
    known.
    """
    feed, broker = open_account(config, market)
    refuse(config, feed.market, broker.terms)
    refuse_later(config, broker.terms)
    return plan_of(config, traded(config), broker.terms)


def _told(settings: Any, place: str) -> list[tuple[str, str]]:
    """Settings by their whole names, without those of the plan."""
    if isinstance(settings, dict):
        return [
            pair for name, value in settings.items() for pair in _told(value, f"{place}.{name}" if place else str(name))
        ]
    return [] if place in OF_THE_PLAN else [(place, repr(settings))]
