"""Nested values as one mapping."""

from collections.abc import Mapping
from typing import Any


def flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of nested mappings by the path of their keys.

    >>> flat({"stops": {"voluntary": True}, "name": "calm"})
    {'stops.voluntary': True, 'name': 'calm'}
    """
    found: dict[str, Any] = {}
    for key, value in nested.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return found
