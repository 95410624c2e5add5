"""Amounts of money as a language tells them: what it calls a currency, and whether it counts in ten thousands."""

import re
from collections.abc import Mapping

MYRIAD = 10_000
ROUNDED = 1_000 * MYRIAD
"""From here on a short form has no more digits than ten thousands."""
AMOUNT = re.compile(r"(?<![A-Za-z0-9_.,])(\d[\d,]*)(\.\d+)? (JPY|USD)(?![A-Za-z0-9_/])")
CODE = re.compile(r"(?<![A-Za-z0-9_/=\"'.-])(?<![a-z] )(JPY|USD)(?![A-Za-z0-9_/=\"'.-])(?! [a-z])")
"""A currency by itself; within an English sentence it stays."""
PLAIN = "1"
"""The scale of a language that counts in thousands."""


def told(text: str, money: Mapping[str, str]) -> str:
    """A sentence with its amounts of yen and dollars as the language of these words (section `money`) tells them, to
    the last digit. Currencies within names, pairs and settings stay.

    >>> ja = {"scale": "万億兆", "JPY": "円", "USD": "ドル"}
    >>> told("純資産 123,456,789 JPY、追証 1,500.50 USD、USD/JPY", ja)
    '純資産 1億2,345万6,789円、追証 1,500.50 ドル、USD/JPY'
    """
    if money["scale"] == PLAIN or not ("JPY" in text or "USD" in text):
        return text
    return CODE.sub(lambda found: money[found[1]], AMOUNT.sub(lambda found: _amount(found, money), text))


def short(value: float, currency: str, money: Mapping[str, str]) -> str:
    """An amount in a narrow cell below the name of its currency: where a language counts in ten thousands, yen from
    ten million on are rounded to them.

    >>> ja = {"scale": "万億兆", "JPY": "円"}
    >>> [short(value, "JPY", ja) for value in (123_456_789.0, -2_500_400.0, 9_800.4)]
    ['1億2,346万', '-250万400', '9,800']
    """
    if money["scale"] == PLAIN or currency != "JPY":
        return f"{value:,.0f}"
    unit = MYRIAD if abs(value) >= ROUNDED else 1
    return ("-" if value < 0.0 else "") + _myriads(round(abs(value) / unit) * unit, money["scale"])


def _amount(found: re.Match[str], money: Mapping[str, str]) -> str:
    whole, part, currency = found.groups()
    if currency != "JPY":
        return f"{whole}{part or ''} {money[currency]}"
    part = "" if part is None or not part.strip(".0") else part
    return f"{_myriads(int(whole.replace(',', '')), money['scale'])}{part}{money[currency]}"


def _myriads(value: int, scale: str) -> str:
    high, low = divmod(value, MYRIAD)
    highest, high = divmod(high, MYRIAD)
    parts = ((highest, scale[1]), (high, scale[0]), (low, ""))
    return "".join(f"{one:,}{unit}" for one, unit in parts if one) or "0"
