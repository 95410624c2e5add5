"""Checks of what people type: shares, levels and amounts in the unit they should be in."""

from math import isfinite

from data.errors import ConfigError

HIGHEST_LEVEL = 10.0
"""Highest equity over requirement that is taken for a level and not for percent."""


def share(name: str, value: float) -> float:
    """A share above 0 and below 1. Raises `ConfigError`, for percent with the decimal that was probably meant."""
    if 0.0 < value < 1.0:
        return value
    if 1.0 <= value < 100.0:
        raise ConfigError(f"{name} {value:g} means {value:.0%}; for {value:g} % write {value / 100.0:g}")
    raise ConfigError(f"{name} {value:g} should be a share above 0 and below 1, such as 0.02 for 2 %")


def level(name: str, value: float) -> float:
    """A level of equity over requirement, above 0. Raises `ConfigError`, for percent with the multiple that was probably meant."""
    if 0.0 < value <= HIGHEST_LEVEL:
        return value
    if HIGHEST_LEVEL < value <= 1000.0:
        raise ConfigError(
            f"{name} {value:g} means {value:.0%} of the requirement; for {value:g} % write {value / 100.0:g}"
        )
    raise ConfigError(f"{name} {value:g} should be a multiple of the requirement above 0, such as 0.5 for 50 %")


def positive(name: str, value: float) -> float:
    """A finite number above 0. Raises `ConfigError`."""
    if not (isfinite(value) and value > 0.0):
        raise ConfigError(f"{name} {value:g} should be above 0")
    return value
