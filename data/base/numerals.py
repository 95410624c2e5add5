"""Numbers as people write them: with commas, in percent, in thousands and millions, in 万 and 億."""

import re
from unicodedata import normalize

UNITS = {"": 1.0, "k": 1e3, "m": 1e6, "万": 1e4, "億": 1e8}
_NO_NUMBER = {"nan", "inf"}
"""What Python takes for a number, so that it is refused where it cannot be one."""
_WRITTEN = re.compile(
    r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(e[+-]?\d+)? ?([%km万億]?)", re.ASCII | re.IGNORECASE
)


def number_of(text: str) -> float:
    """A number that may have commas between thousands, be in percent, or end in k (thousand), m (million), 万 or 億;
    characters of full width are taken too. Raises `ValueError` for what is none.

    >>> number_of("1,000"), number_of("5 %"), number_of("2.5m"), number_of("300万")
    (1000.0, 0.05, 2500000.0, 3000000.0)
    """
    plain = normalize("NFKC", text).strip().replace("\u2212", "-")
    found = _WRITTEN.fullmatch(plain)
    if plain.lower().lstrip("+-") in _NO_NUMBER:
        return float(plain)
    if not found:
        raise ValueError(text)
    sign, digits, power, unit = found.groups()
    size = float(f"{sign}{digits.replace(',', '')}{power or ''}")
    # a division gives the double nearest to what was written, a product by 0.01 would not
    return size / 100.0 if unit == "%" else size * UNITS[unit.lower()]
