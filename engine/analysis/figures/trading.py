"""Figures of trading, and what was left in the end."""

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array, to_codes
from data.contracts.contracts import multiplier_of
from engine.analysis.exposure import per_year
from engine.analysis.figure import figure
from engine.analysis.meant_for import meant_for
from engine.analysis.record import Record
from engine.analysis.returns import years_between
from strategies.events.purposes import Purpose


@figure(
    form="{:.3%}",
    words={"en": "trading costs a year, of equity", "ja": "年間売買コスト(対純資産)"},
    undefined="less than a year, or no session with equity",
)
def cost_drag(record: Record) -> float | None:
    """Trading costs (source `costs` of the attribution: commission, spread, roll and liquidation) a calendar year /
    mean equity, positive; the fund's expenses are in its return.
    """
    attribution, days = record.tables["attribution"], record.own.days
    counted = is_among(attribution["source"], {"costs"}) & (to_array(attribution["date"]) <= int(days[-1]))
    return per_year(-to_array(attribution["amount"])[counted], record.own.equity, years_between(days))


@figure(
    form="{:.2f}",
    words={"en": "turnover a year, times equity", "ja": "年間回転率(対純資産、倍)"},
    undefined="less than a year, or no session with equity",
)
def turnover(record: Record) -> float | None:
    """Value of all fills, bought and sold alike, a calendar year / mean equity: futures at price x multiplier x
    contracts, options at their premium; expiries are no trades.
    """
    days = record.own.days
    return per_year(traded(record.tables["fills"], int(days[-1])), record.own.equity, years_between(days))


@figure(form="{:,.2f}", words={"en": "final equity", "ja": "最終純資産"})
def final_equity(record: Record) -> float:
    """Equity after the last session, in the currency in which the run is told."""
    return float(to_array(record.told["equity"]["equity"])[-1])


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
