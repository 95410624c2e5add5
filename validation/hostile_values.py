"""Values that nobody means, by what takes them: for files of settings and for command lines."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Kind = TypeVar("Kind")
LONG, HUGE = 300, 1_000_000
"""Characters of a name that no file can have, and of a text that nobody writes."""
_NINES = "9" * 20

WHOLE = (
    "0", "1", "2", "-1", "-0", _NINES, f"-{_NINES}", "9" * 400, "9" * 5_000, "9223372036854775807",
    "9223372036854775808",
    "2147483648", "0x10", "1.5", "nan", "inf", "", "1_000", "\uff11\uff12", "\u0967", "1e9", "1e400", "true",
)  # fmt: skip
NUMBERS = (
    "nan", "inf", "-inf", "+nan", "1e308", "-1e308", "1e-308", "5e-324", "-0.0", "0", "0.0", "1", "-1", "1e16", "1e400",
    _NINES, "9" * 400, "9" * 5_000, "", "%", "1%%", "1e308%", "5k", "1e308k", "\uff15\uff05", "300\u4e07", "1,2,3",
    "1.2.3",
    "0.5", "2", "100", "1e6", "1e12", "1e-12",
)  # fmt: skip
DAYS = (
    "0001-01-01", "9999-12-31", "0000-01-01", "10000-01-01", "2021-02-30", "2021-2-3", "2020-03-15", "1969-12-31",
    "1800-01-01",
    "2100-01-01", "", "today", "nan", "\uff12\uff10\uff12\uff10-01-01", "2020-01-01T00:00:00", "date",
)  # fmt: skip
TEXTS = (
    "", " ", "..", "."," .", "-", "--", "a" * LONG, "\u3042" * LONG, "a" * 100_000, "=", "=1", ":", "a:b:c", ",", ",,",
    "a,a", "date", "latest", "nan", "[", "{", '"', "'", "\\", "%s", "{0}", "{x}", "\udcff\udcfe", "\U0001f600",
    "\u202eabc",
    "\x1b[31mred\x1b[0m", "a\nb", "a\rb", "\x07", "\u2028", "con", "0", "9" * 400, "a.b.c.d", "~", "~nobody", "*", "?",
)  # fmt: skip
PATHS = (
    "nowhere", "nowhere/else", "folder", "pipe", "empty", "zeros", "nested.toml", "text.txt", "loop", "null", "zero",
    "/proc/self/environ", "/proc/self/mem", "/proc/kmsg", "/proc/self/fd/0",
    "/proc/self/status", "text.txt/inside", "null/inside", "/proc/inside", *TEXTS,
)  # fmt: skip
TOML = (
    "nan", "inf", "-inf", "1e308", "-1e308", "-0.0", "0", "-1", "1e-320", _NINES, "9" * 400, "9" * 5_000, "0001-01-01",
    "9999-12-31", "2020-03-15", "1979-05-27T07:32:00+09:00", "1979-05-27T07:32:00", "07:32:00", '""', '" "', "true",
    "false",
    "[]", "{}", "[[]]", "[{}]", "{ a = 1 }", '[1, "a", [2]]', "[0.1, 0.2]", '"nan"', '"5%"', '"1e400"', '"on"',
    '"off"', "0x10",
    f'"{"a" * LONG}"', '"\\u0000"', '"\\u001b[31m"', '"\\u202e"', '"\\n"', '".."', '"zero"', '"pipe"',
    '"/proc/self/mem"',
    '"folder"', '"date"', '"\U0001f600"', f"{'[' * 50}{']' * 50}", f"{'[' * 600}{']' * 600}", f"{'[' * 90_000}",
    f"{'{a=' * 600}1{'}' * 600}", f"[{'1,' * 20_000}1]", "1" + ".1" * 2_000, "5", "0.5", "2.0", "100", "1e6", "1e12",
)  # fmt: skip


def one_of(rng: np.random.Generator, values: Sequence[Kind]) -> Kind:
    """One of several by chance."""
    return values[int(rng.integers(len(values)))]


def toml_value(rng: np.random.Generator) -> str:
    """A value of a setting, seldom a very long one."""
    if rng.random() < 0.02:
        return f'"{"a" * HUGE}"'
    return one_of(rng, TOML)
