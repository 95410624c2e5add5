"""Bytes as text: UTF-8 and UTF-16 by what they are, other encodings where a line of names that is known says so."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from data.base.finding import Refused
from data.base.saying import UNSAID, Saying, said
from data.intake.reading.column_names import DATES, KNOWN, PERIODS, plain
from data.intake.reading.head import utf16
from data.intake.reading.problems import reading

_PREAMBLE = 40
_PARTS = re.compile(r'[,;\t|"\r]')
_WESTERN = frozenset("°·€£¥§©®±²³ªº«»…%¿¡\u2013\u2014\u2019\u00a0\u00d7")
_EASTERN = re.compile(
    "[\u2010-\u2026\u2030-\u203b\u2103\u2150-\u217f\u2190-\u21ff"
    "\u2460-\u24ff\u25a0-\u26ff\u3000-\u33ff\u4e00-\u9fff\uac00-\ud7a3"
    "\uff00-\uff5e\uffe5\u00a7\u00b0\u00b1\u00b4\u00d7\u00f7]"
)


def _western(sign: str) -> bool:
    # U+0192 is byte 0x83, with which katakana begin in Shift-JIS
    return sign in _WESTERN or (sign != "\u0192" and unicodedata.name(sign, "").startswith("LATIN"))


def _eastern(sign: str) -> bool:
    return bool(_EASTERN.fullmatch(sign))


@dataclass(frozen=True, slots=True)
class _Coding:
    """An encoding, what it is called, and the signs that make it likely."""

    name: str
    shown: str
    likely: Callable[[str], bool]


_CODINGS = (
    _Coding("cp1252", "cp1252 (Windows-1252)", _western),
    _Coding("cp932", "cp932 (Shift-JIS)", _eastern),
    _Coding("euc_jp", "EUC-JP", _eastern),
    _Coding("gb18030", "GB18030", _eastern),
    _Coding("cp949", "cp949 (EUC-KR)", _eastern),
)
"""In the order in which they are taken where two have as many known names: letters with accents are rare by
accident."""


def decoded(content: bytes, name: str, named: frozenset[str] = frozenset()) -> tuple[str, str]:
    """(text, encoding) of a file, the encoding empty where it is UTF-8; `named` are names of columns
    that the user gave, in plain form.

    Raises `Refused` where no encoding gives both likely signs and a line that names a column of dates.
    """
    coding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else utf16(content) or "utf-8-sig"
    try:
        return content.decode(coding), "" if coding == "utf-8-sig" else coding.upper()
    except UnicodeDecodeError as error:
        found = _by_names(content, named) if coding == "utf-8-sig" else None
        if found:
            return found
        line = content.count(b"\n", 0, error.start) + 1
        shown = coding.removesuffix("-sig").upper()
        problem = said("decoding.not_encoding", byte=content[error.start], encoding=shown, likely=_likely(content))
        raise Refused([reading("wrong-encoding", name, problem, line=line)]) from None


def _by_names(content: bytes, named: frozenset[str]) -> tuple[str, str] | None:
    """The text in that likely encoding in which most names of columns are known, and what the encoding is called."""
    best, most = None, 0
    for coding in _CODINGS:
        text = _text(content, coding)
        count = _known(text, named)
        if count > most:
            best, most = (text, coding.shown), count
    return best


def _text(content: bytes, coding: _Coding) -> str:
    """The text in an encoding; empty where it is not, or has signs that are not likely."""
    with suppress(UnicodeDecodeError):
        text = content.decode(coding.name)
        if all(coding.likely(sign) for sign in set(text) if sign > "\x7f"):
            return text
    return ""


def _known(text: str, named: frozenset[str]) -> int:
    """Known names in the line that has most of them and names a column of dates."""
    lines = ([plain(cell) for cell in _PARTS.split(line)] for line in text[:100_000].split("\n", _PREAMBLE))
    dates = DATES | PERIODS | named
    return max((len(KNOWN.union(named).intersection(cells)) for cells in lines if dates.intersection(cells)), default=0)


def _likely(content: bytes) -> Saying:
    """Which encoding it may be, and why it is not taken for that."""
    found = next((coding for coding in _CODINGS if _text(content, coding)), None)
    if found is None:
        return UNSAID
    return said("decoding.may_be", encoding=found.shown)
