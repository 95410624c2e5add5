"""Figures of merit of a run, by name: pure functions of its tables. Each name has a row in
`docs/metrics.md`, and each row a name.

Returns and shares are decimals, a loss is negative. What is not defined for a run (the Sharpe ratio of a portfolio
without risk, say) is None, never infinite and never NaN.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes
from data.base.days import iso
from data.base.errors import DataError
from data.contracts.contracts import multiplier_of
from engine.analysis.against_index import beta, correlation, down_capture, up_capture
from engine.analysis.drawdowns import calmar, deepest, lengths, max_drawdown, ulcer
from engine.analysis.exposure import closest_call, per_year, share_of, shares, total_exposures
from engine.analysis.investor import investor_tables
from engine.analysis.meant_for import meant_for
from engine.analysis.of_futures import margin_of_futures
from engine.analysis.returns import (
    LEAST_QUARTER,
    LEAST_YEAR,
    Days,
    cagr,
    excess_return,
    expected_shortfall,
    lifetime,
    returns,
    sessions_per_year,
    sharpe,
    skew,
    sortino,
    total_return,
    value_at_risk,
    volatility,
    worst_day,
    worst_month,
    years_between,
)
from engine.analysis.rulings import multiplier
from engine.analysis.sides import net_short
from strategies.events.purposes import Purpose


class Life(NamedTuple):
    """An account until its last session or the one on which it was lost: day numbers and equity (n,), its currency;
    returns and bill returns (n - 1,), decimals, a loss negative.
    """

    days: Days
    equity: Floats
    daily: Floats
    bills: Floats


def life_of(tables: Mapping[str, pa.Table]) -> Life:
    """The life of a run's account, from its equity table."""
    table = tables["equity"]
    life = lifetime(to_array(table["equity"]))
    days, equity = to_array(table["date"])[:life], to_array(table["equity"])[:life]
    return Life(days, equity, returns(equity), to_array(table["bill_return"])[1:life])


def metrics(tables: Mapping[str, pa.Table]) -> dict[str, float | None]:
    """The figures of a run that need nothing but the run, in the units of `docs/metrics.md`; returns and falls in the
    investor's currency, shares of equity in the account's.
    """
    told = investor_tables(tables)
    life, own = life_of(told), life_of(tables)
    return {
        **_of_returns(life),
        **_of_falls(life),
        **_of_exposure(tables, own),
        **_of_rules(tables),
        **_of_trading(tables, own),
        "final_equity": float(to_array(told["equity"]["equity"])[-1]),
    }


def index_metrics(tables: Mapping[str, pa.Table], index: Floats) -> dict[str, float | None]:
    """The figures of a run against the index, whose returns are those of the run's sessions
    after the first, shape (n - 1,).

    `against_index.index_returns` has them. Raises `DataError` for another number of returns.
    """
    sessions = tables["equity"].num_rows
    if len(index) != sessions - 1:
        raise DataError(f"index returns: {len(index)} for a run of {sessions} sessions; give {sessions - 1}")
    daily = life_of(tables).daily
    index = index[: len(daily)]
    return {
        "up_capture": up_capture(daily, index),
        "down_capture": down_capture(daily, index),
        "beta": beta(daily, index),
        "correlation": correlation(daily, index),
    }


def drawdown_dates(tables: Mapping[str, pa.Table]) -> dict[str, str | None]:
    """Peak, trough and recovery of the deepest fall, ISO dates; None where there was none."""
    life = life_of(tables)
    fall = deepest(life.days, life.equity)
    recovery = fall.recovery if fall else None
    return {
        "drawdown_peak": iso(fall.peak) if fall else None,
        "drawdown_trough": iso(fall.trough) if fall else None,
        "drawdown_recovery": None if recovery is None else iso(recovery),
    }


def traded(fills: pa.Table, last: int) -> Floats:
    """Value of each fill up to day `last`, account currency >= 0: futures by price x
    multiplier, options by premium, settlements left out.
    """
    codes, names = to_codes(fills["contract"])
    multipliers = np.array([multiplier_of(name) for name in names])
    chosen = (to_array(fills["date"]) <= last) & ~meant_for(fills, Purpose.EXPIRY)
    points = np.abs(to_array(fills["size"])) * to_array(fills["price"])
    value: Floats = points[chosen] * multipliers[codes[chosen]]
    return value


def _of_returns(life: Life) -> dict[str, float | None]:
    return {
        "total_return": total_return(life.equity),
        "cagr": cagr(life.days, life.equity),
        **_a_year(life),
        "skew": skew(life.daily),
        "worst_day": worst_day(life.daily),
        "worst_month": worst_month(life.days, life.equity),
        "var_95": value_at_risk(life.daily, 0.05),
        "var_99": value_at_risk(life.daily, 0.01),
        "cvar_95": expected_shortfall(life.daily, 0.05),
        "cvar_99": expected_shortfall(life.daily, 0.01),
    }


def _a_year(life: Life) -> dict[str, float | None]:
    """Figures told a year that need sessions enough for it; None of a shorter life."""
    years, a_year = years_between(life.days), sessions_per_year(life.days)
    ratios = {"excess_return": excess_return, "sharpe": sharpe, "sortino": sortino}
    return {
        "volatility": volatility(life.daily, a_year) if years >= LEAST_QUARTER else None,
        **{name: of(life.daily, life.bills, a_year) if years >= LEAST_YEAR else None for name, of in ratios.items()},
    }


def _of_falls(life: Life) -> dict[str, float | None]:
    sessions, recovery = lengths(deepest(life.days, life.equity))
    return {
        "max_drawdown": max_drawdown(life.equity),
        "drawdown_sessions": sessions,
        "recovery_sessions": recovery,
        "calmar": calmar(life.days, life.equity),
        "ulcer": ulcer(life.equity),
    }


def _of_exposure(tables: Mapping[str, pa.Table], life: Life) -> dict[str, float | None]:
    alive, delta = slice(len(life.days)), to_array(tables["equity"]["overlay_delta"])[: len(life.days)]
    notional, maintenance, collateral = (values[alive] for values in margin_of_futures(tables))
    overlay, total = shares(delta, life.equity), total_exposures(notional, delta, life.equity)[life.equity > 0.0]
    return {
        "mean_overlay": float(overlay.mean()) if len(overlay) else None,
        "max_overlay": float(np.abs(overlay).max()) if len(overlay) else None,
        "mean_exposure": float(total.mean()) if len(total) else None,
        "max_exposure": float(total.max()) if len(total) else None,
        "closest_call": closest_call(notional, maintenance, collateral, net_short(tables)[alive]),
    }


def _of_rules(tables: Mapping[str, pa.Table]) -> dict[str, float | None]:
    kinds = tables["events"]["kind"].to_pylist()
    return {
        "days_halved": share_of(multiplier(tables, "halving") < 1.0),
        "days_stopped": share_of(multiplier(tables, "loss_stop", "voluntary_stop") < 1.0),
        "margin_calls": float(kinds.count("margin_call")),
    }


def _of_trading(tables: Mapping[str, pa.Table], life: Life) -> dict[str, float | None]:
    attribution, years, last = tables["attribution"], years_between(life.days), int(life.days[-1])
    sources, names = to_codes(attribution["source"])
    counted = np.array([name == "costs" for name in names], dtype=bool)[sources]
    counted &= to_array(attribution["date"]) <= last
    return {
        "cost_drag": per_year(-to_array(attribution["amount"])[counted], life.equity, years),
        "turnover": per_year(traded(tables["fills"], last), life.equity, years),
    }
