"""Run folders of version 1, which have no list of checksums: what was written is told from
hashes of contents in the manifest.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from data.base.cache import content_hash

_UNSET = {
    "period": ("start", "end"),
    "investor": ("currency",),
    "hedge": ("basis", "half_spread", "roll_half_spread", "margin"),
    "options": ("delta",),
    "fx": ("requirement_yen", "pass_through"),
    "stops": ("monthly_loss",),
    "account": (
        "fund_haircut", "option_haircut", "margin_multiple", "redemption_lag", "grace", "closing_delay",
        "recovery_counts", "loss_cut_level", "voluntary_stop_level", "liquidation", "negative_cash",
        "liquidation_half_spread", "debit_spread", "credit_spread",
    ),
    "margin": ("start",),
    "costs": ("commission", "half_spread", "stress_half_spread", "stress_vix", "roll_half_spread", "option_commission"),
    "cash_valuation": ("file",),
    "cash_events": ("file",),
    "deviations": ("file",),
}  # fmt: skip
"""Settings of version 1 that could be left open; a file does not have them then, and the digest
counted them as null."""
_CASH = (
    "cash_ratio", "cash_trend", "cash_volatility", "cash_valuation", "cash_events", "cash_conditions", "reentry",
    "tactical", "living", "deviations",
)  # fmt: skip
_OWNERS = {"fx": ("fx", "fx_trades"), "fx_trades": ("fx_trades",), **dict.fromkeys(_CASH, ("cash",))}
"""Sections that the digest counted for their own patterns only."""


def settings_digest(settings: Mapping[str, Any]) -> str:
    """The digest that version 1 gave to settings (SHA-256, hexadecimal), from nested plain values as they stand in
    their file.
    """
    pattern = settings.get("pattern")
    counted: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping) and pattern in _OWNERS.get(name, (pattern,)):
            counted[name] = dict.fromkeys(_UNSET.get(name, ())) | dict(value)
        elif not isinstance(value, Mapping) and name not in {"name", "note"}:
            counted[name] = value
    for name, unset in _UNSET.items():
        if pattern in _OWNERS.get(name, (pattern,)):
            counted.setdefault(name, dict.fromkeys(unset))
    return hashlib.sha256(json.dumps(counted, sort_keys=True, default=str).encode()).hexdigest()


def changed_tables(tables: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """Names of tables whose content is not what the manifest tells of them."""
    return [name for name, table in tables.items() if content_hash(table) != told[name]["content_sha256"]]


def figures_today(told: Mapping[str, float | None], now: Mapping[str, float | None]) -> dict[str, float | None]:
    """Figures as version 1 told them, but none where today's definition has none (nothing is told a year of less than a
    year), and those that came later.
    """
    return {name: None if now.get(name, value) is None else value for name, value in {**now, **told}.items()}
