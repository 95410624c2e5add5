"""The PPUT replica against the published index: figures by period and year, other readings of the recipe, causes."""

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.base.days import Day, day_of, iso
from engine.analysis.against_index import beta
from engine.analysis.drawdowns import max_drawdown
from validation.pput import Recipe, implied_settlement, replica, sessions, total_return

PUBLISHED = Path(__file__).parent / "published" / "pput.csv"
PERIODS = ((1990, 2018), (1999, 2018), (1990, 2020))
"""Periods of which volatility and beta are published too."""
GROWTH = ((1990, 2018), (1999, 2018), (2006, 2020), (2021, 2023))
WORST = 3
UNSETTLED = ("2001-09-21", "2008-09-19", "2008-10-17", "2008-11-21", "2016-01-15", "2020-03-20")
"""Roll days of the years that differ most, of which the published levels are at hand."""
SPRING = ("2020-03-19", "2020-03-20", "2020-04-16")
READINGS: tuple[tuple[str, Recipe], ...] = (
    ("the recipe", Recipe()),
    ("settled at the open where it is the previous close once more, too", Recipe(settle="open")),
    ("settled at the close", Recipe(settle="close")),
    ("struck and bought at the open", Recipe(buy="open")),
    ("struck and bought in the middle of the day's range", Recipe(buy="middle")),
    ("payoff in cash until the purchase", Recipe(payoff="cash")),
    ("forward without dividends", Recipe(dividends=False)),
    ("bought at the ask", Recipe(spread="SPX")),
)


class Figures(NamedTuple):
    """CAGR and volatility in percent a year, beta to the S&P 500 total return; from monthly returns."""

    cagr: float
    volatility: float
    beta: float


class Bound(NamedTuple):
    """A figure and the range it has to lie in."""

    name: str
    value: float
    low: float
    high: float

    @property
    def kept(self) -> bool:
        """Whether it does."""
        return self.low <= self.value <= self.high


@cache
def published() -> dict[tuple[str, str], float]:
    """Published values by (period, figure); units in the file."""
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return {(row["period"], row["figure"]): float(row["value"]) for row in csv.DictReader(lines)}


def published_years(figure: str = "pput_return") -> dict[int, float]:
    """A published figure by calendar year, percent."""
    return {int(period): value for (period, name), value in published().items() if name == figure}


def published_figures(first: int, last: int) -> Figures:
    """What is published for a period, December to December."""
    return Figures(*(published()[f"{first}-{last}", f"pput_{name}"] for name in Figures._fields))


def published_growth(first: int, last: int) -> float:
    """Published CAGR of whole years, percent a year: as told, else of the calendar years."""
    if (f"{first}-{last}", "pput_cagr") in published():
        return published()[f"{first}-{last}", "pput_cagr"]
    factors = [1.0 + published_years()[year] / 100.0 for year in range(first, last + 1)]
    growth = float(np.prod(factors) ** (1.0 / len(factors)))
    return 100.0 * (growth - 1.0)


def growth_gaps(values: pd.Series) -> list[float]:
    """CAGR of each period of `GROWTH` less the published one, percentage points."""
    return [figures(values, *period).cagr - published_growth(*period) for period in GROWTH]


def wrong_signs(values: pd.Series) -> list[int]:
    """The years whose return has not the sign of the published one."""
    return [year for year, own in years(values).items() if own * published_years()[year] < 0.0]


def figures(values: pd.Series, first: int, last: int) -> Figures:
    """Figures of daily values for whole years, from the December before `first` to that of `last`."""
    months, index = _months(values, first, last), _months(total_return(), first, last).pct_change().dropna()
    returns = months.pct_change().dropna()
    growth = float(months.iloc[-1] / months.iloc[0]) ** (1.0 / (last - first + 1))
    slope = beta(np.asarray(returns, np.float64), np.asarray(index, np.float64)) or 0.0
    return Figures(100.0 * (growth - 1.0), 100.0 * float(returns.std()) * 12.0**0.5, slope)


def _months(values: pd.Series, first: int, last: int) -> pd.Series:
    return values.resample("ME").last().loc[f"{first - 1}-12" : f"{last}-12"]


