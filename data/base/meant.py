"""What was probably meant by a name that there is not."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

NEAR = 3
"""So many names at most are told as near ones."""


def nearest(text: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The names nearest to a text, the nearest first, capitals and small letters alike; none where none is near.

    >>> nearest("usjpd", ["EURJPY", "USDJPY"]), nearest("moon", ["A", "B"])
    (['USDJPY'], [])
    """
    names = {name.casefold(): name for name in known}
    return [names[one] for one in get_close_matches(text.casefold(), names, n=most)]


def hint(text: str, known: Iterable[str], otherwise: str = "") -> str:
    """A question after the nearest name; where none is near, what is said otherwise (default: all names).

    >>> hint("vxi", ["trend", "vix"]), hint("moon", ["trend", "vix"])
    ('did you mean vix?', 'known: trend, vix')
    """
    names = list(known)
    meant = nearest(text, names)
    return f"did you mean {meant[0]}?" if meant else otherwise or f"known: {', '.join(names)}"


def file_hint(path: Path, otherwise: str) -> str:
    """A question after the file or folder of the nearest name where a path names none, else what is said otherwise."""
    try:
        meant = [] if path.exists() else nearest(path.name, (one.name for one in path.parent.iterdir()))
    except OSError:
        meant = []
    return f"did you mean {path.parent / meant[0]}?" if meant else otherwise
