"""The shape of the manifest of a portfolio."""

from engine.results.manifest_shapes import COMMON
from engine.results.shapes import Shape, is_day, is_number

ACCOUNT: Shape = {"share": is_number, "name": str, "pattern": str, "account": str, "currency": str}
MANIFEST: Shape = {
    **COMMON, "name": str, "note": str, "currency": str, "capital": is_number, "digest": str,
    "accounts": {str: ACCOUNT}, "period": {"first": is_day, "last": is_day},
}  # fmt: skip
