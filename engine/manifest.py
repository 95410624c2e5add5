"""The manifest: what a run was made of, enough to understand it and to repeat it."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.arrow import to_array
from data.cache import content_hash
from data.contracts import future_spec
from data.days import iso
from data.market import Market
from engine.config import RunConfig
from engine.schemas import VERSION

PACKAGES = (
    "mmf-overlay",
    "backtrader",
    "numpy",
    "pandas",
    "pyarrow",
    "arch",
    "CurrencyConverter",
    "exchange-calendars",
)
ROOT = Path(__file__).parents[1]


def manifest(
    config: RunConfig,
    market: Market,
    tables: Mapping[str, pa.Table],
    figures: Mapping[str, float | None],
    started: datetime,
) -> dict[str, Any]:
    """Everything about a run but its rows, as plain values."""
    return {
        "schema_version": VERSION,
        "pattern": config.pattern,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 3),
        "config_digest": config.digest,
        "market": _market(market),
        "seeds": [],
        "software": {"python": sys.version.split()[0], **{name: version(name) for name in PACKAGES}},
        "code_revision": code_revision(),
        "tables": {
            name: {"rows": table.num_rows, "content_sha256": content_hash(table)} for name, table in tables.items()
        },
        "metrics": dict(figures),
        "modelled": _modelled(_period(market, tables), tables),
        "notes": _notes(config, _period(market, tables), tables),
    }


@cache
def code_revision() -> str:
    """Commit of the checkout the program runs from, `-dirty` when it was changed since; `unknown` outside git."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _market(market: Market) -> dict[str, Any]:
    return {
        "content_sha256": market.digest,
        "calendar": market.calendar.name,
        "first": iso(market.days[0]),
        "last": iso(market.days[-1]),
        "sessions": len(market),
    }


def _period(market: Market, tables: Mapping[str, pa.Table]) -> dict[str, float]:
    """Shares of the run's sessions on which a market column was not quoted."""
    days = to_array(tables["equity"]["date"])
    rows = slice(market.place(int(days[0])), market.place(int(days[-1])) + 1)
    return {
        "vix": float(to_array(market.table["vix_modelled"])[rows].mean()),
        "bill_yield_carried": float(to_array(market.table["bill_carried"])[rows].mean()),
    }


def _modelled(period: Mapping[str, float], tables: Mapping[str, pa.Table]) -> dict[str, float]:
    """Shares of rows whose value was modelled and not quoted."""
    sources = tables["positions"]["mark_source"].to_pylist()
    return {**period, "position_marks": sources.count("modelled") / len(sources) if sources else 0.0}


def _notes(config: RunConfig, period: Mapping[str, float], tables: Mapping[str, pa.Table]) -> list[str]:
    """What a reader of the results should know without asking."""
    notes = []
    unlisted = to_array(tables["positions"]["hypothetical"])
    if len(unlisted) and unlisted.any():
        spec = future_spec(config.overlay.contract)
        share = f"{unlisted.mean():.0%} of position days"
        notes.append(f"{spec.root} was listed on {iso(spec.listed)}; before that it is hypothetical ({share})")
    if period["vix"]:
        notes.append(f"VIX is a proxy computed from index returns on {period['vix']:.0%} of sessions")
    if period["bill_yield_carried"]:
        notes.append(f"the bill yield is carried forward on {period['bill_yield_carried']:.1%} of sessions")
    if "waiting" in tables["orders"]["status"].to_pylist():
        notes.append("orders sent after the last session were never filled")
    return notes
