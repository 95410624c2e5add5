"""Funds of bills year by year against what two of them paid their holders, and what each part of a money-market fund is
worth.

python -m validation.fund        writes docs/fund.md
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, date_of, day_of
from data.fund.funds import BillFund, bill_fund, fund_path
from data.market.embedded import embedded_market

PAGE = Path(__file__).parents[1] / "docs" / "fund.md"
PUBLISHED, MONEY_FUNDS = (Path(__file__).parent / "published" / name for name in ("funds.csv", "money_funds.csv"))
HELD_TO = {"BIL": range(2010, 2023), "SGOV": range(2021, 2023)}
"""Calendar years in which a fund is held to `BOUND`."""
BOUND = 5.0
"""Basis points a year."""
LAST_SESSIONS = 10
AGES = (25.0, 35.0, 44.0, 55.0, 65.0)
PERIODS = ((1983, 2001), (1999, 2018), (2002, 2025))
WINDOW = 3


class Closes(NamedTuple):
    """Dividend-adjusted closes of a fund at ends of months and in the last sessions of each year; day numbers, shape
    (closes,), and levels.
    """

    days: Floats
    levels: Floats

    @property
    def years(self) -> Floats:
        """Calendar year of each close."""
        return np.array([date_of(int(day)).year for day in self.days])


class Year(NamedTuple):
    """A calendar year of a fund, last close to last close, basis points. `at_means` is paid less model where the gap at
    each end is its mean over the last ten sessions, `waived` what a manager who waives would have let go.
    """

    year: int
    paid: float
    model: float
    at_cost: float
    at_means: float
    waived: float

    @property
    def missed(self) -> float:
        """What was paid less the model."""
        return self.paid - self.model


@cache
def closes(kind: str) -> Closes:
    """Published closes of a fund."""
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["fund"] == kind]
    days = [day_of(date.fromisoformat(row["date"])) for row in rows]
    return Closes(np.array(days), np.array([float(row["adjusted_close"]) for row in rows]))


@cache
def level(fund: BillFund) -> Floats:
    """Value of one unit of a fund at each session of the market that comes with the program."""
    market = embedded_market()
    path, held = fund_path(market, fund), np.diff(market.days, prepend=market.days[0])
    grown = 1.0 + np.subtract(path.income, path.expense) * held / 365.0
    return np.cumprod(grown * (1.0 + np.array(path.price) * held / 365.0))


def at(fund: BillFund, days: Floats) -> Floats:
    """`level` at the closes of sessions with these day numbers."""
    return level(fund)[np.searchsorted(embedded_market().days, days)]


def years(kind: str) -> list[Year]:
    """All whole calendar years of a fund's closes."""
    told, fund = closes(kind), bill_fund(kind)
    means = _means(kind)
    found = []
    for year in sorted(means)[1:]:
        first, last = (int(np.flatnonzero(told.years == one)[-1]) for one in (year - 1, year))
        ends = told.days[[first, last]]
        model, at_cost, waiving = (
            _gain(at(one, ends)) for one in (fund, fund._replace(marked=False), fund._replace(waives=True))
        )
        paid = _gain(told.levels[[first, last]])
        found.append(Year(year, paid, model, at_cost, means[year] - means[year - 1], waiving - model))
    return found


def _gain(levels: Floats) -> float:
    return 1e4 * float(levels[-1] / levels[0] - 1.0)


def _means(kind: str) -> dict[int, float]:
    """Mean of log(close / model) over the last sessions of each year, basis points."""
    told = closes(kind)
    gaps = 1e4 * np.log(told.levels / at(bill_fund(kind), told.days))
    return {year: float(gaps[told.years == year][-LAST_SESSIONS:].mean()) for year in sorted(set(told.years.tolist()))}


def monthly_misses(fund: BillFund, kind: str = "BIL", first: int = 2010) -> float:
    """Standard deviation of a month's return of a fund less that of a model, basis points."""
    told = closes(kind)
    months = [(one.year, one.month) for one in map(date_of, map(int, told.days))]
    ends = [row for row, month in enumerate(months) if month[0] >= first and month not in months[row + 1 :]]
    gaps = 1e4 * np.log(told.levels[ends] / at(fund, told.days[ends]))
    return float(np.diff(gaps).std(ddof=1))


def between(fund: BillFund, first: Day, last: Day) -> float:
    """Return of a fund from the last close up to a day to the last up to another, a decimal."""
    start, end = (level(fund)[embedded_market().row_from(day + 1) - 1] for day in (first, last))
    return float(end / start) - 1.0


def growth(fund: BillFund, first: int, last: int) -> float:
    """CAGR of a fund from the last session before a year to the last of another, basis points."""
    ends = [day_of(date(year, 12, 31)) for year in (first - 1, last)]
    return 1e4 * float((1.0 + between(fund, *ends)) ** (365.0 / (ends[1] - ends[0])) - 1.0)


