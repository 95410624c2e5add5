"""Tables of a sweep that could have been: seeded runs whose Sharpe ratio is a hill over two settings, for whatever
shows them.
"""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pyarrow as pa

from engine import load_config
from engine.sweeps.landscape import landscape
from engine.sweeps.result import load_sweep, rows_table, write_result
from engine.sweeps.schemas import SCHEMAS, runs_schema
from engine.sweeps.sweep_notes import sweep_notes

MONTHS = 120
PROFILES = ("us_fcm_tbill", "jp_retail_futures")
OVERLAYS, BUFFERS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4), (0.2, 0.3, 0.4)


def sweep_result(folder, overlays=OVERLAYS, buffers=BUFFERS, profiles=PROFILES, own=(0.2, 0.3), *, walk=True, **told):
    """A sweep in a folder, as it is loaded: with the first profile a buffer does nothing, 0.4 is refused, and 0.3 at
    the last one ends in a forced sale.
    """
    values = {"overlay.ratio": list(overlays), "cash.buffer": list(buffers), "account.profile": list(profiles)}
    shape = np.random.default_rng(3).normal(0.0, 0.02, MONTHS)
    cells = list(product(overlays, buffers, profiles))
    rows = [_row(place, cell, shape, profiles, own) for place, cell in enumerate(cells)]
    rows = [{**row, **dict(zip(values, cell, strict=True))} for row, cell in zip(rows, cells, strict=True)]
    runs = rows_table(rows, runs_schema(values))
    tables = {"runs": runs, "landscape": landscape(runs.to_pylist(), values, "sharpe")}
    if walk:
        tables |= _walk(rows)
    request = {
        "engine": "fast", "sample": told.get("sample"), "seed": 1, "curves": False, "criterion": "sharpe",
        "walk": "10y/2y" if walk else None,
        "vary": [f"{name}={','.join(map(str, all_))}" for name, all_ in values.items()],
        "values": values, "months": [f"{1990 + n // 12}-{n % 12 + 1:02d}" for n in range(MONTHS)],
    }  # fmt: skip
    manifest = {
        "started": "2026-11-29T01:02:03+00:00", "seconds": 9.4, "digest": "fedcba9876", "request": request,
        "market": {"calendar": "XNYS", "first": "1982-04-21", "last": "2026-10-30", "index": "SPX",
                   "content_sha256": "0" * 64},
        "patterns": ["A"], "software": {"python": "3.14"}, "code_revision": "unknown",
        "notes": sweep_notes(rows, list(values)), **({"looks": told["looks"]} if "looks" in told else {}),
    }  # fmt: skip
    path = folder / "20261129T010203-sweep-fedcba"
    path.mkdir(parents=True)
    write_result(path, load_config(None, [], pattern="A"), tables, manifest)
    return load_sweep(path)


def _row(place, cell, shape, profiles, own):
    overlay, buffer, profile = cell
    row = {"cell": place, "digest": f"{place:064x}", "own": False, "pattern": "A", "profile": profile, "refused": None}
    if overlay > 0.35:
        why = f"overlay.ratio {overlay} makes total exposure {1 + overlay}, above 1.3"
        return {**row, "digest": "", "pattern": "", "profile": "", "refused": why, "months": None, "forced_sales": None}
    idle = profile == profiles[0]
    sharpe = 0.6 - 8.0 * (overlay - 0.2) ** 2 - (0.0 if idle else 3.0 * (buffer - 0.3) ** 2 + 0.02)
    months = shape - shape.mean() + sharpe / np.sqrt(12.0) * shape.std(ddof=1)
    volatility = float(months.std(ddof=1) * np.sqrt(12.0))
    sold = int(overlay >= 0.3 and profile == profiles[-1])
    return {
        **row, "own": (overlay, buffer) == own and idle, "final_equity": 1e6 * float(np.prod(1.0 + months)),
        "total_return": float(np.prod(1.0 + months) - 1.0), "cagr": sharpe * volatility + 0.02,
        "volatility": volatility, "excess_return": sharpe * volatility, "sharpe": sharpe, "sortino": 1.4 * sharpe,
        "skew": -0.4, "max_drawdown": -overlay, "worst_month": float(months.min()), "margin_calls": 2 * sold,
        "deadlines_missed": sold, "loss_cuts": 0, "forced_sales": sold, "fills": 1240, "least_ratio": 1.9,
        "months": months.tolist(),
    }  # fmt: skip


def _walk(rows):
    first, chosen = date(2000, 1, 3), [row for row in rows if row["refused"] is None][:3]
    windows = [
        {"window": place, "train_start": date(1990, 1, 2), "train_end": first + timedelta(730 * place),
         "start": first + timedelta(730 * place), "end": first + timedelta(730 * (place + 1)), "cell": row["cell"],
         "name": f"overlay.ratio={row['overlay.ratio']}", "train": row["sharpe"], "test": 0.9 * row["sharpe"],
         "median": 0.1, "opening": 1e6, "closing": 1.1e6}
        for place, row in enumerate(chosen)
    ]  # fmt: skip
    days = [first + timedelta(n) for n in range(0, 2190, 3)]
    grown = {
        name: (1e6 * np.exp(rate * np.arange(len(days)) / 122.0)).tolist()
        for name, rate in (("equity", 0.04), ("own", 0.03), ("best", 0.05))
    }
    stitched = [
        {"date": day, "drawdown": 0.0, **{name: of[n] for name, of in grown.items()}} for n, day in enumerate(days)
    ]
    return {
        "walk_forward": rows_table(windows, SCHEMAS["walk_forward"]),
        "stitched": pa.Table.from_pylist(stitched, SCHEMAS["stitched"]),
    }
