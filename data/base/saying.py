"""What is said of a user's files: a code with its values; words stand in one catalogue for each language, `words/`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any, Self

from data.base.flat import flat

TEXT = "text"
"""The code of a text that has none of its own: a message of another program, or one that is refused with."""
_UNBOUNDED = frozenset(("nan", "inf", "-inf"))


class Saying(str):
    """A sentence, or a part of one: its code and values, and itself in English. The empty one has no code.

    Values are numbers, names, dates as ISO, other sayings, and lists of them. Raises `KeyError` for a code without
    words, or a value that is missing: a mistake in the program.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str = "", values: Mapping[str, Any] | None = None) -> Self:
        """The saying of a code and values."""
        kept = {name: _python(value) for name, value in (values or {}).items()}
        self = super().__new__(cls, _filled(catalogue("en")[code], kept, "en") if code else "")
        self.code, self.values = code, kept
        return self

    def __getnewargs__(self) -> tuple[str, Mapping[str, Any]]:  # type: ignore[override]
        return self.code, self.values

    def coded(self) -> dict[str, Any]:
        """Its code and values, for JSON."""
        return {"code": self.code, "values": {name: _plain(value) for name, value in self.values.items()}}


UNSAID = Saying()
"""Nothing at all."""


def said(code: str, **values: object) -> Saying:
    """The saying of a code (`section.name`) and values.

    >>> said("bars.below_low", low=12.5)
    'is below the low 12.5'
    """
    return Saying(code, values)


def as_text(text: str) -> Saying:
    """A text without a code of its own, the same in every language."""
    return text if isinstance(text, Saying) else said(TEXT, text=text)


def worded(told: object, language: str = "en") -> str:
    """What a saying, its code and values as `coded` gives them, a list of them, or a plain text says in a language; in
    English where that has no words for it.
    """
    if isinstance(told, Saying):
        told = {"code": told.code, "values": told.values}
    if isinstance(told, Mapping):
        return _filled(_template(told["code"], language), told["values"], language) if told["code"] else ""
    if isinstance(told, list | tuple):
        return _template("joint", language).join(worded(one, language) for one in told)
    return str(told)


@cache
def catalogue(language: str) -> dict[str, str]:
    """The words of a language by code; none of a language that has no catalogue."""
    file = files("data.base").joinpath("words", f"{language}.toml")
    return flat(tomllib.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _template(code: str, language: str) -> str:
    return catalogue(language).get(code) or catalogue("en")[code]


def _filled(template: str, values: Mapping[str, Any], language: str) -> str:
    """A template with its values: sayings and lists in their words, numbers as the template writes them."""
    return template.format(
        **{name: worded(one, language) if _composed(one) else _number(one) for name, one in values.items()}
    )


def _composed(value: object) -> bool:
    return isinstance(value, Saying | Mapping | list | tuple)


def _number(value: object) -> object:
    """A value as templates write it: JSON has no number that is not finite, and keeps its name."""
    return float(value) if isinstance(value, str) and value in _UNBOUNDED else value


def _python(value: object) -> object:
    """A number of numpy as one of Python, a text or a list as it is, of anything else its text."""
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, str | int | float | list | tuple) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, Saying):
        return value.coded() if value.code else ""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value
