"""The shape of the manifest of a survival result."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from engine.results.complete import require_complete, require_numbered, require_objects, require_same
from engine.results.manifest_shapes import COMMON, MADE_OF
from engine.results.shapes import Shape, is_count, is_day, is_number, is_share
from engine.survival.schemas import ALL, KINDS

MOST = 50
"""Years of a path, and more."""


def is_years(value: object) -> bool:
    """A number of years that a path can have."""
    return is_count(value) and isinstance(value, int) and 1 <= value <= MOST


def is_kind(value: object) -> bool:
    """A kind of path."""
    return value in KINDS


CRASH: Shape = {"asked": str, "day": is_day, "fall": is_number, "rate": is_number}
REQUEST: Shape = {
    "years": is_years, "paths": is_count, "histories": is_count, "seed": is_count, "block": (is_number, None),
    "crashes": [CRASH], "drift": (is_number, None), "confidence": is_share, "find?": (str, None), "history?": bool,
    "absent?": [is_count], "poor?": is_number, "vary?": [str], "kinds": [is_kind], "bills_open?": is_number,
    "paths_of_a_history?": is_count, "sessions?": is_count, "groups?": [is_count],
    "accounts?": [{"name": str, "share": is_number}],
}  # fmt: skip
MANIFEST: Shape = {
    **COMMON, **MADE_OF, "seconds": is_number, "digest": str, "patterns?": [str], "request": REQUEST,
}  # fmt: skip
KEYS = {
    "survival": ("cell", "kind", "event"), "terminal": ("cell", "quantile"), "fan": ("cell", "month", "quantile"),
    "by_year": ("cell", "kind", "event", "year"),
}  # fmt: skip
"""Columns of which a table has a row for each combination."""


def require_whole(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> None:
    """Raise `ValueError` where a table lacks rows of some cell, event or kind of path."""
    require_numbered(tables["cells"], "cells", "cell")
    require_objects(tables["cells"], "cells", "settings")
    require_complete(tables, KEYS)
    require_same(tables, "cell", "cells", "survival", "terminal")
    if set(tables["survival"]["kind"].to_pylist()) != {ALL, *manifest["request"]["kinds"]}:
        raise ValueError("table survival: its kinds of path are not those of the request")
