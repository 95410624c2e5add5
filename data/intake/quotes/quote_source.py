"""Files of quotes: what the user said about one, and what was wrong in reading it."""

import re
from pathlib import Path
from typing import Literal, get_args

from data.base.finding import Refused, errors
from data.intake.reading.column_names import plain
from data.intake.reading.fields import Fields
from data.intake.reading.sheet import Sheet
from data.intake.source import EVERY, file_words, split_words

QuoteKind = Literal["futures", "chains"]
EXPIRIES = (
    "expiration", "expirationdate", "expirydate", "expiredate", "exdate", "maturity", "maturitydate", "expires",
    "満期日",
    "満期", "最終決済日",
)  # fmt: skip
"""What a column of days of expiry is called besides `expiry`, in plain form."""
_MONTH = re.compile(r"\d{4}[-/]\d{2}|(19|20)\d{2}(03|06|09|12)", re.ASCII)
QUOTE_KINDS: tuple[QuoteKind, ...] = get_args(QuoteKind)


def quote_source(kind: QuoteKind, text: str) -> tuple[Path, dict[str, str]]:
    """(path, words by group) of `FILE[:word]...`. Raises `ConfigError` for a word that is none."""
    path, found = split_words(text)
    return Path(path), file_words(kind, text, found, EVERY)


def months(sheet: Sheet, named: str = "") -> list[int]:
    """Places of columns of expiries in which every cell is a month: `2012-06` or `2012/06`, or `201206` of a quarter
    alone, which is no day of settlement.
    """
    names = {plain(named)} if named else {"expiry", *EXPIRIES}
    places = [place for place, name in enumerate(sheet.header) if plain(name) in names]
    return [place for place in places if sheet.rows and all(map(_MONTH.fullmatch, set(sheet.cells(place).texts)))]


def refuse_unread(fields: Fields) -> None:
    """Raises `Refused` where something in a file could not be read: a row left out would be a quote lost in silence."""
    if errors(fields.findings):
        raise Refused(fields.findings)
