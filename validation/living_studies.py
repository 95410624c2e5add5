"""What published studies of withdrawals say of accounts that are all index, and what this market says from the same
start dates.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import date_of
from data.market.embedded import long_market
from data.market.market import Market
from engine import load_config
from engine.settings.run_config import RunConfig
from engine.survival.starts import StartRuns
from engine.survival.windows import windows

PUBLISHED = Path(__file__).parent / "published"
FIRST, LAST, HERE = 1926, 1995, 1928
"""The first and the last year of the study, and the first whole one of the market."""
CAPITAL = 100_000_000.0
PLAIN = (f"capital.initial={CAPITAL}", "costs.factor=0")
ALL_INDEX = (
    "overlay.ratio=1.0", "overlay.max_total_exposure=2.1", "overlay.acknowledge_high_leverage=true",
    "halving.enabled=false", "stops.monthly_loss=off", "stops.voluntary=false", "cash.buffer=0", *PLAIN,
)  # fmt: skip


class Published(NamedTuple):
    """A cell of a table: whether payments are raised with consumer prices, years, yearly withdrawal (share of opening
    capital), and on which share of starts it lasted.
    """

    raised: bool
    years: int
    rate: float
    success: float


def published() -> list[Published]:
    """The cells, in their order."""
    with (PUBLISHED / "withdrawals.csv").open(encoding="utf-8") as file:
        return [
            Published(row["raised"] == "yes", int(row["years"]), float(row["rate"]), float(row["success"]))
            for row in csv.DictReader(file)
        ]


def by_year(file: str) -> dict[int, float]:
    """A published series: consumer prices of December, or returns of the study, annual decimals."""
    with (PUBLISHED / file).open(encoding="utf-8") as lines:
        return {int(row["year"]): float(row["value"]) for row in csv.DictReader(lines)}


def here(market: Market) -> dict[int, float]:
    """Returns of the index with dividends by whole year, annual decimals, and before the market begins those of the
    study.
    """
    ends = {date_of(day).year: float(value) for day, value in zip(market.days, with_dividends(market), strict=True)}
    own = {year: ends[year] / ends[year - 1] - 1.0 for year in range(HERE, LAST + 1)}
    return by_year("annual_returns.csv") | own


def with_dividends(market: Market) -> Floats:
    """The index with its dividends, by session; 1 at the first."""
    close, dividend = (np.array(market.floats(name)) for name in ("close", "dividend_yield"))
    steps = close[1:] / close[:-1] + dividend[:-1] * np.diff(market.days) / 365.0
    return np.concatenate([[1.0], np.cumprod(steps)])


def most(returns: Mapping[int, float], year: int, years: int, *, raised: bool) -> float:
    """The largest yearly withdrawal, a share of opening capital, that lasts from the beginning of a year: one at the
    end of each, raised with consumer prices from the second on or not. A payment costs so many units, and all units are
    there at the beginning.
    """
    worth = np.cumprod([1.0 + returns[one] for one in range(year, year + years)])
    known = by_year("consumer_prices.csv")
    factors = [known[one - 1] / known[year - 1] if raised else 1.0 for one in range(year, year + years)]
    return 1.0 / float(np.sum(np.array(factors) / worth))


def januaries(config: RunConfig, market: Market, years: int) -> StartRuns:
    """Runs of an account from the first session of each year of the study."""
    runs = StartRuns([config], market, years)
    first = {date_of(market.days[one.first]).year: one for one in reversed(windows(config, market, years))}
    wanted = [one for year, one in sorted(first.items()) if HERE <= year <= LAST - years + 1]
    return runs.only(wanted)


def lasted(settings: Sequence[str], pattern: str, rate: float, years: int, market: Market) -> float:
    """On which share of starts an account of the engine paid a yearly withdrawal in full, on the first session of each
    year after the first, and has that of the last year left at the end.
    """
    flows = (f"flows.withdraw={CAPITAL * rate:.2f}", "flows.every=year")
    rows = januaries(load_config(None, [*settings, *flows], pattern=pattern), market, years).table().to_pylist()
    return len([row for row in rows if not row["shorts"] and row["wealth"] >= rate]) / len(rows)


def share(cell: Published, returns: Mapping[int, float]) -> float:
    """On which share of the starts of a cell its withdrawal lasts."""
    starts = range(FIRST, LAST - cell.years + 2)
    return float(np.mean([most(returns, year, cell.years, raised=cell.raised) >= cell.rate for year in starts]))


def rows() -> Iterator[str]:
    """Lines of the page: success by withdrawal, published, of the returns of the study, of the index, and of an account
    of the engine.
    """
    market = long_market()
    returns = {"its returns": by_year("annual_returns.csv"), "the index here": here(market)}
    for raised, years in dict.fromkeys((one.raised, one.years) for one in published()):
        cells = [one for one in published() if (one.raised, one.years) == (raised, years)]
        yield line("published", years, [one.success for one in cells], raised=raised)
        for name, series in returns.items():
            yield line(name, years, [share(cell, series) for cell in cells], raised=raised)
        if years == 30 and not raised:
            yield line(
                "account, index futures", years, [lasted(ALL_INDEX, "A", one.rate, years, market) for one in cells]
            )
            yield line("account, fund alone", years, [lasted(PLAIN, "core", one.rate, years, market) for one in cells])


class Apart(NamedTuple):
    """Cells whose share is within a point of what was published, those within one start, and the largest distance in
    starts.
    """

    within: list[Published]
    by_one: int
    farthest: int


def apart(returns: Mapping[int, float]) -> Apart:
    """How far the shares of a series are from the published ones."""
    found = [(cell, share(cell, returns)) for cell in published()]
    distances = [round(abs(own - cell.success) * (LAST - cell.years + 2 - FIRST)) for cell, own in found]
    within = [cell for cell, own in found if abs(own - cell.success) <= 0.0101]
    return Apart(within, len([one for one in distances if one <= 1]), max(distances))


def told() -> dict[str, str]:
    """What the page says of the distances; years of the index here are apart from those of the study by so much."""
    market = long_market()
    own, study = here(market), by_year("annual_returns.csv")
    theirs, ours = apart(study), apart(own)
    off = [abs(own[year] - study[year]) for year in range(HERE, LAST + 1)]
    open_ = [cell for cell in published() if cell not in theirs.within]
    return {
        "cells": str(len(published())),
        "study_within": str(len(theirs.within)),
        "study_farthest": str(theirs.farthest),
        "within": str(len(ours.within)),
        "by_one": str(ours.by_one),
        "farthest": str(ours.farthest),
        "data": str(len([cell for cell in theirs.within if cell not in ours.within])),
        "open": str(len([cell for cell in open_ if cell not in ours.within])),
        "off": f"{100 * float(np.mean(off)):.1f}",
        "off_most": f"{100 * max(off):.1f}",
    }


def line(name: str, years: int, values: Sequence[float], *, raised: bool = False) -> str:
    """A row of the table."""
    cells = [f"{100 * value:.0f}" for value in values]
    if raised:
        cells = ["", *cells, *[""] * 8]
    return f"| {years}{', raised' if raised else ''} | {name} | {' | '.join(cells)} |"
