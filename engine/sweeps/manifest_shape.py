"""The shape of the manifest of a sweep."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from engine.results.complete import require_known, require_numbered, require_once
from engine.results.manifest_shapes import COMMON, MADE_OF
from engine.results.shapes import Shape, is_count, is_number
from engine.sweeps.criteria import CRITERIA

MAYBE: Shape = (is_number, None)


def is_criterion(value: object) -> bool:
    """A figure by which cells are ranked."""
    return value in CRITERIA


def is_month(value: object) -> bool:
    """A month, as `2018-01`."""
    return isinstance(value, str) and len(value) == len("2018-01") and value[4] == "-"


CELL: Shape = {
    "cell": is_count, "own": bool, "best?": bool, "sharpe": MAYBE, "by_chance": MAYBE, "probabilistic": MAYBE,
    "deflated": MAYBE,
}  # fmt: skip
OVERFITTING: Shape = {
    "probability": is_number, "loss": is_number, "slope": is_number, "splits": is_count, "possible": is_count,
    "blocks": is_count,
}  # fmt: skip
CROSS_VALIDATION: Shape = {
    "groups": is_count, "tested": is_count, "embargo": is_number, "held": is_count, "paths": is_count,
    "median": is_number, "lowest": is_number, "highest": is_number, "best_in_hindsight": is_number,
}  # fmt: skip
LOOKS: Shape = {
    "trials": is_count, "effective": is_number, "known": bool, "cells": [CELL], "overfitting": (OVERFITTING, None),
    "cross_validation": (CROSS_VALIDATION, None), "unseen": [str],
}  # fmt: skip
REQUEST: Shape = {
    "engine": (str, None), "sample": (is_count, None), "seed": is_count, "curves": bool, "criterion": is_criterion,
    "walk": (str, None), "vary": [str], "values": {str: [(is_number, str, bool, None, [object])]}, "months": [is_month],
}  # fmt: skip
MANIFEST: Shape = {
    **COMMON, **MADE_OF, "seconds": is_number, "digest": str, "patterns": [str], "request": REQUEST,
    "looks?": (LOOKS, None),
}  # fmt: skip


def require_whole(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> None:
    """Raise `ValueError` where cells are not those that were asked for."""
    runs = tables["runs"]
    require_numbered(runs, "runs", "cell")
    require_once(tables, {"landscape": ("cell",)})
    cells = set(range(len(runs)))
    require_known(cells, tables, "cell", "landscape")
    if not {one["cell"] for one in (manifest.get("looks") or {}).get("cells", ())} <= cells:
        raise ValueError("its manifest does not fit: looks has a cell that there is not")
    months = {len(one) for one in runs["months"].to_pylist() if one is not None}
    if not months <= {len(manifest["request"]["months"])}:
        raise ValueError("table runs: it has returns of other months than were asked for")
    if not set(manifest["request"]["values"]) <= set(runs.column_names):
        raise ValueError("table runs: it has no column for a setting that was varied")
