"""A small table of the quotes that the surface was fitted to, so that it can be tested where the quotes are not at
hand.

python -m validation.quote_summary        writes validation/published/option_quotes.csv
"""

import csv
from pathlib import Path
from typing import Any

import pandas as pd

from validation.option_spreads import spreads
from validation.surface_fit import quotes

SUMMARY = Path(__file__).parent / "published" / "option_quotes.csv"
DAYS = (4.5, 13.5, 45.5, 125.5)
MONEYNESS = (0.90, 0.95, 0.98, 1.0, 1.02, 1.05, 1.10)
COLUMNS = ("date", "days", "moneyness", "quotes", "vix", "fall", "volatility", "half_spread")


def summary() -> list[dict[str, Any]]:
    """Means by date, term and moneyness within 10 % of the forward.

    `days` to expiry, `moneyness` strike / forward, `quotes` how many, `vix` points, `fall` decimal, `volatility`
    percent a year, `half_spread` basis points of the index.
    """
    table = quotes().merge(_halves(), on=["date", "moneyness", "years", "right"])
    table = table.assign(days=table["years"] * 365.0, volatility=100.0 * table["quoted"])
    classes = [pd.cut(table[name], list(edges)) for name, edges in (("days", DAYS), ("moneyness", MONEYNESS))]
    groups = table.groupby([table["date"], *(one.cat.codes for one in classes)])
    return [_cell(group) for _, group in groups]


def _halves() -> pd.DataFrame:
    table = spreads()
    return table.assign(half_spread=1e4 * table["half"] / table["index"])[
        ["date", "moneyness", "years", "right", "half_spread"]
    ]


def _cell(group: pd.DataFrame) -> dict[str, Any]:
    digits = {"days": 1, "moneyness": 4, "vix": 2, "fall": 4, "volatility": 2, "half_spread": 2}
    means = {name: round(float(group[name].mean()), places) for name, places in digits.items()}
    return {"date": f"{group['date'].iloc[0]:%Y-%m-%d}", "quotes": len(group)} | means


def main() -> None:
    """Write the table."""
    with SUMMARY.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(summary())


if __name__ == "__main__":
    main()
