"""Settings through time: a finished run keeps the meaning its settings had when it was made, whatever settings come later."""

from collections.abc import Mapping
from typing import Any

from data.errors import ResultError

VERSION = 2
"""Of the settings as they are today. A setting that is added, or whose default changes, raises it by one and is told in `BEFORE`."""

BEFORE: dict[int, dict[str, Any]] = {
    2: {},
}
"""By version: the settings that came with it, or have another default since, and the value that means what was done before."""


def completed(settings: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Settings of a run of an earlier version, nested plain values, with what was done then where a setting came later.

    A setting that stands in them is left alone: only what is missing is filled in. Raises `ResultError` for a version that is not known yet.
    """
    if not 1 <= version <= VERSION:
        raise ResultError(
            f"its settings are of version {version}, this program knows 1 to {VERSION}: update the program"
        )
    whole = {name: dict(value) if isinstance(value, Mapping) else value for name, value in settings.items()}
    for later in range(version + 1, VERSION + 1):
        for place, value in BEFORE.get(later, {}).items():
            section, _, key = place.rpartition(".")
            values = whole.setdefault(section, {}) if section else whole
            values.setdefault(key, value)
    return whole
