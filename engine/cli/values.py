"""Shares and amounts on the command line: one way to write a number for all options that take one."""

from math import isnan
from typing import Any

import click

from data.base.meant import nearest
from data.base.numerals import number_of


class Number(click.ParamType):  # type: ignore[type-arg]
    """A number as people write it: 0.05, 5%, 1,000,000, 5k, 2.5m, 300万."""

    def __init__(self, name: str, such_as: str) -> None:
        self.name, self.such_as = name, such_as

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, a share as a decimal. Raises `click.BadParameter` for what is none."""
        try:
            return float(value) if isinstance(value, int | float) else number_of(value)
        except ValueError:
            self.fail(f"{str(value).strip()!r} should be {self.such_as}", param, ctx)


SHARE = Number("share", "a share, such as 0.05 or 5%")
AMOUNT = Number("amount", "an amount, such as 1,000,000 or 1m")
NUMBER = Number("number", "a number, such as 1.5")


SEED = click.IntRange(0, 2**63 - 1)
"""What chance begins from."""
MANY = click.IntRange(1, 1_000)
"""Threads or processes."""


class Ranged(click.FloatRange):
    """A number as people write it, within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. Raises `click.BadParameter` for what is none (NaN too), and for one out of range."""
        number = NUMBER.convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{number} is not in the range {self._describe_range()}.", param, ctx)
        return super().convert(number, param, ctx)


class Word(click.Choice[str]):
    """One of a few words; another one is asked after by the nearest."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is said of a word that is none of them."""
        meant = nearest(str(value), map(str, self.choices))
        return super().get_invalid_choice_message(value, ctx) + (f" Did you mean {meant[0]}?" if meant else "")


class Lengths(click.ParamType):  # type: ignore[type-arg]
    """Whole numbers with commas between them, in order and each once: 0,5,21."""

    name = "lengths"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers. Raises `click.BadParameter` for what are none."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(sorted({int(one) for one in str(value).split(",") if one.strip()}))
        except ValueError:
            self.fail(f"{value!r} should be whole numbers with commas between them, such as 0,5,21", param, ctx)


class Several(click.ParamType):  # type: ignore[type-arg]
    """Values of a kind with commas between them."""

    def __init__(self, each: click.ParamType) -> None:  # type: ignore[type-arg]
        self.each, self.name = each, f"{each.name},..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The values. Raises `click.BadParameter` as their own kind does."""
        if not isinstance(value, str):
            return value
        return tuple(self.each.convert(one.strip(), param, ctx) for one in value.split(","))
