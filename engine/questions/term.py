"""One line of the terms of an account."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from data.facts import Fact


class Term(NamedTuple):
    """One line: its code in the section `account` of the words, the values it speaks of, and the facts that say so."""

    code: str
    values: Mapping[str, Any]
    facts: tuple[Fact, ...]
