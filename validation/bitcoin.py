"""Bitcoin in dollars as a `Market`, every day a session, from a folder of public data that is not part of
this project.
"""

from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from data.base.days import day_of
from data.contracts.calendars import EVERY_DAY, SessionCalendar, exchange
from data.market.market import Market
from data.pricing.rates import investment_yield
from data.sessions.market_table import market_table
from data.signals.volatility import realised
from validation.public_data import BILL_DAYS, series

WINDOW = 30
CLOSED = tuple(day_of(date(2015, 1, day)) for day in (6, 8))
"""First and last day without a price: the exchange of the file (Bitstamp) was closed after a theft."""
RULES = (
    "cash_ratio.fund=BTCUSD", "cash_ratio.constant=0.3", "cash_ratio.floor=0.2", "account.redemption_lag=3",
    "cash_trend.enabled=false",
    "cash_volatility.rule=levels", f"cash_volatility.window={WINDOW}", "cash_volatility.calm=0.3",
    "cash_volatility.rough=0.5",
    "cash_volatility.enter_above=0.8", "cash_volatility.leave_below=0.7",
    "reentry.ratios=[0.4,0.3]", "reentry.conditions=['recovery','held']", "reentry.held_sessions=14",
    "tactical.enabled=true",
)  # fmt: skip
"""The design's example: 30 % cash, 50 % while 30-day volatility is high (80 % is our choice), tactical cash in three
parts at -25 %.
"""


@cache
def bitcoin_market() -> Market:
    """Every day from 2012 to 2020 (of 2011 days are missing), closes at midnight UTC; bills and yen are the last ones
    known.

    The column vix, which nothing of the pattern `cash` reads, is the realised volatility of 30 days.
    """
    prices = series("btc_usd_daily.csv", "close").loc["2012":"2020"]
    days = [day_of(day.date()) for day in prices.index]
    discount = series("dtb3_daily.csv").reindex(prices.index, method="ffill") / 100.0
    closes = prices.to_numpy()
    rough = pd.Series(100.0 * realised(closes, WINDOW, 365.0)).bfill().to_numpy()
    columns: dict[str, Any] = {
        "date": days,
        **dict.fromkeys(("open", "high", "low", "close"), closes),
        "open_is_real": [False] * len(days),
        "dividend_yield": [0.0] * len(days),
        "bill_yield": discount.map(lambda rate: investment_yield(rate, BILL_DAYS)).to_numpy(),
        "bill_carried": [day.weekday() >= 5 for day in prices.index],
        "vix": rough,
        "vix_modelled": [True] * len(days),
        "usdjpy": series("usdjpy_dexjpus_daily.csv").reindex(prices.index, method="ffill").to_numpy(),
        "jpy_rate": [0.0] * len(days),
    }
    every = exchange(EVERY_DAY)
    open_days = [day for day in every.sessions if not CLOSED[0] <= day <= CLOSED[1]]
    return Market(market_table(columns), SessionCalendar(EVERY_DAY, open_days), index="BTCUSD")
