"""The series of the program's own market that a file is held against, by kind."""

from functools import cache

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import to_array
from data.base.day_arrays import first_days, months_of
from data.base.saying import said
from data.intake.opinion.distances import Reference, Scale
from data.intake.source import Kind
from data.market.market import Market

INDEX = Scale(points=False, wide=0.002, share=0.0, tight=0.0005, close=0.003, gross=5.0)
FX = Scale(points=False, wide=0.03, share=0.0, tight=0.002, close=0.01, gross=1.0)
VIX = Scale(points=False, wide=0.10, share=0.0, tight=0.01, close=0.04, gross=4.0)
MODELLED = Scale(points=False, wide=0.60, share=0.0, tight=0.01, close=0.0, gross=4.0)
BILLS = Scale(points=True, wide=0.0025, share=0.10, tight=0.0003, close=0.0015, gross=12.0)
OTHER_BILLS = Scale(points=True, wide=0.01, share=0.10, tight=0.0003, close=0.0, gross=4.0)
MONTHLY = Scale(points=True, wide=0.0025, share=0.20, tight=0.0003, close=0.001, gross=3.0)
"""Tolerances. The range of the sessions beside covers other hours of the day; `close` of 0: the series says
nothing about how a file is to be read."""
_SERIES = {
    "spx": ("close", "reference.spx", INDEX, False), "vix": ("vix", "reference.vix", VIX, False),
    "vix-modelled": ("vix", "reference.vix_modelled", MODELLED, False),
    "usdjpy": ("usdjpy", "reference.usdjpy", FX, False), "bill-3m": ("bill_yield", "reference.bills", BILLS, False),
    "bill-1m": ("bill_yield_1m", "reference.bills_1m", BILLS, False),
    "bill-other": ("bill_yield", "reference.bills", OTHER_BILLS, False),
    "dividend-yield": ("dividend_yield", "reference.dividends", MONTHLY, True),
    "jpy-rate": ("jpy_rate", "reference.yen", MONTHLY, True),
}  # fmt: skip
"""Code -> column of the market, the code of its name, tolerances, and whether its values stand for months."""
_CODES: dict[str, tuple[str, ...]] = {
    "index": ("spx",), "vix": ("vix", "vix-modelled"), "bills": ("bill-3m",), "bills-1m": ("bill-1m", "bill-other"),
    "fx": ("usdjpy",),
    "dividends": ("dividend-yield",), "jpy-rate": ("jpy-rate",), "yields": (),
}  # fmt: skip


def references(kind: Kind, first: int, months: int) -> list[Reference]:
    """What a file of a kind that begins on a day is held against, the best first; `months` is the term of bills."""
    from data.market.embedded import embedded_market  # noqa: PLC0415  (only for files that are held against it)

    early = first < embedded_market().days[0]
    codes = {"bills": "bills-1m"}.get(kind, kind) if months == 1 else kind
    return [one for one in (_reference(code, early=early) for code in _CODES[codes]) if len(one.days)]


@cache
def _reference(code: str, *, early: bool) -> Reference:
    """A series of the market since 1981, or since 1928 where the file is that early."""
    from data.market.embedded import embedded_market, long_market  # noqa: PLC0415

    market = long_market() if early else embedded_market()
    column, what, scale, monthly = _SERIES[code]
    days, values = np.array(market.days, dtype=np.int64), market.floats(column)
    keep = np.isfinite(values) & _published(code, market, values)
    if monthly:
        days, values = _of_months(days, values)
        keep = np.isfinite(values)
    return Reference(code, said(what), days[keep], values[keep], scale, monthly, exact=code in {"spx", "vix"})


def _published(code: str, market: Market, values: Floats) -> Flags:
    """Where a value is of its own session, and not carried from one before or modelled
    where it is wanted as published.
    """
    if code in {"vix", "vix-modelled"}:
        modelled = to_array(market.table["vix_modelled"]).astype(bool)
        return modelled if code == "vix-modelled" else ~modelled
    if code == "bill-3m":
        return ~to_array(market.table["bill_carried"]).astype(bool)
    if code == "usdjpy":
        return np.concatenate([[True], np.diff(values) != 0.0])
    return np.ones(len(values), dtype=bool)


def _of_months(days: Ints, values: Floats) -> tuple[Ints, Floats]:
    """A value for each month, on its first day: that known on the first session of the next one."""
    months = months_of(days)
    first = np.unique(months, return_index=True)[1][1:]
    return first_days(months[first] - 1), values[first]
