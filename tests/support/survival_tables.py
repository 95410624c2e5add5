"""Tables of a survival result that could have been: seeded outcomes that get worse with overlay and better with buffer,
for whatever shows them.
"""

import json
from datetime import date
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine import load_config
from engine.survival.result import load_survival, write_result
from engine.survival.schemas import ALL, EVENTS, KINDS, QUANTILES, SCHEMAS

YEARS, SESSIONS, PATHS = 20, 5040, 100
ONCE = {"ruin", "fall_10", "fall_20", "fall_35", "fall_50", "below_fund"}
COLUMNS = {
    "calls": "margin_call", "missed": "deadline_missed", "forced_sales": "forced_sale", "stops": "loss_stop",
}  # fmt: skip
FIRSTS = {
    "first_call": "margin_call", "first_missed": "deadline_missed", "first_sale": "forced_sale", "first_ruin": "ruin",
    "first_fall_10": "fall_10", "first_fall_20": "fall_20", "first_fall_35": "fall_35", "first_fall_50": "fall_50",
    "first_stop": "loss_stop",
}  # fmt: skip
RARE = dict(zip(EVENTS, (2.0, 0.6, 1.0, 0.05, 20.0, 8.0, 2.0, 0.5, 6.0, 30.0), strict=True))
"""How often an event comes for each forced sale."""


