"""A figure of merit: a pure function of a run's record, with the form and the words in which it is told.

@figure(form="{:.2%}", words={"en": "mean drawdown", "ja": "平均ドローダウン"}, after="max_drawdown")
def mean_drawdown(record: Record) -> float | None:
    \"\"\"Mean of equity / highest equity so far - 1 over all sessions.\"\"\"
    return float(falls(record.life.equity).mean())
"""

import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from numbers import Real
from typing import Any, TypeVar

from data.base.errors import ConfigError, DataError
from engine.analysis.record import Record
from engine.words import add_words, remove_words

DATE = "date"
"""The form of a figure that is a date: ISO text instead of a number."""
Of = Callable[[Record], float | str | None]
Given = TypeVar("Given", bound=Of)


@dataclass(frozen=True)
class Definition:
    """What is known of a figure: its function, how it is printed (`DATE`, or a format of one number), the figure behind
    which it stands (None: in place of its definition), whether it needs the index, when it is None, and its words by
    language and key.
    """

    name: str
    of: Of
    form: str
    after: str | None
    index: bool
    undefined: str
    words: Mapping[str, Mapping[str, str]]

    @property
    def is_date(self) -> bool:
        """Whether it is a date; all others are numbers."""
        return self.form == DATE

    @property
    def meaning(self) -> str:
        """What it is: the first paragraph of its docstring, as one line without its full stop."""
        return " ".join((inspect.getdoc(self.of) or "").split("\n\n")[0].split()).removesuffix(".")

    def number(self, record: Record) -> float | None:
        """Its value. Raises `DataError` where its function raises or gives what is no finite number."""
        value: Any = self._value(record)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
            raise DataError(f"{self} gives {value!r}; give a finite number, or None where it is not defined")
        return float(value)

    def day(self, record: Record) -> str | None:
        """Its value, an ISO date. Raises `DataError` where its function raises or gives anything else."""
        value: Any = self._value(record)
        try:
            return None if value is None else date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            raise DataError(f"{self} gives {value!r}; give an ISO date, or None where it is not defined") from None

    def _value(self, record: Record) -> float | str | None:
        try:
            return self.of(record)
        except Exception as error:
            raise DataError(f"{self} fails with {type(error).__name__} ({error}); mend it or leave it out") from error

    def __str__(self) -> str:
        """Its name, and where it is from.

        >>> str(Definition("half", lambda record: 0.5, "{:.2f}", None, False, "", {}))
        "figure 'half' of engine.analysis.figure"
        """
        return f"figure {self.name!r} of {self.of.__module__}"


KNOWN: dict[str, Definition] = {}
"""Figures by name, as they were defined."""


def figure(
    *,
    form: str,
    words: Mapping[str, str],
    name: str = "",
    after: str | None = None,
    index: bool = False,
    undefined: str = "",
) -> Callable[[Given], Given]:
    """Make a function a figure: of every run made from then on, and of every comparison.

    The function is pure, takes a `Record`, and gives a finite number (`form` "date": an ISO date), or None where it is
    not defined. `form` prints it (`"{:.2%}"`); `words` is what it is called by language, English at least, where
    `{bills}` is the riskless return it is told in. It has the function's `name`, stands behind the figure `after` or
    in place of its definition, and with `index` is computed where the index is known.

    Raises `ConfigError` for a name that is taken, and for a form or words that cannot be used.
    """

    def register(function: Given) -> Given:
        called = name or function.__name__
        sentences = {language: {f"metric.{called}": text} for language, text in words.items()}
        one = Definition(called, function, form, after, index, undefined, sentences)
        _check(one, words)
        if called in KNOWN:
            remove_words(KNOWN[called].words)
        add_words(sentences)
        KNOWN[called] = one
        return function

    return register


@contextmanager
def forgotten_afterwards() -> Iterator[None]:
    """What is defined within is no figure any more at its end."""
    before = dict(KNOWN)
    try:
        yield
    finally:
        for name in KNOWN.keys() - before.keys():
            remove_words(KNOWN[name].words)
        KNOWN.clear()
        KNOWN.update(before)


def _check(one: Definition, words: Mapping[str, str]) -> None:
    """Raise `ConfigError` for what cannot be a figure."""
    if not one.name.isidentifier():
        raise ConfigError(f"{one}: a name is letters, digits and underscores, such as mean_drawdown")
    if one.name in KNOWN and not _again(one, KNOWN[one.name]):
        raise ConfigError(f"{one}: {KNOWN[one.name]} has that name already; give it another")
    if one.is_date and one.index:
        raise ConfigError(f"{one}: a date cannot be told against the index; leave out index=True")
    if not one.is_date and not _prints(one.form):
        raise ConfigError(f'{one}: form {one.form!r} prints no number; give one such as "{{:.2%}}"')
    if not words.get("en", "").strip():
        raise ConfigError(f'{one}: words have no English; give words={{"en": ..., "ja": ...}}')
    for language, text in words.items():
        if not _says(text):
            raise ConfigError(f"{one}: words of {language!r} ask for more than {{bills}}: {text!r}; give plain text")


def _again(one: Definition, other: Definition) -> bool:
    """Whether a cell of a notebook was run again."""
    return one.of.__module__ == other.of.__module__ == "__main__" and one.of.__qualname__ == other.of.__qualname__


def _prints(form: str) -> bool:
    """Whether a form tells numbers apart, with a sign too."""
    try:
        return form.format(1.0) != form.format(2.0) and bool(form.replace("{:", "{:+").format(1.0))
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _says(text: str) -> bool:
    try:
        return bool(text.format(bills="bills"))
    except (ValueError, LookupError, AttributeError):
        return False
