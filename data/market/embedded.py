"""The default market, shipped with the program: S&P 500, bills, implied volatility and
yen, 1981 to July 2026; no network.
"""

from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa

from data.base.days import day_of
from data.contracts.calendars import LONG_FILE, exchange
from data.market.market import Market
from data.market.stored_market import stored_market

EMBEDDED = "SPX"
"""Its index, which facts of dividend yields and real opens are of."""
LONG = "long"
"""Name by which the market since 1928 is asked for."""
FOLDER = Path(__file__).parents[1] / "history"
"""Files written by `make market`; the record of each tells who published its columns."""


@cache
def embedded_market() -> Market:
    """The market of `data/history/spx.parquet`: runs begin on 1982-04-21, the day of the first S&P 500 future."""
    return shipped("spx")


@cache
def long_market() -> Market:
    """The S&P 500 since 1928: `data/history/long.parquet` and after it the embedded market. Before that one
    begins, an account is hypothetical.
    """
    early, late = stored_market(LONG_FILE), embedded_market()
    record = early.record
    return Market(
        pa.concat_tables([early.table.select(late.table.column_names), late.table]), exchange(record["calendar"]),
        origin={**record, "shipped": LONG},
        index=late.index, bill_months=late.bill_months, starts=day_of(date.fromisoformat(record["starts"])),
        hypothetical_until=late.starts,
    )  # fmt: skip


def named_market(name: str) -> Market:
    """The market that comes with the program by its name: `long`, else the embedded one."""
    return long_market() if name == LONG else embedded_market()


def shipped(name: str) -> Market:
    """A market that comes with the program, by the name of its file. Raises `DataError` where that is damaged."""
    market = stored_market(FOLDER / f"{name}.parquet").market()
    market.origin["shipped"] = name
    return market
