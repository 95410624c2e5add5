"""An implied volatility held against the index beside it, where the program has no VIX of that index."""

import numpy as np

from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import UNSAID, said
from data.intake.history import History
from data.intake.opinion.distances import Ranged, Reference, ranged
from data.intake.opinion.references import MODELLED
from data.signals.volatility import implied_proxy

START, FEWEST = 60, 120
"""Sessions until a model from closes says something, and rows that must be compared."""
SHARE, LIKE = 0.5, 0.2
"""Least share of rows within tolerance, and least correlation of levels, of volatility that is of an index."""


def vix_beside(vix: History, index: History) -> list[Finding]:
    """A warning where implied volatility is neither as high as closes of its index make it, nor rises with it."""
    closes, order = index.values.get("close", np.empty(0)), np.argsort(index.days, kind="stable")
    closes = closes[order] if len(closes) else closes
    if len(closes) < START + FEWEST or not np.all(np.isfinite(closes) & (closes > 0.0)) or "close" not in vix.values:
        return []
    model = np.array(implied_proxy(closes.tolist()))
    reference = Reference("vix-beside", UNSAID, index.days[order][START:], model[START:], MODELLED, exact=True)
    rows = ranged(vix.days, vix.values["close"], reference)
    if len(rows.rows) < FEWEST or (rows.agree >= SHARE * len(rows.rows) and _rises_with(rows)):
        return []
    row = int(rows.rows[np.argmax(rows.beyond)])
    problem = said(
        "opinion.unlike_volatility",
        index=index.source.name,
        agree=rows.agree,
        rows=len(rows.rows),
        within=MODELLED.within,
    )
    value = f"{vix.values['close'][row]:.10g}"
    return [
        Finding(
            "another-series",
            "warning",
            vix.source.name,
            int(vix.lines[row]),
            vix.names["close"],
            value,
            problem,
            said("why_beside.another-series"),
            date=iso(int(vix.days[row])),
        )
    ]


def _rises_with(rows: Ranged) -> bool:
    own, model = (np.log(np.maximum(one, 1e-9)) for one in (rows.own, rows.theirs))
    return own.std() < 1e-9 or model.std() < 1e-9 or float(np.corrcoef(own, model)[0, 1]) >= LIKE
