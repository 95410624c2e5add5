"""What published studies of withdrawals say of accounts that are all index, and what this market says from the same
start dates.
"""

import csv
from collections.abc import Iterator, Sequence
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
FIRST, LAST, BEFORE = 1928, 1995, 2
"""The first whole year of the market, the last of the study, and how many starts the study has before the first."""
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


def prices() -> dict[int, float]:
    """Consumer prices of December by year."""
    with (PUBLISHED / "consumer_prices.csv").open(encoding="utf-8") as file:
        return {int(row["year"]): float(row["value"]) for row in csv.DictReader(file)}


def month_ends(market: Market, growth: Floats) -> dict[tuple[int, int], float]:
    """What a series was at the last session of each month, by year and month."""
    dates = map(date_of, market.days)
    return {(day.year, day.month): float(value) for day, value in zip(dates, growth, strict=True)}


def with_dividends(market: Market) -> Floats:
    """The index with its dividends, by session; 1 at the first."""
    close, dividend = (np.array(market.floats(name)) for name in ("close", "dividend_yield"))
    steps = close[1:] / close[:-1] + dividend[:-1] * np.diff(market.days) / 365.0
    return np.concatenate([[1.0], np.cumprod(steps)])


def most(worth: dict[tuple[int, int], float], year: int, years: int, *, raised: bool) -> float:
    """The largest yearly withdrawal, a share of opening capital, that a unit worth `worth` carries from the beginning
    of a year: a twelfth of it at the beginning of each month, raised once a year with consumer prices or not. A payment
    costs so many units, and all units are there at the beginning.
    """
    months = [(year + place // 12, place % 12 + 1) for place in range(12 * years)]
    before = [worth[(one[0] - 1, 12) if one[1] == 1 else (one[0], one[1] - 1)] for one in months]
    known = prices()
    factors = [known[one[0] - 1] / known[year - 1] if raised else 1.0 for one in months]
    return 12.0 / float(np.sum(np.array(factors) / (np.array(before) / before[0])))


def januaries(config: RunConfig, market: Market, years: int) -> StartRuns:
    """Runs of an account from the first session of each year of the study."""
    runs = StartRuns([config], market, years)
    first = {date_of(market.days[one.first]).year: one for one in reversed(windows(config, market, years))}
    wanted = [one for year, one in sorted(first.items()) if FIRST <= year <= LAST - years + 1]
    return runs.only(wanted)


def lasted(settings: Sequence[str], pattern: str, rate: float, years: int, market: Market) -> float:
    """On which share of starts an account of the engine paid a yearly withdrawal in full, month by month."""
    config = load_config(None, [*settings, f"flows.withdraw={CAPITAL * rate / 12.0:.2f}"], pattern=pattern)
    rows = januaries(config, market, years).table().to_pylist()
    return len([row for row in rows if not row["shorts"]]) / len(rows)


def rows() -> Iterator[str]:
    """Lines of the page: success by withdrawal, published, of the index, and of an account of the engine."""
    market = long_market()
    worth = month_ends(market, with_dividends(market))
    for raised, years in dict.fromkeys((one.raised, one.years) for one in published()):
        cells = [one for one in published() if (one.raised, one.years) == (raised, years)]
        found = [most(worth, year, years, raised=raised) for year in range(FIRST, LAST - years + 2)]
        index = [(sum(one >= cell.rate for one in found) + BEFORE) / (len(found) + BEFORE) for cell in cells]
        for name, values in (("published", [one.success for one in cells]), ("the index here", index)):
            yield line(name, years, values, raised=raised)
        if years == 30 and not raised:
            yield line(
                "account, index futures", years, [lasted(ALL_INDEX, "A", one.rate, years, market) for one in cells]
            )
            yield line("account, fund alone", years, [lasted(PLAIN, "core", one.rate, years, market) for one in cells])


def apart() -> tuple[int, int, int, float]:
    """(cells, those within a point, those within one start, the largest distance in starts)."""
    market = long_market()
    worth = month_ends(market, with_dividends(market))
    distances, points = [], []
    for cell in published():
        starts = range(FIRST, LAST - cell.years + 2)
        count = sum(most(worth, year, cell.years, raised=cell.raised) >= cell.rate for year in starts) + BEFORE
        of = len(starts) + BEFORE
        distances.append(abs(count - round(cell.success * of)))
        points.append(abs(count / of - cell.success))
    within = len([one for one in points if one <= 0.0101])
    return len(points), within, len([one for one in distances if one <= 1]), max(distances)


def line(name: str, years: int, values: Sequence[float], *, raised: bool = False) -> str:
    """A row of the table."""
    cells = [f"{100 * value:.0f}" for value in values]
    if raised:
        cells = ["", *cells, *[""] * 8]
    return f"| {years}{', raised' if raised else ''} | {name} | {' | '.join(cells)} |"
