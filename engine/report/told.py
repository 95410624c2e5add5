"""A table on a page."""

from typing import NamedTuple


class Told(NamedTuple):
    """A table on a page: titles, and rows of texts, the first of each what it is."""

    titles: list[str]
    rows: list[list[str]]
