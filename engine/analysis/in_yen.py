"""The tables of a run in dollars as an investor in yen is told them, after the run."""

from collections.abc import Mapping

import pyarrow as pa

from data.base.arrow import to_array
from data.market.market import Market
from engine.analysis.investor import translated
from engine.analysis.riskless import yen_of


def tables_in_yen(tables: Mapping[str, pa.Table], market: Market, why: str) -> dict[str, pa.Table]:
    """A run's tables with equity and attribution in yen beside those in dollars, at the rates of the market it was made
    on: what it would have kept itself with `investor.currency = "JPY"`.

    Raises `DataError`, which says `why`, where the market does not know the yen of a session of the run.
    """
    days = to_array(tables["equity"]["date"]).tolist()
    for column in ("usdjpy", "jpy_rate"):
        market.require(column, days[0], days[-1], why)
    return {**tables, **translated(tables, *yen_of(market, days))}
