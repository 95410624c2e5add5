"""Figures of what was at risk."""

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from engine.analysis import exposure
from engine.analysis.figure import figure
from engine.analysis.of_futures import asked_of_opening, margin_of_futures
from engine.analysis.record import Record
from engine.analysis.sides import net_short


@figure(
    form="{:.2%}",
    words={"en": "mean overlay by delta", "ja": "平均オーバーレイ(デルタ)"},
    undefined="no session with equity",
)
def mean_overlay(record: Record) -> float | None:
    """Mean of `overlay_delta` / equity, signed."""
    return _mean(_overlays(record))


@figure(
    form="{:.2%}",
    words={"en": "largest overlay by delta", "ja": "最大オーバーレイ(デルタ)"},
    undefined="no session with equity",
)
def max_overlay(record: Record) -> float | None:
    """Largest size of `overlay_delta` / equity."""
    return _highest(np.abs(_overlays(record)))


@figure(
    form="{:.2f}",
    words={"en": "mean total exposure", "ja": "平均の総エクスポージャー"},
    undefined="no session with equity",
)
def mean_exposure(record: Record) -> float | None:
    """Mean of `total_exposure` = 1 + the larger of `overlay_notional` and size of `overlay_delta` / equity."""
    return _mean(_totals(record))


@figure(
    form="{:.2f}",
    words={"en": "highest total exposure", "ja": "最大の総エクスポージャー"},
    undefined="no session with equity",
)
def max_exposure(record: Record) -> float | None:
    """Highest `total_exposure`."""
    return _highest(_totals(record))


@figure(
    form="{:.1%}",
    words={"en": "least fall that would bring a margin call", "ja": "追証となる最小の下落"},
    undefined="no futures were held",
)
def closest_call(record: Record) -> float | None:
    """Lowest fall of the index that would have brought a margin call, (collateral - maintenance) / (notional -
    maintenance) of the futures held, at least -1: at 1 no fall could have, below 0 collateral was short already; on
    sessions that are net short the rise, which may be larger, (collateral - maintenance) / (notional + maintenance).
    Where margin is fixed when positions are opened, over notional alone.
    """
    alive = slice(len(record.own.days))
    notional, maintenance, collateral = (values[alive] for values in margin_of_futures(record.tables))
    fixed = asked_of_opening(record.tables) is not None
    return exposure.closest_call(notional, maintenance, collateral, net_short(record.tables)[alive], fixed=fixed)


def _delta(record: Record) -> Floats:
    delta: Floats = to_array(record.tables["equity"]["overlay_delta"])[: len(record.own.days)]
    return delta


def _overlays(record: Record) -> Floats:
    """Overlay by delta as a share of equity, on the sessions that had any."""
    return exposure.shares(_delta(record), record.own.equity)


def _totals(record: Record) -> Floats:
    """Total exposure on the sessions that had equity."""
    equity = record.own.equity
    notional = margin_of_futures(record.tables)[0][: len(equity)]
    return exposure.total_exposures(notional, _delta(record), equity)[equity > 0.0]


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None


def _highest(values: Floats) -> float | None:
    return float(values.max()) if len(values) else None
