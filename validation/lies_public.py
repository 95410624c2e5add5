"""Quotes of public data as the files of futures and of options that a user would bring: good files, as real as there
are.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from data.base.arrow import to_array
from data.base.errors import DataError
from data.intake.quotes.futures_file import read_futures
from validation.lies_table import Table, as_day
from validation.option_chains import rnd_quotes, shock_quotes, snapshot_quotes
from validation.public_data import file

RECENT = "spx_chains_2022_2025.csv"
STEP = 5.0
"""Points between two strikes of the S&P 500."""
FUTURES = ("sp500_futures_front_next_daily.csv", "es_front_next_2018_2023.csv")


def quotes() -> Iterator[tuple[str, Table]]:
    """(file, its content as a user would bring it) of those that are there."""
    for name in FUTURES:
        if _is_there(name):
            yield name, _futures(name)
    for name, read in CHAINS.items():
        if _is_there(name):
            yield name, _chain(read())


def recent_quotes() -> pd.DataFrame:
    """Quotes of nine days whose file says strike over forward: the strikes, which are multiples of `STEP`, say the
    forward.
    """
    table = pd.read_csv(file(RECENT), parse_dates=["date", "expiry"])
    forward = table["index"].copy()
    for _, group in table.groupby(["date", "expiry"]):
        forward[group.index] = _forward(group)
    return table.assign(root="SPX", strike=STEP * (table["moneyness"] * forward / STEP).round())


def _forward(group: pd.DataFrame) -> float:
    """The forward within 1 % under and 3 % over the index of which all strikes are nearest to multiples of `STEP`."""
    tried = np.arange(0.99, 1.03, 1e-5) * group["index"].iloc[0]
    steps = np.outer(tried, group["moneyness"]) / STEP
    return float(tried[np.abs(steps - np.round(steps)).mean(axis=1).argmin()])


CHAINS: dict[str, Callable[[], pd.DataFrame]] = {
    "spx_chain_2013_rnd.csv": rnd_quotes,
    "spxw_chain_2018_jan_feb.csv": shock_quotes,
    "lean_option_quotes_snapshots.csv": snapshot_quotes,
    RECENT: recent_quotes,
}


def _is_there(name: str) -> bool:
    try:
        return file(name).exists()
    except DataError:
        return False


def _futures(name: str) -> Table:
    table = read_futures(file(name), "ES").table
    days, expiries = (to_array(table[column]).astype(np.int64) for column in ("date", "expiry"))
    cells = {
        "root": table["root"].to_pylist(),
        "expiry": [as_day(day) for day in expiries.tolist()],
        "settlement": [str(price) for price in table["settlement"].to_pylist()],
    }
    return Table("futures", "futures", days, cells, {"settlement": "relative"})


def _chain(table: pd.DataFrame) -> Table:
    table = table[table["root"].isin(["SPX", "SPXW"])].dropna(subset=["bid", "ask"])
    days, expiries = (table[name].to_numpy().astype("datetime64[D]").astype(np.int64) for name in ("date", "expiry"))
    cells = {
        "root": ["SPX"] * len(table),
        "expiry": [as_day(day) for day in expiries.tolist()],
        **{name: [str(one) for one in table[name]] for name in ("strike", "right", "bid", "ask")},
    }
    return Table("chains", "chains", days, cells, {"bid": "index", "ask": "index"})
