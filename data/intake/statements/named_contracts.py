"""How brokers name contracts, and which of ours that is."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from data.base.days import Day, date_of, day_of
from data.base.errors import OverlayError
from data.base.saying import UNSAID, Saying, said
from data.contracts.by_code import Contract, contract_of
from data.contracts.calendars import MONTH_CODES, SessionCalendar
from data.contracts.contracts import option_roots

ROOTS = {"N225M": "NK225M", "N225MC": "NK225MC", "225M": "NK225M", "225MC": "NK225MC"}
"""Our roots by those of a broker, where they differ; multipliers are held against ours."""
JAPANESE = (
    (re.compile(r"日経(平均)?225?(先物)?(ミニ|mini)|ミニ日経(平均)?225"), "NK225M"),
    (re.compile(r"日経(平均)?225?(先物)?(マイクロ|micro)|マイクロ日経(平均)?225"), "NK225MC"),
)
"""What a Japanese name begins with, and the root that it means."""
_FUTURE = re.compile(r"([A-Z0-9]+?)([FGHJKMNQUVXZ])(\d{1,2})")
_OCC = re.compile(r"([A-Z]+) *(\d{6})([CP])(\d{8})")
_MONTH = re.compile(r"(20)?(\d\d)(?:[/.\-]|年)?(\d{1,2})(?:月)?限?")
_LETTERS = {letter: month for month, letter in MONTH_CODES.items()}
_PER_STRIKE = 1000


class Described(NamedTuple):
    """What a row says of its contract: empty, None or NaN where it does not."""

    symbol: str
    underlying: str = ""
    expiry: Day | None = None
    strike: float | None = None
    right: str = ""
    multiplier: float | None = None


class Named(NamedTuple):
    """The code of ours, or why it is none."""

    code: str
    problem: Saying = UNSAID


def named_contract(told: Described, day: Day, calendar: SessionCalendar) -> Named:
    """The contract of ours that a row of a day means: by our own code, by that of an exchange with one digit for the
    year, as an option by strike and expiry, or by a Japanese name and its month.
    """
    for code in _codes(told, day):
        try:
            contract = contract_of(code, day, calendar)
        except OverlayError:
            continue
        return _agreed(told, contract)
    return Named("", said("statement.unknown", symbol=told.symbol or told.underlying))


def _codes(told: Described, day: Day) -> list[str]:
    """Codes that could be meant, the likeliest first."""
    symbol = unicodedata.normalize("NFKC", told.symbol).strip()
    if told.right:
        return _option_codes(told, symbol)
    return [*_future_codes(told, symbol, day), *_japanese_codes(symbol), symbol]


def _option_codes(told: Described, symbol: str) -> list[str]:
    occ = _OCC.fullmatch(symbol)
    if occ:
        root, expiry, right, strike = occ.groups()
        return [f"{root}{expiry}{right}{int(strike) / _PER_STRIKE:g}"]
    if told.expiry is None or told.strike is None:
        return []
    found = _FUTURE.match(told.underlying or symbol)
    root = found[1] if found and found[1] in option_roots() else told.underlying or symbol.partition(" ")[0]
    return [f"{root}{date_of(told.expiry):%y%m%d}{told.right}{told.strike:g}"]


def _future_codes(told: Described, symbol: str, day: Day) -> list[str]:
    if told.expiry is not None:
        found = _FUTURE.fullmatch(symbol)
        root = found[1] if found else told.underlying
        when = date_of(told.expiry)
        return [_code(root, when.year, when.month)]
    found = _FUTURE.fullmatch(symbol)
    if not found:
        return []
    root, letter, digits = found.groups()
    year = int(digits)
    if len(digits) == 1:  # the first such year in which the contract can still be traded
        today = date_of(day)
        year += today.year - today.year % 10
        if date(year, _LETTERS[letter], 28) < today:
            year += 10
    return [_code(root, year, _LETTERS[letter])]


def _code(root: str, year: int, month: int) -> str:
    return f"{ROOTS.get(root, root)}{MONTH_CODES[month]}{year % 100:02d}" if month in MONTH_CODES else ""


def _japanese_codes(symbol: str) -> list[str]:
    bare = re.sub(r"[\s先物]*先物|\s|[()<>]", "", symbol)
    for pattern, root in JAPANESE:
        if found := pattern.match(bare):
            month = _MONTH.fullmatch(bare[found.end() :])
            return [_code(root, int(month[2]), int(month[3]))] if month else []
    return []


def _agreed(told: Described, contract: Contract) -> Named:
    """The code, unless multiplier or expiry are others."""
    multiplier = told.multiplier
    if multiplier is not None and abs(multiplier - contract.spec.multiplier) > 1e-9:
        return Named(
            "", said("statement.multiplier", contract=contract.code, told=multiplier, ours=contract.spec.multiplier)
        )
    return Named(contract.code)


def day_in_code(text: str) -> Day:
    """The day of a text such as 20260710 or 2026-07-10; a time after it is left out. Raises `ValueError`."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)", text.strip())
    if not found:
        raise ValueError(text)
    return day_of(date(int(found[1]), int(found[2]), int(found[3])))
