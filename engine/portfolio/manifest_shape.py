"""The shape of the manifest of a portfolio."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from engine.portfolio.schemas import ON_ITS_WAY
from engine.results.complete import require_complete, require_known, require_once
from engine.results.manifest_shapes import COMMON
from engine.results.shapes import Shape, is_day, is_number

ACCOUNT: Shape = {"share": is_number, "name": str, "pattern": str, "account": str, "currency": str}
MANIFEST: Shape = {
    **COMMON, "name": str, "note": str, "currency": str, "capital": is_number, "digest": str,
    "accounts": {str: ACCOUNT}, "period": {"first": is_day, "last": is_day},
}  # fmt: skip


def require_whole(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> None:
    """Raise `ValueError` where a table lacks rows of some account, or speaks of one that there is not."""
    require_complete(tables, {"equity": ("date",), "accounts": ("date", "account")})
    require_once(tables, {"figures": ("account", "told_of"), "together": ("one", "other"), "worst": ("account",)})
    require_known(set(manifest["accounts"]), tables, "account", "accounts")
    require_known({*manifest["accounts"], ON_ITS_WAY}, tables, "account", "ledger")
    for name in ("equity", "accounts"):
        if not len(tables[name]):
            raise ValueError(f"table {name} is empty")
    if set(tables["accounts"]["date"].to_pylist()) != set(tables["equity"]["date"].to_pylist()):
        raise ValueError("table accounts: its days are not those of equity")
