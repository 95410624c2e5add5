"""The variants of a plan: without each of its rules and costs, with dearer trades, and with what could be instead."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from data.base.errors import ConfigError
from data.signals.volatility import MEASURES
from engine.account.profiles import AccountProfile
from engine.runs.counterparts import Settings, counterpart, lines_off
from engine.settings.reach import stopped_by
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, refused

GROUPS = ("plan", "rules", "costs", "dearer", "measures", "insurance", "gains")
"""Groups of variants in the order in which they are told; the first is the plan itself."""
WITHOUT = ("rules", "costs")
"""Groups whose variants lack something; those of the others have something in its place."""
POSITION = "exposure"
"""The line of a plan that is the position itself: without all rules it is still held."""


class Variant(NamedTuple):
    """A plan that differs from the one asked about: its group and name, the settings (`section.key`) that differ, and
    all settings, or why there can be no such plan (a note).
    """

    group: str
    name: str
    settings: Settings
    config: RunConfig | None
    refused: Note | None = None


class Idea(NamedTuple):
    """A variant before it is known whether the plan allows it."""

    group: str
    name: str
    settings: Settings


RULES_BESIDE: Mapping[str, Settings] = {
    "voluntary_stop": {"stops.voluntary": False},
    "band": {"overlay.band": 0.0},
    "trend": {"trend.strength": "none"},
    "vix_limit": {"insurance.below_vix": "off"},
}
"""Rules that are no line of the plan, and the settings without them; beside these, each section that can be switched
off (`enabled`)."""
COSTS: Mapping[str, Settings] = {
    "commission": {"costs.commission": 0.0},
    "half_spread": {"costs.half_spread": 0.0, "costs.stress_half_spread": 0.0},
    "roll": {"costs.roll_half_spread": 0.0},
    "liquidation": {"account.liquidation_half_spread": 0.0},
    "option_commission": {"costs.option_commission": 0.0},
    "option_spread": {"option_prices.spread_factor": 0.0},
    "financing": {"futures.financing": 0.0},
    "fund_expense": {"fund.expense_ratio": 0.0},
    "cash_interest": {"account.credit_spread": 0.0, "account.debit_spread": 0.0},
    "hedge": {"hedge.basis": 0.0, "hedge.half_spread": 0.0, "hedge.roll_half_spread": 0.0},
    "tax": {"tax.regime": "none"},
}
"""What takes money out of an account, and the settings with which it takes none."""
FACTORS = (2.0, 4.0)
"""Multiples of what the plan pays for trades that are tried."""
INSTEAD: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "measures": {"halving.measure": MEASURES},
    "insurance": {
        "insurance.months": (1, 2, 3, 6),
        "insurance.out_of_the_money": (0.0, 0.05, 0.10, 0.15),
        "insurance.below_vix": (15.0, 20.0, 25.0),
    },
    "gains": {"overlay.after_gains": (0.25, 0.5)},
}
"""Settings by group, and the values that are tried in place of the plan's."""
ROOM = 5.0
"""Multiples of the overlay up to which a plan that adds after gains may go."""
MOST_EXPOSURE = 21.0
"""The highest total exposure that settings may name."""


def variants_of(config: RunConfig, profile: AccountProfile) -> tuple[Variant, ...]:
    """The plan itself, and each variant that differs from it in what has an effect on it. Raises `ConfigError` as
    `plan` does.
    """
    seen = {config.digest}
    found = [Variant("plan", "plan", {}, config)]
    for idea in _ideas(config, profile):
        one = _variant(config, idea)
        if one.config is None or one.config.digest not in seen:
            found.append(one)
            seen |= {one.config.digest} if one.config else set()
    return tuple(found)


def _variant(config: RunConfig, idea: Idea) -> Variant:
    try:
        return Variant(*idea, counterpart(config, idea.settings))
    except ConfigError as error:
        return Variant(*idea, None, refused(error))


def _ideas(config: RunConfig, profile: AccountProfile) -> Iterator[Idea]:
    rules = list(_rules(config, profile))
    costs = [Idea("costs", name, one) for name, one in COSTS.items() if _changes(config, profile, one)]
    yield from rules
    yield from _together("all_rules", [one for one in rules if one.name != POSITION])
    yield from costs
    yield from _together("all_costs", costs)
    if stopped_by(config, profile, "costs.factor") is None:
        paid = config.costs.factor
        yield from (Idea("dearer", "factor", {"costs.factor": factor * paid}) for factor in FACTORS)
    for group, settings in INSTEAD.items():
        for setting, values in settings.items():
            if stopped_by(config, profile, setting) is None and _is_held(config, group):
                name = setting.partition(".")[2]
                yield from (Idea(group, name, _allowed(config, setting, value)) for value in values)


def _rules(config: RunConfig, profile: AccountProfile) -> Iterator[Idea]:
    yield from (Idea("rules", line.rule, line.without) for line in lines_off(config, profile))
    switches = ((name, {f"{name}.enabled": False}) for name in sorted(config.sections_read))
    for name, settings in (*RULES_BESIDE.items(), *switches):
        if _changes(config, profile, settings):
            yield Idea("rules", name, settings)
    if config.reads("cash_series.file"):
        for name in config.cash_series.named:
            yield Idea("rules", f"cash_series.{name}", {f"cash_series.{name}.enabled": False})


def _changes(config: RunConfig, profile: AccountProfile, settings: Settings) -> bool:
    """Whether settings, the first of them above all, are others than the plan's, and have an effect on it."""
    if stopped_by(config, profile, next(iter(settings))) is not None:
        return False
    return any(_has(config, setting) and attrgetter(setting)(config) != value for setting, value in settings.items())


def _has(config: RunConfig, setting: str) -> bool:
    section, _, key = setting.partition(".")
    return key in type(getattr(config, section)).model_fields


def _is_held(config: RunConfig, group: str) -> bool:
    """Whether a plan has what a group would change: an overlay to add to or to halve, puts to buy otherwise."""
    return config.overlay.ratio > 0.0 and (group != "insurance" or config.insurance.hedge_ratio > 0.0)


def _together(name: str, ideas: list[Idea]) -> Iterator[Idea]:
    """All of several at once."""
    if len(ideas) > 1:
        yield Idea(ideas[0].group, name, {setting: value for one in ideas for setting, value in one.settings.items()})


def _allowed(config: RunConfig, setting: str, value: Any) -> dict[str, Any]:
    """The settings with which a value is tried: what adds to the overlay needs room to do so."""
    if setting != "overlay.after_gains":
        return {setting: value}
    limit = max(config.exposure_limit, min(1.0 + ROOM * config.overlay.ratio, MOST_EXPOSURE))
    return {
        setting: value,
        "overlay.max_total_exposure": limit,
        "overlay.acknowledge_high_leverage": True,
    }
