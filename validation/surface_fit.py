"""The surface `fitted` fitted to quotes, and its errors on months that it was not fitted to.

python -m validation.surface_fit        prints the coefficients, as they stand in `data/facts/option_surface.csv`

Quotes: those of nine days of 2022 to 2025, and of every session of January and February 2018. Volatilities are annual
decimals.
"""

import sys
from functools import cache
from math import inf

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.pricing.fitted_surface import FittedSurface, fitted_surface
from data.pricing.surface import surface
from validation.option_chains import SHOCK, SHOCK_PERIODS, USED, by_date, shock_options
from validation.public_data import file

CHAINS = "spx_chains_2022_2025.csv"
COEFFICIENTS = FittedSurface._fields[:10]
FEWEST_DAYS, MOST_DAYS = 5.0, 125.0
NEAR, LOWEST = 0.10, 0.55
"""Strikes within so much of the forward count fully; others down to this share of the forward, and with at least
`CLEAR` of a bid and not too wide, count `FAR`.
"""
CLEAR, WIDEST, FAR = 0.15, 0.25, 0.1
INTRADAY = ("2022-07-12", "2023-06-09")
"""Days whose quotes are from before the close, beside a VIX of the close."""
TERMS = (14.0, 45.0)
Floats = NDArray[np.float64]


@cache
def quotes() -> pd.DataFrame:
    """All quotes fitted to: date, moneyness (strike / forward), years, right, bid, ask, index, vix, fall, quoted
    volatility, `near`.
    """
    table = pd.concat([_chains(), _shock()], ignore_index=True)
    table = table.assign(
        fall=by_date("fall").reindex(table["date"]).to_numpy(), month=table["date"].dt.strftime("%Y-%m")
    )
    near, middle = (table["moneyness"] - 1.0).abs() <= NEAR, 0.5 * (table["bid"] + table["ask"])
    clear = (table["bid"] >= CLEAR) & (0.5 * (table["ask"] - table["bid"]) <= WIDEST * middle)
    kept = (table["years"] * 365.0).between(FEWEST_DAYS - 0.5, MOST_DAYS) & (
        near | clear & (table["moneyness"] > LOWEST)
    )
    return table.assign(near=near)[kept].reset_index(drop=True)


def _chains() -> pd.DataFrame:
    table = pd.read_csv(file(CHAINS), parse_dates=["date", "expiry"])
    return table.assign(file=CHAINS, quoted=table["iv"] / 100.0)


def _shock() -> pd.DataFrame:
    table = shock_options()
    used = table[table["state"] == USED]
    return used.assign(moneyness=used["strike"] / used["forward"], index=used["underlying"])


def terms(table: pd.DataFrame) -> Floats:
    """What each coefficient multiplies, shape (quotes, coefficients): the surface with that one at 1 and the others at
    0.
    """
    none = fitted_surface()._replace(**dict.fromkeys(COEFFICIENTS, 0.0), least=-inf)
    columns = [modelled(table, none._replace(**{name: 1.0})) for name in COEFFICIENTS]
    return np.column_stack(columns) / (0.01 * table["vix"].to_numpy())[:, None]


def modelled(table: pd.DataFrame, own: FittedSurface) -> Floats:
    """Volatility of each quote by a surface."""
    rows = zip(*(table[name] for name in ("vix", "moneyness", "years", "fall")), strict=True)
    return np.array([own.volatility(vix, 1.0, strike, years, fall) for vix, strike, years, fall in rows])


def fit(table: pd.DataFrame) -> dict[str, float]:
    """Coefficients with the least squared error in volatility, then all of them multiplied by `level` of that fit.

    A quote counts 1 / the quotes of its day + 1 / those of its month, `FAR` of that where its strike is far from the
    forward.
    """
    share = np.add(*(1.0 / table.groupby(name)["date"].transform("size").to_numpy() for name in ("date", "month")))
    weight = np.sqrt(np.where(table["near"], 1.0, FAR) * share)
    rows, aim = terms(table) * (table["vix"].to_numpy() * weight)[:, None], 100.0 * table["quoted"].to_numpy() * weight
    found = np.linalg.lstsq(rows, aim, rcond=None)[0]
    factor = level(table, terms(table) @ found)[0]
    return {name: round(factor * float(value), 4) for name, value in zip(COEFFICIENTS, found, strict=True)}


def level(table: pd.DataFrame, ratio: Floats) -> tuple[float, float]:
    """The factor at which volatility / VIX of 14 to 45 days near the forward has no error in the mean, every month
    counting the same, and its standard error from month to month.
    """
    main = (table["near"] & _in_main(table)).to_numpy()
    both = pd.DataFrame({"quoted": 100.0 * table["quoted"] / table["vix"], "own": ratio})[main]
    months = both.groupby(table["month"][main]).mean()
    factor = float(months["quoted"].mean() / months["own"].mean())
    gaps = (months["quoted"] - factor * months["own"]) / months["own"].mean()
    return factor, float(gaps.std() / np.sqrt(len(gaps)))


