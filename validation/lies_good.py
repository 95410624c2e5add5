"""Good files of every kind, made from the market that comes with the program: windows of it, as publishers would write
them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from data.base.days import date_of, month_number
from data.contracts.calendars import xnys
from data.market.embedded import embedded_market
from data.sessions.market_table import SCHEMA
from validation.lies_quotes import chains, futures
from validation.lies_table import Floats, Ints, Measure, Table

Rng = np.random.Generator
LENGTHS, SHARES = (60, 130, 260, 520, 1500), (0.36, 0.3, 0.24, 0.08, 0.02)
"""Rows of a window, and how often each is drawn."""
_OHLC = ("open", "high", "low", "close")
_MARKET_MAINS: dict[str, Measure] = {
    "close": "relative", "vix": "relative", "usdjpy": "relative", "bill_yield": "decimal", "bill_yield_1m": "decimal",
    "dividend_yield": "decimal", "jpy_rate": "decimal",
}  # fmt: skip


def window(rng: Rng, column: str, rows: int | None = None) -> slice:
    """A window of the embedded market in which a column is published on every session."""
    market = embedded_market()
    known = np.flatnonzero(_known(column))
    rows = rows or int(rng.choice(LENGTHS, p=SHARES))
    first = int(rng.integers(known[0], min(known[-1], len(market) - 1) - rows))
    return slice(first, first + rows)


def _known(column: str) -> Any:  # noqa: ANN401
    market = embedded_market()
    if column == "vix":
        return ~np.array(market.values("vix_modelled"), dtype=bool)
    return np.isfinite(market.floats(column))


def days_of(rows: slice) -> Ints:
    """Sessions of a window."""
    return np.array(embedded_market().days[rows], dtype=np.int64)


def floats(column: str, rows: slice) -> Floats:
    """Values of a window."""
    return np.asarray(embedded_market().floats(column)[rows], dtype=np.float64)


def written(values: Floats, decimals: int) -> list[str]:
    """Numbers with so many decimals."""
    return [f"{value:.{decimals}f}" for value in values.tolist()]


def index_bars(rng: Rng) -> Table:
    """Open, high, low and close."""
    rows = window(rng, "close")
    cells = {name: written(floats(name, rows), 2) for name in _OHLC}
    return Table("index", "index", days_of(rows), cells, {"close": "relative"})


def index_closes(rng: Rng) -> Table:
    """Closes alone."""
    rows = window(rng, "close")
    return Table(
        "index, closes", "index", days_of(rows), {"close": written(floats("close", rows), 2)}, {"close": "relative"}
    )


def other_index(rng: Rng) -> Table:
    """An index that the program does not know, made by a seeded model: nothing can be held against it but itself."""
    rows = window(rng, "close")
    days = days_of(rows)
    moves = 0.011 * rng.standard_t(6, len(days)) / np.sqrt(1.5)
    closes = rng.uniform(800.0, 30_000.0) * np.exp(np.cumsum(np.clip(moves, -0.08, 0.08)))
    opens = closes * np.exp(-0.5 * moves + 0.002 * rng.standard_normal(len(days)))
    spread = 0.004 * rng.uniform(0.5, 2.0, len(days))
    high, low = np.maximum(opens, closes) * (1.0 + spread), np.minimum(opens, closes) * (1.0 - spread)
    cells = {name: written(values, 2) for name, values in zip(_OHLC, (opens, high, low, closes), strict=True)}
    return Table("another index", "index", days, cells, {"close": "relative"})


def vix(rng: Rng) -> Table:
    """Closes of the VIX."""
    rows = window(rng, "vix")
    good = _known("vix")[rows]
    return Table(
        "vix", "vix", days_of(rows)[good], {"close": written(floats("vix", rows)[good], 2)}, {"close": "relative"}
    )


def bills(rng: Rng) -> Table:
    """Three-month bills in percent, as another desk has them: within two hundredths."""
    return _rates(rng, "bills", "bill_yield", ":percent:yield:13w")


def bills_1m(rng: Rng) -> Table:
    """One-month bills likewise."""
    return _rates(rng, "bills-1m", "bill_yield_1m", ":percent:yield:4w")


def _rates(rng: Rng, kind: str, column: str, words: str) -> Table:
    rows = window(rng, column)
    noise = rng.choice([0.0, 0.01]) * np.rint(rng.standard_normal(rows.stop - rows.start))
    values = np.maximum(100.0 * floats(column, rows) + noise, 0.0)
    return Table(kind, kind, days_of(rows), {"value": written(values, 2)}, {"value": "percent"}, words)


def fx(rng: Rng) -> Table:
    """Yen per dollar: as published, or of another hour of the day."""
    rows = window(rng, "usdjpy")
    noise = rng.choice([0.0, 0.002]) * rng.standard_normal(rows.stop - rows.start)
    return Table(
        "fx", "fx", days_of(rows), {"value": written(floats("usdjpy", rows) * np.exp(noise), 2)}, {"value": "relative"}
    )


def month_ends(rows: slice) -> Ints:
    """Places, in the market, of the last session of each month of a window."""
    months = np.array([month_number(day) for day in embedded_market().days[rows]])
    return np.asarray(rows.start + np.flatnonzero(np.diff(months)), dtype=np.int64)


def dividends(rng: Rng) -> Table:
    """Dividend yields of months, percent, under the last session or the first day."""
    return _months(rng, "dividends", "dividend_yield")


def jpy_rate(rng: Rng) -> Table:
    """Japanese overnight rates of months likewise."""
    return _months(rng, "jpy-rate", "jpy_rate")


# What the market knows from the first session of a month on is of the month before.
def _months(rng: Rng, kind: str, column: str) -> Table:
    places = month_ends(window(rng, column, int(rng.choice([1300, 2600, 5200]))))
    market = embedded_market()
    values = 100.0 * np.asarray(market.floats(column)[places + 1], dtype=np.float64)
    days = np.array(market.days, dtype=np.int64)[places]
    if rng.random() < 0.5:
        days = np.array([day - date_of(day).day + 1 for day in days.tolist()])
    return Table(kind, kind, days, {"value": written(values, 4)}, {"value": "percent"}, ":percent", monthly=True)


def valuations(rng: Rng) -> Table:
    """A price-earnings ratio of month ends, between 5 and 45."""
    places = month_ends(window(rng, "close", int(rng.choice([1300, 2600, 5200]))))
    days = np.array(embedded_market().days, dtype=np.int64)[places]
    level = np.empty(len(days))
    level[0] = np.log(rng.uniform(12.0, 30.0))
    for place in range(1, len(days)):
        level[place] = level[place - 1] + 0.01 * (np.log(22.0) - level[place - 1]) + 0.035 * rng.standard_normal()
    cells = {"cape": written(np.clip(np.exp(level), 5.0, 45.0), 2)}
    return Table("valuation", "valuation", days, cells, {"cape": "relative"}, monthly=True)


def market(rng: Rng) -> Table:
    """A market file that another program wrote: the columns, and no seal."""
    rows = window(rng, "bill_yield_1m", int(rng.choice([60, 130])))
    whole = embedded_market()
    names = [name for name in SCHEMA.names if name != "date"]
    cells = {name: [str(value) for value in whole.values(name)[rows]] for name in names}
    return Table("market", "market", days_of(rows), cells, _MARKET_MAINS)


MAKERS: Mapping[str, Callable[[Rng], Table]] = {
    "index": index_bars, "index, closes": index_closes, "another index": other_index, "vix": vix, "bills": bills,
    "bills-1m": bills_1m, "fx": fx,
    "dividends": dividends, "jpy-rate": jpy_rate, "valuation": valuations, "futures": futures, "chains": chains,
    "market": market,
}  # fmt: skip
"""Makers of good files by label."""


def pool(seed: int, each: int) -> Iterator[Table]:
    """So many good files of each label."""
    for place, maker in enumerate(MAKERS.values()):
        rng = np.random.default_rng([seed, place])
        yield from (maker(rng) for _ in range(each))


def holidays(first: int, last: int) -> Ints:
    """Weekdays between two days on which New York did not trade."""
    days = np.arange(first, last, dtype=np.int64)
    sessions = np.array(xnys().between(first, last), dtype=np.int64)
    return np.setdiff1d(days[(days + 3) % 7 < 5], sessions)
