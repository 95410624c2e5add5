"""The settings that stand for a strategy of one's own and its params."""

from collections.abc import Mapping
from typing import Any

from data.base.errors import ConfigError
from data.base.meant import hint
from data.base.numerals import number_of
from engine.bt.own_strategy import OwnStrategy, load_strategy
from engine.settings.declared import Declared, declared
from engine.settings.own_sections import Plain
from engine.settings.run_config import RunConfig, parse_config


def resolved(config: RunConfig) -> RunConfig:
    """The settings as a run of them has them: of a strategy of one's own with all params of its class, of any other
    plan as they are. Raises `ConfigError` as `load_strategy` and `with_strategy` do.
    """
    return with_strategy(config, load_strategy(config.own.strategy)) if config.kind.is_free else config


def declared_of(own: OwnStrategy) -> Declared:
    """What its class declares. Raises `ConfigError` for what cannot be declared."""
    return declared(getattr(own.kind, "declares", {}), own.place)


def with_strategy(config: RunConfig, own: OwnStrategy, params: Mapping[str, Any] | None = None) -> RunConfig:
    """The settings with a strategy and all of its params that settings can hold.

    Raises `ConfigError` for a param that it has not, for a value that no setting can be, for a text in the place of a
    number, and for what it declares and cannot.
    """
    declared_of(own)
    given = {**(config.params.model_extra or {}), **(params or {})}
    known = dict(own.kind.params._getitems())  # noqa: SLF001  (the only list of them)
    if strange := [name for name in given if name not in known]:
        has = hint(strange[0], known, f"it has {', '.join(known)}") if known else "it has none"
        raise ConfigError(f"params.{strange[0]}: {own.kind.__name__} has no such param; {has}")
    if odd := [name for name, value in given.items() if not isinstance(value, Plain)]:
        raise ConfigError(f"params.{odd[0]}: should be a number, a text, true or false, as settings are")
    given = {name: _as_its_default(name, value, known[name]) for name, value in given.items()}
    usual = {name: value for name, value in known.items() if isinstance(value, Plain)}
    settings = config.settings_for_all() | {"pattern": "own", "params": {**usual, **given}}
    settings["own"] = {**settings.get("own", {}), "strategy": own.place}
    return parse_config(settings, own.place)


def _as_its_default(name: str, value: Any, usual: Any) -> Any:
    """A value of a param, a number as people write it where its default is one. Raises `ConfigError` for another text
    there.
    """
    if not isinstance(value, str) or isinstance(usual, bool) or not isinstance(usual, int | float):
        return value
    try:
        found = number_of(value)
    except ValueError:
        raise ConfigError(f"params.{name} = {value!r}: should be a number, as its default {usual:g} is") from None
    return int(found) if found.is_integer() and isinstance(usual, int) else found