def drawdown(values: pd.Series) -> float:
    """The deepest fall from a peak, percent."""
    return 100.0 * max_drawdown(values.to_numpy())


def years(values: pd.Series) -> dict[int, float]:
    """Return by calendar year, percent."""
    changes = values.resample("YE").last().pct_change().dropna()
    return {year: 100.0 * change for year, change in zip(pd.DatetimeIndex(changes.index).year, changes, strict=True)}


def differences(values: pd.Series) -> dict[int, float]:
    """Return of each calendar year less the published one, percentage points."""
    return {year: own - published_years()[year] for year, own in years(values).items()}


def yearly_correlation(values: pd.Series) -> float:
    """Correlation of calendar-year returns with the published ones."""
    own = years(values)
    return float(np.corrcoef(list(own.values()), [published_years()[year] for year in own])[0, 1])


def yearly_deviation(values: pd.Series) -> float:
    """Standard deviation of the differences of calendar years, percentage points."""
    return float(np.std(list(differences(values).values()), ddof=1))


def gain_2020(values: pd.Series) -> float:
    """Return of 2020 less that of the S&P 500 total return, percentage points."""
    return years(values)[2020] - years(total_return())[2020]


def bounds() -> list[Bound]:
    """What the replica is held to."""
    values = replica().level
    found = [
        Bound(f"CAGR {first}-{last} less the published one, points", gap, -0.30, 0.30)
        for (first, last), gap in zip(GROWTH, growth_gaps(values), strict=True)
    ]
    for first, last in PERIODS:
        gap = figures(values, first, last).beta - published_figures(first, last).beta
        found.append(Bound(f"beta {first}-{last} less the published one", gap, -0.05, 0.05))
    found.append(Bound("years with another sign than published", float(len(wrong_signs(values))), 0.0, 0.0))
    found.append(Bound("deepest drawdown on daily closes, %", drawdown(values), -44.0, -36.0))
    return [*found, Bound("correlation of calendar-year returns", yearly_correlation(values), 0.98, 1.0)]


def worst_years() -> list[int]:
    """The years that differ most, the worst first."""
    gaps = differences(replica().level)
    return sorted(gaps, key=lambda year: -abs(gaps[year]))[:WORST]


def published_levels() -> pd.Series:
    """Published levels around the roll days looked at, by date, index points."""
    levels = {pd.Timestamp(period): value for (period, name), value in published().items() if name == "pput_level"}
    return pd.Series(levels).sort_index()


def roll_return(day: Day) -> float:
    """Published return of a roll day, a decimal."""
    return float(published_levels().pct_change()[pd.Timestamp(iso(day))])


def told_settlements() -> Recipe:
    """The recipe with the settlement values that the published index implies on the days of `UNSETTLED`, but for 2020.

    On 2020-03-20 the index fell by another 5 % after the open; how much of the difference is settlement is not known.
    """
    days = [_day(text) for text in UNSETTLED if not text.startswith("2020")]
    return Recipe(settlements=tuple((day, implied_settlement(day, roll_return(day))) for day in days))


def _day(text: str) -> Day:
    return day_of(date.fromisoformat(text))


def period_table() -> list[str]:
    """CAGR, volatility and beta of the published index and of the replica."""
    lines = ["| years | figure | published | replica | difference |", "|---|---|--:|--:|--:|"]
    for first, last in PERIODS:
        said, own = published_figures(first, last), figures(replica().level, first, last)
        for name, told, found, form in zip(
            ("CAGR, %", "volatility, %", "beta"), said, own, ("2f", "1f", "2f"), strict=True
        ):
            lines.append(
                f"| {first}-{last} | {name} | {told:.{form}} | {found:.{form}} | {_signed(found - told, form)} |"
            )
    return lines


def _signed(value: float, form: str) -> str:
    text = f"{value:+.{form}}"
    return text if float(text) else text.replace("-", "+")


def bound_table() -> list[str]:
    """The bounds, and whether they are kept."""
    lines = ["| figure | replica | bounds | kept |", "|---|--:|--:|---|"]
    return lines + [
        f"| {one.name} | {one.value:.3g} | {one.low:g} to {one.high:g} | {'yes' if one.kept else 'NO'} |"
        for one in bounds()
    ]


