"""The default market, shipped with the program: S&P 500, bills, implied volatility and yen, 1981 to July 2026; no network."""

from functools import cache
from pathlib import Path

from data.market import Market
from data.market_file import load_market

EMBEDDED = "SPX"
"""Its index, which facts of dividend yields and real opens are of."""
FOLDER = Path(__file__).parent / "history"
"""Files written by `make market`; the record of each tells who published its columns."""


@cache
def embedded_market() -> Market:
    """The market of `data/history/spx.parquet`: runs begin on 1982-04-21, the day of the first S&P 500 future."""
    return shipped("spx")


def shipped(name: str) -> Market:
    """A market that comes with the program, by the name of its file."""
    market = load_market(FOLDER / f"{name}.parquet")
    market.origin["shipped"] = name
    return market
