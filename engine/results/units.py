"""What the unit of a column makes of its numbers: money, a share, points, a count."""

from typing import Literal

import pyarrow as pa

MONEY = "account currency", "currency in which the run is told"
Measure = Literal["money", "percent", "points", "count", "date", "flag", "text", "number"]


def measure_of(field: pa.Field) -> Measure:
    """The measure of a column, from its type and the unit in its metadata; `number` where the unit says nothing."""
    unit = (field.metadata or {}).get(b"unit", b"").decode()
    if pa.types.is_date(field.type):
        return "date"
    if pa.types.is_boolean(field.type):
        return "flag"
    if pa.types.is_integer(field.type):
        return "count"
    return _of_unit(unit) if pa.types.is_floating(field.type) else "text"


def _of_unit(unit: str) -> Measure:
    if unit in MONEY:
        return "money"
    if "decimal" in unit or unit.startswith("share of"):
        return "percent"
    if "points" in unit or unit.startswith("multiple") or " per " in unit:
        return "points"
    return "number"
