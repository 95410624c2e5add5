"""Modelled half-spreads of SPX options held against quoted ones, by year and moneyness.

Quotes: SPX on two days of 2013, SPXW on every session of January and February 2018, SPX on nine days of 2022 to 2025.
Within 10 % of the forward, out of the money. XSP and options on ES have no quotes among the files.
"""

from functools import cache

import numpy as np
import pandas as pd

from data.base.days import day_of
from data.contracts.contracts import option_spec
from data.facts import facts
from data.pricing.option_spread import RISE_SESSIONS, OptionSpreads, half_spread
from validation.black76_arrays import black76_greeks
from validation.option_chains import RND, compared
from validation.public_data import series
from validation.surface_fit import NEAR, quotes

SPX = option_spec("SPX")
AT_THE_MONEY, BELOW = (0.98, 1.02), (0.90, 0.96)
GROUPS = (
    ("2013-04-19", "2013-04-19"),
    ("2013-06-24", "2013-06-24"),
    ("2018-01-02", "2018-02-02"),
    ("2018-02-05", "2018-02-05"),
    ("2018-02-06", "2018-02-06"),
    ("2018-02-07", "2018-02-09"),
    ("2018-02-12", "2018-02-28"),
)
"""Sessions told together; of later years each day is told on its own."""


@cache
def spreads() -> pd.DataFrame:
    """The quotes with `half` quoted, `own` modelled as of SPX, and `calibration` as of a contract without quotes, index
    points.
    """
    old = compared()[compared()["file"] == RND]
    old = old.assign(moneyness=old["strike"] / old["forward"], index=old["forward"])
    names = ["date", "moneyness", "years", "right", "bid", "ask", "index", "vix", "quoted"]
    table = pd.concat([old[names], quotes()[names]], ignore_index=True)
    table = table[(table["moneyness"] - 1.0).abs() <= NEAR]
    vix = series("vix_daily.csv", "close")
    rise = (vix / vix.shift(RISE_SESSIONS)).reindex(table["date"]).to_numpy()
    strike, call = table["index"] * table["moneyness"], table["right"] == "C"
    vega = black76_greeks(table["index"], strike, table["years"], table["quoted"], call).vega
    table = table.assign(
        middle=0.5 * (table["bid"] + table["ask"]), half=0.5 * (table["ask"] - table["bid"]), vega=vega, rise=rise
    )
    return table.assign(own=_modelled(table, "SPX"), calibration=_modelled(table, "XSP"))


def _modelled(table: pd.DataFrame, root: str) -> list[float]:
    model = OptionSpreads(facts("costs").latest("ES.stress_vix").value or 0.0)
    rows = zip(*(table[name] for name in ("date", "middle", "index", "vega", "vix", "rise")), strict=True)
    return [
        half_spread(model.on(root, day_of(date.date())), middle, index, vega, vix, SPX.tick_at(middle), rise)
        for date, middle, index, vega, vix, rise in rows
    ]


def groups() -> list[tuple[str, pd.DataFrame]]:
    """The quotes by sessions told together."""
    table = spreads()
    later = sorted({f"{date:%Y-%m-%d}" for date in table["date"] if date > pd.Timestamp(GROUPS[-1][1])})
    spans = [*GROUPS, *((day, day) for day in later)]
    return [
        (first if first == last else f"{first} to {last}", table[table["date"].between(first, last)])
        for first, last in spans
    ]


def ratio(table: pd.DataFrame, name: str) -> float:
    """The median of modelled over quoted half-spreads."""
    return float((table[name] / table["half"]).median())


def spread_table() -> list[str]:
    """Median half-spreads in index points at and below the money, and the median of modelled over quoted
    within 10 %.
    """
    head = (
        "at the money, quoted | modelled | 4 to 10 % below, quoted | modelled | modelled / quoted | public "
        "calibration / quoted"
    )
    lines = [f"| sessions | quotes | VIX | {head} |", "|---|" + "--:|" * 8]
    return lines + [_row(name, table) for name, table in groups()]


def _row(name: str, table: pd.DataFrame) -> str:
    low, high = table["vix"].min(), table["vix"].max()
    vix = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"
    parts = [table[table["moneyness"].between(*span)] for span in (AT_THE_MONEY, BELOW)]
    medians = " | ".join(f"{np.median(part[column]):.2f}" for part in parts for column in ("half", "own"))
    return (
        f"| {name} | {len(table)} | {vix} | {medians} | {ratio(table, 'own'):.2f} | {ratio(table, 'calibration'):.2f} |"
    )
