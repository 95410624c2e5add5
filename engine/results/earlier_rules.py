"""The table `rules` of earlier versions, one row a session with columns of five rules, in today's form."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats
from data.base.arrow import Values, to_array, to_column, to_numbers
from data.base.columns import with_later_columns
from engine.results.rule_schemas import TABLES
from engine.results.schema_columns import number, once
from engine.results.schemas import SCHEMAS
from engine.results.stored import version_of

LONG = 3
"""The first version with one row for each rule of a session."""
LATER = (
    once("buffer_ratio", "room_ratio", "share of equity", "largest overlay ratio that leaves the buffer"),
    number("contract_ratio", "share of equity", "one contract of the future traded", nullable=True),
)
"""Columns of version 2 that version 1 had under another name, or not at all."""
STATES = {
    "halving": ("full", "halved"),
    "loss_stop": ("open", "stopped"),
    "voluntary_stop": ("open", "stopped"),
    "buffer": ("", ""),
    "cap": ("", ""),
}
"""The rules in their order, each with the words for a multiplier of 1 and of less."""


def in_todays_form(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of a run with `rules` and `targets` as today; rules that were switched off cannot be told from those
    that never acted, but for the buffer.
    """
    if "rules" not in tables or version_of(tables["rules"].schema) >= LONG:
        return dict(tables)
    wide = with_later_columns(tables["rules"], LATER)
    kept = [column.name for column in TABLES["targets"]]
    targets = pa.table([wide[name] for name in kept], schema=SCHEMAS["targets"])
    found: dict[str, pa.Table] = {}
    for name, table in tables.items():
        found[name] = _long(wide) if name == "rules" else table
        if name == "rules":
            found["targets"] = targets
    return found


def _long(wide: pa.Table) -> pa.Table:
    rules, rows = {name: _said(wide, name) for name in STATES}, len(wide)
    if np.isnan(rules["buffer"][1]).all():
        del rules["buffer"]
    binding = np.array(wide["binding"].to_pylist(), dtype=np.str_)
    multipliers = np.stack([multiplier for multiplier, _ in rules.values()], axis=1)
    observed = np.full((rows, len(rules)), np.nan)
    observed[:, 0] = to_numbers(wide["volatility"])
    bound: Flags = binding[:, None] == np.array(list(rules))
    columns: dict[str, Values] = {
        "date": np.repeat(to_array(wide["date"]), len(rules)),
        "rule": list(rules) * rows,
        "state": [STATES[name][int(one < 1.0)] for row in multipliers for name, one in zip(rules, row, strict=True)],
        "observed": observed.ravel(),
        "multiplier": multipliers.ravel(),
        "most": np.stack([most for _, most in rules.values()], axis=1).ravel(),
        "bound": bound.ravel(),
    }
    schema = SCHEMAS["rules"]
    arrays = [to_column(columns[field.name], field.type, nullable=field.nullable) for field in schema]
    return pa.table(arrays, schema=schema)


def _said(wide: pa.Table, name: str) -> tuple[Floats, Floats]:
    """(multiplier, most) of a rule by session."""
    limits, every = {"buffer": "room_ratio", "cap": "cap_ratio"}, np.ones(len(wide))
    if name in limits:
        return every, to_numbers(wide[limits[name]])
    return to_array(wide[f"{name}_multiplier"]), every * np.nan
