"""The plan of a config in five lines: core, maximum exposure, halving, monthly stop, fixed dates (the source design, section 12)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from data.days import day_of
from engine.account_terms import account_profile
from engine.config import RunConfig
from engine.words import Words
from strategies.names import OVERLAYS

FIRST_KNOWN = date(1999, 1, 4)
"""The first session of the embedded market: whose profile holds where the config does not say when it begins."""


class PlanLine(NamedTuple):
    """One line: its number and the rule it states, whether the config has it switched on, its sentence, and the config's numbers."""

    number: int
    rule: str
    on: bool
    sentence: str
    numbers: Mapping[str, Any]

    def text(self, say: Words) -> str:
        """The line in words."""
        told = {name: _shown(name, value, say) for name, value in self.numbers.items()}
        return say(f"plan.{self.sentence}", **told)


SHARES = {"sleeve", "buffer", "ratio", "hedge", "distance", "budget", "above", "below", "loss", "band", "kept"}
CHOICES = {"direction", "rebalance"}


def _shown(name: str, value: Any, say: Words) -> str:
    """A number as people read it: shares as percentages, choices as words."""
    if name in CHOICES:
        return say(f"plan.{value}")
    if name == "renewed":
        return say("plan.before_expiry", sessions=value) if value else say("plan.on_expiry")
    return f"{100.0 * value:g} %" if name in SHARES else str(value)


def plan(config: RunConfig) -> tuple[PlanLine, ...]:
    """The five lines of a config; one that does not apply or is switched off says so. Patterns without a fund as core have no such plan."""
    if config.pattern not in OVERLAYS:
        return ()
    lines = (_core(config), _exposure(config), _halving(config), _stop(config), _dates(config))
    rules = ("core", "exposure", "halving", "loss_stop", "dates")
    return tuple(PlanLine(place + 1, rule, *line) for place, (rule, line) in enumerate(zip(rules, lines, strict=True)))


Line = tuple[bool, str, Mapping[str, Any]]


def _core(config: RunConfig) -> Line:
    first = day_of(config.period.start or FIRST_KNOWN)
    profile, futures = account_profile(config, first), config.pattern not in {"core", "B"}
    counts = profile.fund_is_collateral
    if config.hedge.ratio and not profile.cash_may_be_owed:
        kept = {"kept": config.hedge.buffer, "buffer": config.cash.buffer, "sleeve": config.cash.sleeve}
        names = ("core_kept", "core_sleeve_kept") if counts else ("core_hedged", "core_buffer_hedged")
        return True, names[futures], kept
    if not futures:
        return True, "core_premium" if config.pattern == "B" else "core", {}
    if counts:
        return True, "core_sleeve", {"sleeve": config.cash.sleeve}
    return True, "core_buffer", {"buffer": config.cash.buffer}


def _exposure(config: RunConfig) -> Line:
    overlay, options, insurance = config.overlay, config.options, config.insurance
    limit = {"limit": config.exposure_limit}
    futures = {"contract": overlay.contract, "ratio": overlay.ratio, **limit}
    insured = {"insurance": insurance.contract, "distance": insurance.out_of_the_money, "hedge": insurance.hedge_ratio}
    bought = {"contract": options.contract, "direction": options.direction, "budget": options.budget, **limit}
    lines: dict[str, Line] = {
        "core": (True, "no_overlay", {}),
        "A": (True, "exposure", futures),
        "B": (True, "exposure_options", bought),
        "C": (True, "exposure_insured", futures | insured),
    }
    return lines[config.pattern]


def _halving(config: RunConfig) -> Line:
    rule = config.halving
    if config.pattern == "core" or not rule.enabled:
        return False, "halving_off", {}
    numbers = {"window": rule.window, "above": rule.halve_above, "below": rule.restore_below}
    return True, "halving", {**numbers, "factor": rule.factor, "sessions": rule.restore_sessions}


def _stop(config: RunConfig) -> Line:
    loss = config.stops.limit
    if config.pattern == "core" or loss is None:
        return False, "stop_off", {}
    return True, "stop", {"loss": loss}


def _dates(config: RunConfig) -> Line:
    rebalanced = {"rebalance": config.overlay.rebalance, "band": config.overlay.band}
    lines: dict[str, Line] = {
        "core": (False, "dates_off", {}),
        "A": (True, "dates", rebalanced),
        "B": (True, "dates_options", {"renewed": config.options.sessions_before}),
        "C": (True, "dates_insured", {**rebalanced, "renewed": config.insurance.sessions_before}),
    }
    return lines[config.pattern]


def plain(line: PlanLine, say: Words) -> dict[str, Any]:
    """A line as plain values, for JSON."""
    return {
        "number": line.number, "rule": line.rule, "on": line.on, "text": line.text(say), "numbers": dict(line.numbers)
    }  # fmt: skip
