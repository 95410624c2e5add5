"""How the values of a sentence are written: numbers in a form, names of the program by their own words."""

import json
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

Speak = Callable[[str, Any], str]
"""The words for what stands in a section under a code."""


class Sentence(Formatter):
    """Fills in values as `str.format` does; what stands behind the colon may also be a section of the
    catalogue (`{rules:rule}`: codes of it, in its words), `list`, `share`, `percent`, `chance`, or `json`.
    """

    def __init__(self, speak: Speak, between: str) -> None:
        self._speak, self._between = speak, between

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value as text; several codes are set apart as the language does."""
        if format_spec in FORMS:
            return FORMS[format_spec](value)
        # a form of Python's own is never a word
        if len(format_spec) == 1 or not format_spec.isidentifier():
            return unsigned(format(value, format_spec)) if format_spec else format(value)
        found = value if isinstance(value, list | tuple) else [value]
        return self._between.join(self._speak(format_spec, one) for one in found)


def share(value: float) -> str:
    """A share without decimals, but for one so small that nothing would be left of it.

    >>> share(0.12), share(0.0012)
    ('12%', '0.12%')
    """
    return f"{value:.0%}" if value >= 0.005 else f"{value:.2%}"


def unsigned(text: str) -> str:
    """A number as it is shown; what is shown as zero has no sign.

    >>> unsigned("-0.00%"), unsigned("-0.01%"), unsigned("+0")
    ('0.00%', '-0.01%', '0')
    """
    return text if text.strip("+-0.,%") else text.lstrip("+-")


def percent(value: float) -> str:
    """A share with all its digits.

    >>> percent(0.125), percent(0.35)
    ('12.5 %', '35 %')
    """
    return f"{100.0 * value:g} %"


def chance(value: float) -> str:
    """A probability as a percentage with the digits that a small one needs, next to 0 as well as to 1.

    >>> chance(0.278), chance(0.0015), chance(0.00005), chance(0.0), chance(0.9996)
    ('27.8 %', '0.15 %', '0.005 %', '0 %', '99.96 %')
    """
    if value in {0.0, 1.0}:
        return f"{100.0 * value:.0f} %"
    rare = min(value, 1.0 - value)
    digits = 1 if rare >= 0.01 else 2 if rare >= 0.0001 else 3
    return f"{100.0 * value:.{digits}f} %"


FORMS: Mapping[str, Callable[[Any], str]] = {
    "list": ", ".join, "share": share, "percent": percent, "chance": chance, "json": json.dumps,
}  # fmt: skip
