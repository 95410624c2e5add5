"""The names of indices: what a market is of, and what a contract is on."""

import re

from data.base.errors import DataError

UNKNOWN = "unknown"
"""Index of a market that does not say which it is of: nothing that is on an index can be traded there."""
SYNTHETIC = "synthetic"
"""Index of a made-up market: any contract may stand on it, and nothing that was published of an index holds there."""


def index_name(text: str) -> str:
    """A name that can be one of an index, as it is. Raises `DataError` for one that is not a single word."""
    if not re.fullmatch(r"\S+", text):
        raise DataError(f"{text!r} cannot be the name of an index; give one word, such as SPX or N225")
    return text


def index_in(unit: str) -> str:
    """The index that a unit of a fact names; `unknown` where it names none.

    >>> index_in("USD per point of SPX"), index_in("share of SPX on XNYS"), index_in("USD per index point")
    ('SPX', 'SPX', 'unknown')
    """
    found = re.search(r" of (\w+)( on \S+)?$", unit)
    return found[1] if found else UNKNOWN
