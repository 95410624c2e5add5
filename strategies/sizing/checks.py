"""Checks of what people type: shares, levels and amounts in the unit they should be in."""

from math import isfinite

from data.base.errors import ConfigError

LOWEST_LEVEL = 0.01
HIGHEST_LEVEL = 10.0
"""Highest equity over requirement that is taken for a level and not for percent."""


SMALLEST_SHARE = 0.0001
"""Smallest share that is taken for one: a hundredth of a percent."""
MOST_MONEY = 1e12


def share(name: str, value: float) -> float:
    """A share above 0 and below 1. Raises `ConfigError`, for percent with the decimal that was probably meant."""
    if SMALLEST_SHARE <= value < 1.0:
        return value
    if 0.0 < value < SMALLEST_SHARE:
        raise ConfigError(
            f"{name} {value:g} is less than a hundredth of a percent; a share is a decimal, such as 0.02 for 2 %"
        )
    if 1.0 <= value < 100.0:
        raise ConfigError(f"{name} {value:g} means {value:.0%}; for {value:g} % write {value / 100.0:g}")
    raise ConfigError(f"{name} {value:g} should be a share above 0 and below 1, such as 0.02 for 2 %")


def level(name: str, value: float) -> float:
    """A level of equity over requirement, above 0. Raises `ConfigError`, for percent with the multiple
    that was probably meant.
    """
    if 0.0 < value <= HIGHEST_LEVEL:
        return bounded(name, value, LOWEST_LEVEL, HIGHEST_LEVEL)
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


def bounded(name: str, value: float, least: float, most: float) -> float:
    """A number in a range, both ends included and above 0. Raises `ConfigError`."""
    if not least <= positive(name, value) <= most:
        raise ConfigError(f"{name} {value:g} should be from {least:g} to {most:g}")
    return value


def amount(name: str, value: float) -> float:
    """Money, or units of a currency: at least one. Raises `ConfigError`."""
    return bounded(name, value, 1.0, MOST_MONEY)
