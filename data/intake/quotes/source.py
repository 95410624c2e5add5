"""Files of quotes: what the user said about one, and what was wrong in reading it."""

from pathlib import Path
from typing import Literal, get_args

from data.finding import Refused, errors
from data.intake.reading.fields import Fields
from data.intake.source import EVERY, file_words, split_words

QuoteKind = Literal["futures", "chains"]
EXPIRIES = (
    "expiration", "expirationdate", "expirydate", "expiredate", "exdate", "maturity", "maturitydate", "expires", "満期日", "満期", "最終決済日",
)  # fmt: skip
"""What a column of days of expiry is called besides `expiry`, in plain form."""
QUOTE_KINDS: tuple[QuoteKind, ...] = get_args(QuoteKind)


def quote_source(kind: QuoteKind, text: str) -> tuple[Path, dict[str, str]]:
    """(path, words by group) of `FILE[:word]...`. Raises `ConfigError` for a word that is none."""
    path, found = split_words(text)
    return Path(path), file_words(kind, text, found, EVERY)


def refuse_unread(fields: Fields) -> None:
    """Raises `Refused` where something in a file could not be read: a row left out would be a quote lost in silence."""
    if errors(fields.findings):
        raise Refused(fields.findings)
