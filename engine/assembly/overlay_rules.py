"""The rules of an overlay, from the settings and the account's profile."""

from copy import deepcopy
from typing import Any

from data.base.errors import ConfigError
from engine.account.profiles import AccountProfile
from engine.assembly.offered_rules import offered_rules
from engine.settings.run_config import RunConfig
from strategies.rules.buffer import buffer_rule
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.loss_stop import NO_STOP, loss_stop_rule
from strategies.rules.rule import Rule
from strategies.rules.volatility_halving import Halving, halving_rule
from strategies.rules.voluntary_stop import voluntary_stop_rule


def overlay_rules(config: RunConfig, profile: AccountProfile, *, margined: bool = True) -> tuple[Rule, ...]:
    """The rules as the settings and the account's profile have them, in the order in which they are told; those that
    are switched off are left out, and what looks at margin where the overlay is not `margined`. Rules of other files
    come before the limits. Raises `ConfigError` for what they give in place of a rule of their name, and where ours
    has that name.
    """
    halving, stops = config.halving, config.stops
    thresholds = Halving(halving.halve_above, halving.restore_below, halving.restore_sessions, halving.factor)
    level = profile.voluntary_stop_level if margined and stops.voluntary else 0.0
    buffer = config.cash.buffer if margined else 0.0
    rules = (
        *([halving_rule(thresholds)] if halving.enabled else ()),
        *offered_rules(config),
        *([loss_stop_rule(stops.loss, in_yen=config.stops_in_yen)] if stops.loss != NO_STOP else ()),
        *([voluntary_stop_rule(level)] if level else ()),
        *plugged_rules(config, profile),
        *([buffer_rule(buffer)] if buffer else ()),
        cap_rule(LeverageCap(config.exposure_limit)),
    )
    return with_names_of_their_own(rules)


def plugged_rules(config: RunConfig, profile: AccountProfile) -> tuple[Rule, ...]:
    """The rules of other files, without those that are switched off. Raises `ConfigError` for what is no rule of its
    name.
    """
    return tuple(rule for plug in config.rules if (rule := _named(plug.name, plug.rule(config, profile))))


def with_names_of_their_own(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules. Raises `ConfigError` where two have one name."""
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ConfigError(f"rule {twice!r}: there is one of this name; choose another")
    return rules


def _named(name: str, rule: Any) -> Rule | None:
    """What a plug gave as its rule, with a first state of its own, which it may change in place; None where it is off.
    Raises `ConfigError` for what is no rule of its name.
    """
    if rule is None:
        return None
    if not isinstance(rule, Rule) or rule.name != name:
        raise ConfigError(f"rule {name!r}: its `rule` gave {rule!r}; it should give a Rule of that name, or None")
    return rule._replace(first=deepcopy(rule.first))