def level_error() -> float:
    """The standard error of the level of the surface of the facts, a decimal."""
    table = quotes()
    return level(table, 100.0 * modelled(table, fitted_surface()) / table["vix"].to_numpy())[1]


def _in_main(table: pd.DataFrame) -> pd.Series:
    return (table["years"] * 365.0).between(TERMS[0] - 0.5, TERMS[1] + 0.5)


@cache
def compared() -> pd.DataFrame:
    """The quotes with the volatility of every surface; `left_out` is that of `fitted` without the quote's own month."""
    table, aside = quotes(), np.full(len(quotes()), np.nan)
    for month in table["month"].unique():
        own = (table["month"] == month).to_numpy()
        aside[own] = modelled(table[own], fitted_surface()._replace(**fit(table[~own])))
    others = {name: modelled(table, surface(name)) for name in ("moving", "flat", "fitted")}  # type: ignore[arg-type]
    return table.assign(**others, left_out=aside)


def error(table: pd.DataFrame, name: str) -> tuple[float, float, float]:
    """(mean absolute error, its standard error with days as clusters, bias), volatility points."""
    gap = 100.0 * (table[name] - table["quoted"])
    mean, days = float(gap.abs().mean()), table["date"].nunique()
    of_day = (gap.abs() - mean).groupby(table["date"]).sum()
    spread = np.sqrt((of_day**2).sum() * days / max(days - 1, 1)) / len(table)
    return mean, float(spread), float(gap.mean())


def classes() -> list[tuple[str, pd.DataFrame]]:
    """The quotes that the tables tell apart, by name."""
    table = compared()[compared()["near"]]
    days, main = table["years"] * 365.0, table[_in_main(table)]
    puts = main["right"] == "P"
    low = main["moneyness"] < 0.95
    first, last = SHOCK_PERIODS[1]
    return [
        ("14 to 45 days", main),
        ("without the two days quoted before the close", main[~main["date"].isin(pd.to_datetime(INTRADAY))]),
        ("puts 5 to 10 % below the forward", main[puts & low]),
        ("puts nearer", main[puts & ~low]),
        ("calls", main[~puts]),
        ("2018", main[main["file"] == SHOCK]),
        ("2022 to 2025", main[main["file"] == CHAINS]),
        ("the week of the shock, 2018-02-05 to 02-09", main[main["date"].between(first, last)]),
        ("5 to 13 days", table[days < TERMS[0] - 0.5]),
        ("46 to 125 days", table[days > TERMS[1] + 0.5]),
    ]


COLUMNS = ("moving", "flat", "fitted", "left_out")


def fit_table() -> list[str]:
    """Errors within 10 % of the forward by class of quotes; `fitted` also where the month of the quote was left out of
    the fit.
    """
    head = "`moving` | bias | `flat` | bias | `fitted` | bias | month left out | standard error | bias"
    lines = [f"| quotes | number | days | {head} |", "|---|" + "--:|" * 11]
    return lines + [_row(name, table) for name, table in classes()]


def _row(name: str, table: pd.DataFrame) -> str:
    cells = [f"{mean:.2f} | {bias:+.2f}" for mean, _, bias in (error(table, name) for name in COLUMNS[:3])]
    mean, spread, bias = error(table, "left_out")
    return (
        f"| {name} | {len(table)} | {table['date'].nunique()} | {' | '.join(cells)} | **{mean:.2f}** | "
        f"{spread:.2f} | {bias:+.2f} |"
    )


def month_table() -> list[str]:
    """Errors of 14 to 45 days by month, each left out of the fit."""
    lines = ["| month | quotes | VIX | fall | `moving` | `flat` | month left out | bias |", "|---|" + "--:|" * 7]
    main = classes()[0][1]
    for month, table in main.groupby("month"):
        spans = [_span(table["vix"], "1f"), _span(100.0 * table["fall"], "1f")]
        means = " | ".join(f"{error(table, name)[0]:.2f}" for name in ("moving", "flat", "left_out"))
        lines.append(
            f"| {month} | {len(table)} | {' | '.join(spans)} % | {means} | {error(table, 'left_out')[2]:+.2f} |"
        )
    return lines


def _span(values: pd.Series, form: str) -> str:
    low, high = values.min(), values.max()
    return f"{low:.{form}}" if high - low < 0.05 else f"{low:.{form}} to {high:.{form}}"


def main() -> None:
    """Print the coefficients, and the number of quotes and days."""
    table = quotes()
    sys.stdout.write(f"{len(table)} quotes of {table['date'].nunique()} days\n")
    sys.stdout.writelines(f"fitted.{name} {value}\n" for name, value in fit(table).items())


if __name__ == "__main__":
    main()
