"""Dates by the year of a Japanese era, S49.9.24 or 令和6年1月4日."""

import re
from datetime import date

_FIRST = {
    "M": date(1868, 1, 25), "T": date(1912, 7, 30), "S": date(1926, 12, 25), "H": date(1989, 1, 8), "R": date(2019, 5, 1),
    "明治": date(1868, 1, 25), "大正": date(1912, 7, 30), "昭和": date(1926, 12, 25), "平成": date(1989, 1, 8), "令和": date(2019, 5, 1),
}  # fmt: skip
"""First day of an era, by its letter and its name."""
_LONGEST = 64
SHORT, LONG = (
    r"([MTSHR])(\d{1,2})[./-](\d{1,2})[./-](\d{1,2})",
    r"(明治|大正|昭和|平成|令和)\s*(\d{1,2}|元)年\s*(\d{1,2})月\s*(\d{1,2})日",
)


def of_era(found: re.Match[str]) -> date:
    """The date of era, year, month and day. Raises `ValueError` for one before its era, or in a year that no era had.

    >>> of_era(re.fullmatch(SHORT, "S49.9.24")), of_era(re.fullmatch(LONG, "令和元年5月7日"))
    (datetime.date(1974, 9, 24), datetime.date(2019, 5, 7))
    """
    first, year = _FIRST[found[1]], 1 if found[2] == "元" else int(found[2])
    day = date(first.year + year - 1, int(found[3]), int(found[4]))
    if day < first or not 1 <= year <= _LONGEST:
        raise ValueError(f"{found[0]} is no day of its era")
    return day
