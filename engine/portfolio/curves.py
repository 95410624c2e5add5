"""Curves of a portfolio and of its accounts side by side, a column for each: what somebody draws in another program."""

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import rows_where, to_array, to_column
from data.base.errors import ConfigError
from data.base.meant import hint
from engine.analysis.drawdowns import falls
from engine.analysis.unit_value import worth_of
from engine.portfolio.figures import PORTFOLIO
from engine.portfolio.result import PortfolioResult

WHATS = ("equity", "drawdown")


def portfolio_curves(result: PortfolioResult, what: str, rebase: float | None = None) -> pa.Table:
    """`date`, and a column for the whole and for each account, portfolio currency: `equity`, or with `rebase` from that
    value on (100, say; money that was paid in, taken out or moved is left out), or `drawdown`, a decimal <= 0; a row
    for each day on which any account had a session. Raises `ConfigError` for another curve, and for a value that cannot
    be begun at.
    """
    if what not in WHATS:
        told = hint(what, WHATS, f"a portfolio has {' and '.join(WHATS)}")
        raise ConfigError(f"--what {what}: {told}")
    if rebase is not None and (what != "equity" or not 0.0 < rebase < 1e12):
        raise ConfigError(f"--rebase {rebase:g}: should be above 0, such as 100, and go with --what equity")
    worths = _equity(result) if what == "equity" and rebase is None else _worth(result)
    if what == "drawdown":
        worths = {name: falls(worth) for name, worth in worths.items()}
    elif rebase is not None:
        worths = {name: worth / worth[0] * rebase for name, worth in worths.items()}
    date = result.table("equity").schema.field("date")
    fields = [date, *(pa.field(name, pa.float64()) for name in worths)]
    values = [to_column(worth, pa.float64()) for worth in worths.values()]
    return pa.table([result.table("equity")["date"], *values], schema=pa.schema(fields, metadata={"table": what}))


def _equity(result: PortfolioResult) -> dict[str, Floats]:
    accounts = {name: to_array(rows["told"]) for name, rows in _accounts(result).items()}
    return {PORTFOLIO: to_array(result.table("equity")["equity"]), **accounts}


def _worth(result: PortfolioResult) -> dict[str, Floats]:
    """Unit values, those of accounts at the rate of the day, on the days of the whole."""
    found: dict[str, Floats] = {PORTFOLIO: to_array(result.table("equity")["unit_value"])}
    days = to_array(result.table("equity")["date"])
    for name, rows in _accounts(result).items():
        tables = result.runs[name].tables
        places = np.searchsorted(to_array(tables["equity"]["date"]), days, side="right") - 1
        found[name] = worth_of(tables)[np.maximum(places, 0)] * to_array(rows["rate"])
    return found


def _accounts(result: PortfolioResult) -> dict[str, pa.Table]:
    """Rows of the table `accounts` by account."""
    table = result.table("accounts")
    names = np.array(table["account"].to_pylist())
    return {name: rows_where(table, names == name) for name in result.runs}
