"""What was done in truth in place of the model's fills: how a manifest tells it, and what a reader should know."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import iso
from engine.day.given import Given
from engine.words.notes import Note, note


def given_told(given: Given) -> dict[str, Any]:
    """Given fills as plain values: by day (ISO), each as (contract, size, price, commission); nothing where there are
    none.
    """
    return {"given": {iso(day): [list(fill) for fill in given[day]] for day in sorted(given)}} if given else {}


def given_notes(given: Given, tables: Mapping[str, pa.Table]) -> list[Note]:
    """On how many sessions the fills are not the model's, and what they cost more than the model's would have."""
    if not given:
        return []
    cost = float(to_array(tables["own_fills"]["slippage"]).sum()) if "own_fills" in tables else 0.0
    return [note("own_fills", sessions=len(given), cost=cost)]
