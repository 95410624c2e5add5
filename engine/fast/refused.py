"""What the second driver does not do: a setting is refused by name, and never makes a silent difference."""

from collections.abc import Callable
from typing import Any, NamedTuple

from data.base.days import iso
from data.base.errors import ConfigError
from data.contracts.contracts import FutureSpec, OptionSpec
from data.market.market import Market
from engine.day.terms import BrokerTerms
from engine.plugs.pattern import PATTERNS
from engine.settings.run_config import RunConfig


class Refusal(NamedTuple):
    """A setting, whether a configuration sets it to what the driver does not do, and what that is."""

    setting: str
    asked: Callable[[RunConfig], bool]
    why: str


OURS = {"core": "core", "futures": "A", "options": "B", "insured": "C"}
"""The pattern of ours that each kind of plan of the driver is."""


def _decides_otherwise(config: RunConfig) -> bool:
    """Whether a pattern that says it is one of ours decides by something else, or trades something else."""
    kind, ours = config.kind, PATTERNS[OURS[config.kind.loop]]
    return not (
        kind.strategy_class is ours.strategy_class and kind.params is ours.params and kind.contracts is ours.contracts
    )


def _at_index(config: RunConfig) -> bool:
    """Whether what is traded stands at the index itself, financed by the day."""
    return any(isinstance(spec, FutureSpec) and spec.at_index for spec in config.contracts().values())


REFUSALS = (
    Refusal(
        "own.strategy",
        lambda config: config.kind.is_free,
        "a strategy of your own goes through Backtrader from session to session",
    ),
    Refusal("pattern", lambda config: not config.kind.loop, "it knows the patterns that say how it runs them"),
    Refusal("pattern", _decides_otherwise, "it knows the decisions of our own patterns alone"),
    Refusal("overlay.contract", _at_index, "its contracts have a basis in their prices and no financing by the day"),
    Refusal("tax.regime", lambda config: config.tax.regime != "none", "it knows no tax"),
    Refusal(
        "fund.currency",
        lambda config: config.reads("fund.currency") and config.fund.currency != "account",
        "its core is in the account's currency",
    ),
    Refusal("fund.event", lambda config: config.fund.event != "none", "it knows no fund that stops"),
    Refusal("broker.fails_on", lambda config: config.broker.fails_on is not None, "it knows no broker that fails"),
    Refusal("futures.prices", lambda config: config.futures.prices == "quoted", "it models prices of futures"),
)


def refuse(config: RunConfig, market: Market, terms: BrokerTerms) -> None:
    """Raise `ConfigError` for the first setting that the driver does not do."""
    for one in REFUSALS:
        if one.asked(config):
            value = _value(one, config)
            raise ConfigError(f"{one.setting} = {value!r}: the fast driver does not do this, {one.why}; {INSTEAD}")
    rule = next((plug.name for plug in config.rules if plug.rule(config, terms.profile) is not None), None)
    if rule is not None:
        raise ConfigError(f"[{rule}]: the fast driver does not do this, it knows its own rules alone; {INSTEAD}")
    if market.quotes is not None and any(isinstance(spec, OptionSpec) for spec in config.contracts().values()):
        raise ConfigError(f"quotes of options: the fast driver does not use them, it models their prices; {INSTEAD}")


def refusal(config: RunConfig) -> str:
    """The first setting that the driver does not do, and its value; "" where there is none by which it is refused
    whatever the market and the broker are.
    """
    found = (one for one in REFUSALS if one.asked(config))
    return next((f"{one.setting} = {_value(one, config)!r}" for one in found), "")


def _value(one: Refusal, config: RunConfig) -> Any:
    section, _, key = one.setting.partition(".")
    return getattr(getattr(config, section), key) if key else getattr(config, section)


INSTEAD = "run it with backtest()"
"""How each refusal ends: what does it all the same."""


def refuse_later(config: RunConfig, terms: BrokerTerms) -> None:
    """Raise `ConfigError` where a loop that knows the terms of one day alone would run through a change of them."""
    if terms.later:
        told = f"account.profile = {config.account.profile!r}: its terms change on {iso(terms.later[0][0])}"
        raise ConfigError(f"{told}; the fast driver does not do this, it knows those of the first day; {INSTEAD}")
