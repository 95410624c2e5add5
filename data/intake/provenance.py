"""Who says what is in a column of the market table: files, their publishers and their sources, session by session."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from data.base.arrays import Flags, Ints, Texts
from data.base.days import iso
from data.base.errors import ConfigError
from data.base.finding import Finding
from data.base.saying import Saying, said
from data.intake.history import History
from data.intake.reading.problems import reading

MOST_TEXTS, LONGEST = 40, 200
"""Different texts of one file that are told apart, and letters of one; a column with more
says something else than a source."""


def says_sources(history: History) -> bool:
    """Whether rows of a file say their source: in a column of its own, with few and
    short texts that are not all empty.
    """
    said = set(history.said.tolist()) - {""}
    return 0 < len(said) <= MOST_TEXTS and max(map(len, said)) <= LONGEST


def texts(history: History, rows: Ints) -> Texts:
    """The source of rows of a file: what its column says, else its publisher, else its name."""
    otherwise = history.source.publisher or history.source.name
    if not says_sources(history):
        return np.full(len(rows), otherwise, dtype=object)
    said = history.said[rows]
    return np.where(said == "", otherwise, said)


def derived(sources: Texts, beginnings: Sequence[str]) -> Flags:
    """Which sources begin with one of the texts that the user says are derived."""
    return np.array([any(one.startswith(begin) for begin in beginnings) for one in sources.tolist()], dtype=bool)


def spans(sessions: Ints, sources: Texts, is_derived: Flags) -> list[dict[str, Any]]:
    """First and last session of each source, in the order of the first; sessions with an empty source are left out."""
    told = []
    for name in dict.fromkeys(sources.tolist()):
        place = np.flatnonzero(sources == name)
        span = {"first": iso(int(sessions[place[0]])), "last": iso(int(sessions[place[-1]])), "sessions": len(place)}
        if name:
            told.append({"source": name, **span, "derived": bool(is_derived[place[0]])})
    return told


def about_sources(histories: Iterable[History], beginnings: Sequence[str]) -> list[Finding]:
    """Warnings about columns of sources that say nothing. Raises `ConfigError` for a
    beginning that no row of any file has.
    """
    read = list(histories)
    known = sorted({text for one in read if says_sources(one) for text in one.said.tolist() if text})
    for begin in beginnings:
        if not begin or not any(text.startswith(begin) for text in known):
            what = ", ".join(repr(text) for text in known[:12]) or "nothing, because no file has a column called source"
            raise ConfigError(f"--derived {begin!r}: no row has a source that begins so; the files say {what}")
    return [
        reading("sources-unclear", one.source.name, _unclear(one))
        for one in read
        if len(one.said) and not says_sources(one)
    ]


def _unclear(history: History) -> Saying:
    texts = set(history.said.tolist()) - {""}
    longest = max(map(len, texts), default=0)
    return said("sources.different", texts=len(texts), longest=longest) if texts else said("sources.empty")