def windows(fund: BillFund, bills: BillFund, ratio: float) -> dict[int, float]:
    """By last year: CAGR of a fund over three calendar years less that of bills, and its expenses given back; basis
    points.
    """
    ends = range(1982 + WINDOW, 2026)
    found = {last: (growth(fund, last - WINDOW + 1, last), growth(bills, last - WINDOW + 1, last)) for last in ends}
    return {last: paid - whole + ratio * (1e4 + whole) for last, (paid, whole) in found.items()}


def missed(kind: str) -> list[Year]:
    """Years in which a fund misses its bound."""
    return [one for one in years(kind) if one.year in HELD_TO[kind] and abs(one.missed) > BOUND]


def year_table(kind: str) -> list[str]:
    """Year by year: paid, the model, the difference, the same at cost and between means, and the fee a manager could
    have waived.
    """
    lines = [
        (
            "| year | paid | model | paid less model | within 5 | between means of ten sessions | held at cost "
            "instead | fee not covered |"
        ),
        "|---|--:|--:|--:|---|--:|--:|--:|",
    ]
    for one in years(kind):
        asked = one.year in HELD_TO[kind]
        kept = ("yes" if abs(one.missed) <= BOUND else "NO") if asked else ""
        lines.append(
            f"| {one.year} | {one.paid:.1f} | {one.model:.1f} | {one.missed:+.1f} | {kept} | {one.at_means:+.1f} "
            f"| {one.paid - one.at_cost:+.1f} | {max(one.waived, 0.0):.1f} |"
        )
    return lines


def age_table() -> list[str]:
    """Mean ages of BIL's bills, and how far months miss at market prices and at cost."""
    fund = bill_fund("BIL")
    lines = ["| days to run | at market prices | at cost |", "|--:|--:|--:|"]
    for age in AGES:
        misses = [monthly_misses(fund._replace(mean_age=age, marked=marked)) for marked in (True, False)]
        lines.append(f"| {age:g} | {misses[0]:.2f} | {misses[1]:.2f} |")
    return lines


def part_table() -> list[str]:
    """What a money-market fund paid a year, and what it would have paid with one part of its model changed."""
    mmf = bill_fund("mmf")
    variants = {
        "as it is": mmf,
        "at market prices": mmf._replace(marked=True),
        "bills of 15 days on average": mmf._replace(mean_age=15.0),
        "bills of 45 days on average": mmf._replace(mean_age=45.0),
        "three-month yield at once": mmf._replace(mean_age=0.0),
        "fees never waived": mmf._replace(waives=False),
    }
    lines = [f"| fund | {' | '.join(f'{first}-{last}' for first, last in PERIODS)} |", "|---|--:|--:|--:|"]
    return lines + [
        f"| {name} | {' | '.join(f'{growth(fund, *period) / 100.0:.2f}' for period in PERIODS)} |"
        for name, fund in variants.items()
    ]


def window_table() -> list[str]:
    """Three-year windows of the money-market fund against bills less its expenses."""
    mmf = bill_fund("mmf")
    ratio, unwaived = mmf.expenses[0][1], mmf._replace(waives=False)
    bills = mmf._replace(expenses=((0, 0.0),), mean_age=0.0)
    lines = ["| windows that end in | fund | lowest | highest |", "|---|---|--:|--:|"]
    for first, last in ((1985, 2001), (2002, 2025)):
        for name, fund in (("as it is", mmf), ("fees never waived", unwaived)):
            found = [value for year, value in windows(fund, bills, ratio).items() if first <= year <= last]
            lines.append(f"| {first}-{last} | {name} | {min(found):+.1f} | {max(found):+.1f} |")
    return lines


def money_fund_table() -> list[str]:
    """What a money-market fund of Treasuries paid, to a tenth of a percent, and the default fund with its expenses."""
    lines = [
        "| from | to | expenses, % a year | paid, % | model, % | held at market prices, % |",
        "|---|---|--:|--:|--:|--:|",
    ]
    with MONEY_FUNDS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            asked = bill_fund("mmf")._replace(expenses=((0, float(row["expense_percent"]) / 100.0),))
            days = [day_of(date.fromisoformat(row[name])) for name in ("first", "last")]
            cost, market = (100.0 * between(asked._replace(marked=marked), *days) for marked in (False, True))
            told = " | ".join((row["first"], row["last"], row["expense_percent"], row["return_percent"]))
            lines.append(f"| {told} | {cost:.2f} | {market:.2f} |")
    return lines


def one_month_discount() -> float:
    """Mean of three-month less one-month yields where both are known, basis points."""
    market = embedded_market()
    return -1e4 * float(np.nanmean(market.floats("bill_yield_1m") - market.floats("bill_yield")))


def page() -> str:
    """The page as it should be."""
    tables = {"bil": year_table("BIL"), "sgov": year_table("SGOV"), "ages": age_table()}
    tables |= {
        "spread": [f"{one_month_discount():.0f}"],
        "parts": part_table(),
        "windows": window_table(),
        "money_funds": money_fund_table(),
    }
    template = PAGE.parents[1] / "validation" / "fund.template.md"
    return template.read_text(encoding="utf-8").format(**{name: "\n".join(rows) for name, rows in tables.items()})


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
