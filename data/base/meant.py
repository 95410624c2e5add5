"""What was probably meant by a name that there is not."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

LONGEST, MOST = 200, 5_000
"""Characters of a name, and names, among which a near one is looked for: the time it takes grows with both."""


def nearest(text: str, known: Iterable[str], least: float = 0.6) -> list[str]:
    """The name nearest to a text, capitals and small letters alike, as a list; an empty one where none is as alike as
    `least`, from 0 to 1.

    >>> nearest("usjpd", ["EURJPY", "USDJPY"]), nearest("moon", ["A", "B"])
    (['USDJPY'], [])
    """
    if len(text) > LONGEST:
        return []
    names = {name.casefold(): name for name in islice(known, MOST) if len(name) <= LONGEST}
    return [names[one] for one in get_close_matches(text.casefold(), names, n=1, cutoff=least)]


def hint(text: str, known: Iterable[str], otherwise: str = "", more: str = "") -> str:
    """A question after the nearest name; where none is near, what is said otherwise (default: all names, and `more`).

    >>> hint("vxi", ["trend", "vix"]), hint("moon", ["trend", "vix"])
    ('did you mean vix?', 'known: trend, vix')
    """
    names = list(known)
    meant = nearest(text, names)
    return f"did you mean {meant[0]}?" if meant else otherwise or f"known: {', '.join(names)}{more}"


def unknown_table(name: str, what: str, known: Iterable[str]) -> str:
    """What is said where a table is asked for that something has not."""
    tables = list(known)
    meant = nearest(name, tables)
    return f"unknown table {name!r}; {f'did you mean {meant[0]}? ' if meant else ''}{what} has {', '.join(tables)}"


def is_there(path: Path) -> bool:
    """Whether there is a file or folder of a name; none has a name that is too long for one, or has a NUL in it."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_file_there(path: Path) -> bool:
    """Whether there is an ordinary file of a name; none has a name that is too long for one, or has a NUL in it."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def shortened(text: str, most: int = LONGEST) -> str:
    """A text of at most so many characters; of a longer one the beginning, and how long it is.

    >>> shortened("a" * 500, 10)
    'aaaaaaaaaa... (500 characters)'
    """
    return text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)"


def file_hint(path: Path, otherwise: str = "") -> str:
    """A question after the file or folder of the nearest name where a path names none, else what is said otherwise: by
    itself to check the name.
    """
    try:
        meant = [] if path.exists() else nearest(path.name, (one.name for one in path.parent.iterdir()))
    except (OSError, ValueError):
        meant = []
    return f"did you mean {path.parent / meant[0]}?" if meant else otherwise or "check its name"