def reading_table() -> list[str]:
    """CAGR less the published one for every reading of the recipe, and figures of calendar years."""
    periods = " | ".join(f"{first}-{last}" for first, last in GROWTH)
    lines = [f"| reading | {periods} | wrong sign | deviation | 2020 over S&P |", "|---|" + "--:|" * (len(GROWTH) + 3)]
    return lines + [f"| {name} | {_reading(replica(recipe).level)} |" for name, recipe in READINGS]


def _reading(values: pd.Series) -> str:
    gaps, wrong = row_of(growth_gaps(values), "2f"), ", ".join(map(str, wrong_signs(values))) or "none"
    return f"{gaps} | {wrong} | {yearly_deviation(values):.2f} | {gain_2020(values):+.1f}"


def year_table() -> list[str]:
    """Every calendar year: the S&P, the published index, the replica."""
    gaps, index = differences(replica().level), published_years("sp500tr_return")
    lines = ["| year | S&P 500 TR | PPUT published | replica | difference |", "|---|--:|--:|--:|--:|"]
    return lines + [
        f"| {year} | {index[year]:.1f} | {published_years()[year]:.1f} | {own:.1f} | {_signed(gaps[year], '1f')} |"
        for year, own in years(replica().level).items()
    ]


def worst_table() -> list[str]:
    """The years that differ most, under the recipe, its nearest neighbours, and with the settlement values told."""
    runs = (
        Recipe(),
        Recipe(settle="open"),
        Recipe(buy="open"),
        told_settlements(),
        told_settlements()._replace(buy="open"),
    )
    gaps = [differences(replica(recipe).level) for recipe in runs]
    lines = [
        (
            "| year | the recipe | settled at every open | bought at the open | settled as told | as told, bought "
            "at the open |"
        ),
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [f"| {year} | {row_of([gap[year] for gap in gaps])} |" for year in worst_years()]
    deviations = " | ".join(f"{yearly_deviation(replica(recipe).level):.2f}" for recipe in runs)
    return [*lines, f"| deviation of all years | {deviations} |"]


def row_of(values: Sequence[float], form: str = "1f") -> str:
    """Signed cells of a table."""
    return " | ".join(_signed(value, form) for value in values)


def settlement_table() -> list[str]:
    """The roll days behind those years: published return, the replica's, and the settlement that would explain it."""
    lines = [
        (
            "| roll day | published | replica | strike | close before | open | low | high | close | settled by the "
            "replica at | told |"
        ),
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    return lines + [_settlement_row(_day(text)) for text in UNSETTLED]


def _settlement_row(day: Day) -> str:
    roll, session = replica().rolls[day], next(one for one in sessions() if one.day == day)
    own = float(replica().level.pct_change()[pd.Timestamp(iso(day))])
    told, strike = implied_settlement(day, roll_return(day)), roll.before.put.strike
    prices = (session.close_before, session.open, session.low, session.high, session.close, roll.settled)
    text = " | ".join(f"{price:.2f}" for price in prices)
    ending = f"{told:.0f}" if told < strike else "no payoff"
    return f"| {iso(day)} | {roll_return(day):+.2%} | {own:+.2%} | {strike:.0f} | {text} | {ending} |"


def spring_table() -> list[str]:
    """March and April 2020 in two steps, published and under three readings of where the put was struck and bought."""
    runs = {"the recipe": Recipe(), "bought at the open": Recipe(buy="open"), "in the middle": Recipe(buy="middle")}
    columns = {"published": published_levels()} | {name: replica(recipe).level for name, recipe in runs.items()}
    lines = [f"| from | to | {' | '.join(columns)} |", "|---|---|--:|--:|--:|--:|"]
    return lines + [_step(start, end, list(columns.values())) for start, end in pairwise(SPRING)]


def _step(start: str, end: str, columns: Sequence[pd.Series]) -> str:
    changes = [float(values[pd.Timestamp(end)] / values[pd.Timestamp(start)]) - 1.0 for values in columns]
    return f"| {start} | {end} | {' | '.join(f'{change:+.1%}' for change in changes)} |"