def survival_result(
    folder,
    overlays=(0.1, 0.2, 0.3, 0.4),
    buffers=(0.1, 0.2, 0.3),
    own=(0.2, 0.3),
    profiles=("jp_retail_futures",),
    *,
    histories=200,
    kinds=KINDS,
    starts=False,
    settings=(),
    absence=False,
    **asked,
):
    """A result in a folder, as it is loaded."""
    random = np.random.default_rng(7)
    cells = [
        {
            "cell": place, "own": (overlay, buffer) == own and profile == profiles[0],
            "name": f"overlay.ratio={overlay:g} cash.buffer={buffer:g}", "pattern": "A", "profile": profile,
            "overlay": overlay, "buffer": buffer,
            "settings": json.dumps({"overlay.ratio": overlay, "cash.buffer": buffer}),
        }
        for place, (profile, buffer, overlay) in enumerate(product(profiles, buffers, overlays))
    ]  # fmt: skip
    told = [_outcomes(cell, random, kinds, histories) for cell in cells]
    rows = {
        "cells": cells,
        "survival": [row for one in told for row in one["survival"]],
        "terminal": [row for one in told for row in one["terminal"]],
        "by_year": [row for one in told for row in one["by_year"]],
        "fan": [row for one in told if len(cells) <= 8 or one["own"] for row in one["fan"]],
    }
    rows["safe"] = _safe(cells, rows["survival"])
    if starts:
        rows["starts"] = _starts(cells, random)
    if absence:
        left = cells if len(cells) <= 8 else [one for one in cells if one["own"]]
        rows["absence"] = [row for one in left for row in _absence(one["cell"], kinds, histories)]
    tables = {name: pa.Table.from_pylist(found, SCHEMAS[name]) for name, found in rows.items()}
    path = folder / "20261129T010203-survive-abcdef"
    (path / "paths").mkdir(parents=True)
    for part in range(2):
        found = [row for one in told for row in one["paths"][part * PATHS // 2 : (part + 1) * PATHS // 2]]
        pq.write_table(pa.Table.from_pylist(found, SCHEMAS["paths"]), path / "paths" / f"part-{part:05d}.parquet")
    request = {
        "years": YEARS, "paths": 10_000, "histories": histories, "seed": 1, "block": 63.0, "crashes": [], "drift": None,
        "confidence": 0.99, "kinds": list(kinds), **asked,
    }  # fmt: skip
    manifest = {
        "started": "2026-11-29T01:02:03+00:00", "seconds": 93.2, "digest": "abcdef0123", "request": request,
        "market": {"calendar": "XNYS", "first": "1982-04-21", "last": "2026-10-30", "content_sha256": "0" * 64},
        "software": {"python": "3.14"}, "code_revision": "unknown", "notes": [],
    }  # fmt: skip
    write_result(
        path, load_config(None, ["account.profile=jp_retail_futures", *settings], pattern="A"), tables, manifest
    )
    return load_survival(path)


def _outcomes(cell, random, kinds, histories):
    sold = min(0.45 * (cell["overlay"] / 0.4) ** 2 * 10.0 ** (-9.0 * (cell["buffer"] - 0.1)), 0.9)
    sold = 0.0 if sold < 2e-4 else sold
    paths = [_path(cell, place, sold, random, kinds) for place in range(PATHS)]
    wealth, fund = (np.quantile([row[name] for row in paths], QUANTILES).tolist() for name in ("wealth", "fund"))
    return {
        "own": cell["own"],
        "paths": paths,
        "survival": _survival(cell["cell"], sold, kinds, histories),
        "terminal": [
            {"cell": cell["cell"], "quantile": q, "wealth": own, "fund": other}
            for q, own, other in zip(QUANTILES, wealth, fund, strict=True)
        ],
        "by_year": [
            {"cell": cell["cell"], "kind": kind, "event": event, "year": year,
             "share": (1.0 - _chance(event, sold, kind)) ** (year / YEARS)}
            for kind in (ALL, *kinds) for event in FIRSTS.values() for year in range(1, YEARS + 1)
        ],
        "fan": [
            {"cell": cell["cell"], "month": month, "quantile": q, "wealth": end ** (month / (12 * YEARS))}
            for month in range(12 * YEARS + 1) for q, end in zip(QUANTILES, wealth, strict=True)
        ],
    }  # fmt: skip


def _chance(event, sold, kind):
    worse = {"blocks": 0.8, "regimes": 1.2}.get(kind, 1.0)
    return 0.0 if sold == 0.0 and event != "loss_stop" else min(worse * sold * RARE[event], 0.97)


def _survival(cell, sold, kinds, histories):
    rows = []
    for kind, event in product((ALL, *kinds), EVENTS):
        chance = _chance(event, sold, kind)
        wide = 0.002 + 0.35 * chance
        around = 1.96 * (chance * (1.0 - chance) / 10_000) ** 0.5 + 0.0002
        rows.append(
            {
                "cell": cell, "kind": kind, "event": event, "probability": chance,
                "low": max(chance - wide, 0.0) if histories else None,
                "high": min(chance + wide, 1.0) if histories else None,
                "simulation_low": max(chance - around, 0.0), "simulation_high": min(chance + around, 1.0),
                "mean_count": None if event in ONCE else 1.5 * chance,
                "median_year": 11.25 if chance else None,
            }
        )  # fmt: skip
    return rows


def _path(cell, place, sold, random, kinds):
    kind = kinds[place % len(kinds)]
    happened = {event: random.random() < _chance(event, sold, kind) for event in EVENTS}
    fund = float(np.exp(0.6 + 0.15 * random.standard_normal()))
    return {
        "cell": cell["cell"], "path": place, "kind": kind, "history": place % 3, "place": place, "margin_factor": 1.0,
        **_outcome(happened, random),
        "wealth": fund * float(np.exp(cell["overlay"] * random.standard_normal())) * (0.7 if happened["ruin"] else 1.0),
        "fund": fund,
    }  # fmt: skip


def _outcome(happened, random):
    return {
        **{column: int(happened[event]) * 2 for column, event in COLUMNS.items()},
        "loss_cuts": int(happened["forced_sale"]),
        "fills": 240,
        **{
            column: int(random.integers(SESSIONS)) if happened[event] else None for column, event in FIRSTS.items()
        },
        "drawdown": float(random.uniform(0.05, 0.6)),
        "least_ratio": 1.4,
        "carry_given_up": 0.0021,
        "shorts": 0,
    }  # fmt: skip


def _safe(cells, survival):
    high = {row["cell"]: row for row in survival if (row["kind"], row["event"]) == (ALL, "forced_sale")}
    rows = []
    for profile, buffer in dict.fromkeys((cell["profile"], cell["buffer"]) for cell in cells):
        own = sorted(
            (cell["overlay"], high[cell["cell"]]["high"] or high[cell["cell"]]["simulation_high"])
            for cell in cells
            if (cell["profile"], cell["buffer"]) == (profile, buffer)
        )
        unsafe = [overlay for overlay, upper in own if upper > 0.01]
        safe = [one for one in own if not unsafe or one[0] < unsafe[0]]
        rows.append(
            {
                "profile": profile, "pattern": "A", "buffer": buffer, "event": "forced_sale", "confidence": 0.99,
                "overlay": safe[-1][0] if safe else None, "high": safe[-1][1] if safe else None,
                "beyond": unsafe[0] if unsafe else None, "carry_given_up": 0.0021 if safe else None,
            }
        )  # fmt: skip
    return rows


def _absence(cell, kinds, histories):
    """Nobody is sold within three sessions; longer absences are the worse the longer, and from a call on worst."""
    return [
        {
            "cell": cell, "begins": begins, "kind": kind, "sessions": sessions, "starts": starts,
            "sold": int(share * starts),
            "probability": share, "attended": 0.0, "simulation_low": 0.5 * share,
            "simulation_high": min(2 * share + 0.001, 1.0),
            "low": 0.0 if histories and begins == "any" else None,
            "high": 3 * share + 0.002 if histories and begins == "any" else None,
        }
        for begins, worse, starts in (("any", 1.0, 20_000), ("fall", 5.0, 15_000), ("call", 20.0, 400))
        for kind in (ALL, *kinds)
        for sessions in (0, 3, 9, 21)
        for share in (0.0 if sessions <= 3 else worse * 0.002 * (sessions - 8),)
    ]  # fmt: skip


def _starts(cells, random):
    happened = dict.fromkeys(EVENTS, False)
    return [
        {
            "start": date(1983 + place, 5, 2), "end": date(2003 + place, 5, 1), "cell": cell["cell"],
            **_outcome({**happened, "forced_sale": place == 4}, random),
            "wealth": 1.4 + 0.1 * place, "fund": 1.9, "crises_unseen": ["2020"] if place < 17 else ["1987", "1998"],
        }
        for place in range(20)
        for cell in cells
    ]  # fmt: skip
