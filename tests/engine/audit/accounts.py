"""Accounts by chance, whose verdicts are worked out twice."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from engine.settings.run_config import RunConfig, parse_config

FIRST, LAST = date(1999, 1, 4), date(2018, 12, 28)
FIRST_OPEN = date(2006, 6, 1)
"""From here on the embedded market has opening prices: one account in five fills at them."""


def random_settings(seed: int, longest: float = 3.0, patterns: Sequence[str] = ("A", "B", "C")) -> RunConfig:
    """Settings of one of a few patterns by chance, the same for the same seed: one year to the `longest` of an account
    of 30,000 to 5,000,000 USD.
    """
    chance = Random(seed)  # noqa: S311
    pattern = patterns[seed % len(patterns)]
    years = chance.uniform(1.0, longest)
    start = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days - int(365 * years)))
    settings: dict[str, Any] = {
        "pattern": pattern,
        "capital": {"initial": round(30_000 * (5_000_000 / 30_000) ** chance.random(), 2)},
        "period": {"start": start, "end": start + timedelta(days=int(365 * years))},
        "overlay": _overlay(chance),
        "halving": _halving(chance),
        "stops": {
            "monthly_loss": chance.choice(["off", 0.005, 0.01, 0.02, 0.05]),
            "voluntary": chance.random() < 0.8,
        },
        "cash": {
            "sleeve": chance.choice([0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.6]),
            "buffer": chance.choice([0.1, 0.2, 0.3, 0.4, 0.6]),
            "band": chance.choice([0.0, 0.1, 0.3, 0.5]),
        },
        "account": {"profile": chance.choice(["us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures"])},
    }
    if chance.random() < 0.2:
        settings |= {"investor": {"currency": "JPY"}, "hedge": {"ratio": chance.choice([0.5, 1.0])}}
    if chance.random() < 0.2:
        settings["margin"] = {"scenario": "multiply", "factor": chance.choice([2.0, 4.0, 8.0])}
    settings |= _of_options(chance)
    if start >= FIRST_OPEN and chance.random() < 0.33:
        settings["execution"] = {"fill_at": "open"}
    return parse_config(settings, f"seed {seed}")


def _overlay(chance: Random) -> dict[str, Any]:
    ratio = round(chance.choice([chance.uniform(0.02, 0.3), 0.2, 0.3, chance.uniform(0.3, 0.9)]), 4)
    overlay: dict[str, Any] = {
        "ratio": ratio,
        "contract": chance.choice(["MES", "MES", "MES", "ES"]),
        "rebalance": chance.choice(["daily", "daily", "monthly", "quarterly"]),
        "band": chance.choice([0.0, 0.03, 0.1, 0.25]),
    }
    if ratio > 0.3 or chance.random() < 0.5:
        limit = round(1.0 + ratio + chance.choice([0.0, 0.01, 0.1]), 4)
        overlay |= {"max_total_exposure": limit, "acknowledge_high_leverage": limit > 1.3}
    return overlay


def _halving(chance: Random) -> dict[str, Any]:
    above = chance.choice([0.10, 0.15, 0.20, 0.25])
    return {
        "enabled": chance.random() < 0.85,
        "window": chance.choice([10, 21, 63]),
        "halve_above": above,
        "restore_below": chance.choice([above, round(0.9 * above, 4)]),
        "restore_sessions": chance.choice([1, 5, 10]),
        "factor": chance.choice([0.5, 0.5, 0.25]),
    }


def _of_options(chance: Random) -> dict[str, Any]:
    root, before = chance.choice(["XSP", "XSP", "SPX"]), chance.choice([0, 0, 5])
    return {
        "options": {
            "contract": root,
            "budget": chance.choice([0.001, 0.005, 0.01]),
            "direction": chance.choice(["calls", "puts", "by_trend"]),
            "out_of_the_money": chance.choice([-0.05, 0.0, 0.03]),
            "sessions_before": before,
        },
        "trend": {"strength": chance.choice(["either", "none"]), "average_window": chance.choice([50, 200])},
        "insurance": {
            "contract": root,
            "hedge_ratio": chance.choice([0.25, 0.5, 1.0, 2.0]),
            "out_of_the_money": chance.choice([-0.2, -0.05, 0.0, 0.05, 0.1]),
            "sessions_before": before,
            "months": chance.choice([1, 1, 3]),
            "below_vix": chance.choice(["off", "off", 18.0]),
        },
    }
