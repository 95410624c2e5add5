"""The shape of the manifest of a result of `overlay worth`."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from engine.results.complete import require_known, require_numbered, require_objects, require_once
from engine.results.manifest_shapes import COMMON, MADE_OF
from engine.results.shapes import Shape, is_count, is_day, is_note, is_number, is_share

PLAN = "plan"
"""Group of the plan itself."""
REQUEST: Shape = {
    "paths": is_count, "years": is_count, "histories": is_count, "seed": is_count, "resamples": is_count,
    "first": is_day, "last": is_day, "level": is_share, "block": is_number, "looks": is_count,
}  # fmt: skip


def are_refused(value: object) -> bool:
    """Notes by the places of variants."""
    return isinstance(value, dict) and all(name.isdecimal() and is_note(one) for name, one in value.items())


MANIFEST: Shape = {
    **COMMON, **MADE_OF, "seconds": is_number, "digest": str, "patterns": [str], "request": REQUEST,
    "refused": are_refused, "refused_paths": are_refused, "survival": (str, None),
}  # fmt: skip
KEYS = {
    "effects": ("variant", "figure"), "episodes": ("variant", "crisis"), "chances": ("variant", "event"),
    "wealth": ("variant", "quantile"),
}  # fmt: skip


def require_whole(tables: Mapping[str, pa.Table], _manifest: Mapping[str, Any]) -> None:
    """Raise `ValueError` where variants are not numbered, or a table speaks of one that there is not."""
    variants = tables["variants"]
    require_numbered(variants, "variants", "variant")
    require_objects(variants, "variants", "settings")
    require_once(tables, KEYS)
    require_known(set(range(len(variants))), tables, "variant", *KEYS)
    groups = variants["group"].to_pylist()
    if groups[0] != PLAN or groups.count(PLAN) != 1:
        raise ValueError("table variants: its first row is not the plan, or others are")
