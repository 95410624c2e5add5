"""Good files in which nothing should be found: made from the market that comes with the program, as publishers and
vendors write them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from data.base.days import Day, date_of, day_of, iso
from data.contracts.calendars import exchange
from data.market.embedded import embedded_market
from validation.lies_good import Rng, other_index
from validation.lies_quotes import by_contract, chains, futures, nearest
from validation.lies_series import (
    Lines,
    calendar_days,
    csv_of,
    every,
    months,
    of_months,
    percent,
    span,
    weeks,
    with_comma,
    years,
)
from validation.lies_table import Floats, Table


class Honest(NamedTuple):
    """A good file: its kind, the words after its name, its calendar, and its lines (or the table that it is written
    from).
    """

    kind: str
    content: Lines | Table
    words: str = ""
    calendar: str = "XNYS"


def bars(first: str, last: str, form: str = "%Y-%m-%d") -> Lines:
    """Open, high, low and close of the index."""
    columns = [span(name, first, last)[1] for name in ("open", "high", "low", "close")]
    days = span("close", first, last)[0]
    rows = (",".join(f"{value:.2f}" for value in row) for row in zip(*(one.tolist() for one in columns), strict=True))
    return ["Date,Open,High,Low,Close", *(f"{date_of(day):{form}},{row}" for day, row in zip(days, rows, strict=True))]


def treasury(first: str, last: str) -> Lines:
    """Bill rates as the Treasury shows them: two columns for each term, the newest day first."""
    days, values = percent("bill_yield", first, last)
    discount = values * (360.0 / 365.0) / (1.0 + values / 100.0 * 91.0 / 365.0)
    rows = [
        f"{date_of(day):%m/%d/%Y},{low:.2f},{high:.2f}"
        for day, low, high in zip(days, discount.tolist(), values.tolist(), strict=True)
    ]
    return ["Date,13 WEEKS BANK DISCOUNT,13 WEEKS COUPON EQUIVALENT", *rows[::-1]]


def central_bank(first: str, last: str) -> Lines:
    """Units per euro, the newest day first."""
    days, yen = span("usdjpy", first, last)
    dollars = 1.15 + 0.05 * np.sin(np.arange(len(days)) / 90.0)
    rows = [
        f"{iso(day)},{dollar:.4f},{dollar * value:.2f},0.8612,1.0954,1.5301"
        for day, dollar, value in zip(days, dollars.tolist(), yen.tolist(), strict=True)
    ]
    return ["Date,USD,JPY,GBP,CHF,AUD", *rows[::-1]]


def tokyo(first: str, last: str) -> Lines:
    """Yen per dollar at five in the afternoon of Tokyo: nearer to the evening before in New York than to its noon."""
    days, values = span("usdjpy", first, last)
    return csv_of(days[1:], values[:-1] ** 0.375 * values[1:] ** 0.625)


def nikkei(first: str, last: str, rng: Rng) -> Lines:
    """An index of Tokyo, on its own sessions, in points without decimals."""
    days = list(exchange("XTKS").between(day_of(date.fromisoformat(first)), day_of(date.fromisoformat(last))))
    closes = 21_000.0 * np.exp(np.cumsum(np.clip(0.009 * rng.standard_t(5, len(days)), -0.07, 0.07)))
    opens = closes * np.exp(0.004 * rng.standard_normal(len(days)))
    high, low = np.maximum(opens, closes) * 1.004, np.minimum(opens, closes) * 0.996
    rows = zip(days, *(np.round(one, 2).tolist() for one in (opens, high, low, closes)), strict=True)
    return [
        "Date,Open,High,Low,Close",
        *(f"{date_of(day):%Y/%m/%d},{','.join(f'{one:.2f}' for one in row)}" for day, *row in rows),
    ]


def other_index_like(first: str, last: str, rng: Rng, beta: float, *, noise: float, drift: float) -> Lines:
    """An index of New York that moves with the S&P 500 and is another: so much of its moves, noise, and a growth of its
    own.
    """
    days, closes = span("close", first, last)
    moves = (
        beta * np.diff(np.log(closes), prepend=np.log(closes[0]))
        + noise * rng.standard_normal(len(days))
        + drift / 252.0
    )
    return csv_of(days, 7.0 * closes[0] * np.exp(np.cumsum(moves)), head="Date,Close")


def coins(first: str, last: str, rng: Rng) -> Lines:
    """A price on every day of the week."""
    days = list(range(day_of(date.fromisoformat(first)), day_of(date.fromisoformat(last))))
    closes = 9000.0 * np.exp(np.cumsum(np.clip(0.03 * rng.standard_t(5, len(days)), -0.25, 0.25)))
    return csv_of(days, closes, head="Date,Close")


def unsealed(first: str, last: str) -> Table:
    """A market of another program."""
    market, days = embedded_market(), span("close", first, last)[0]
    begin = int(np.searchsorted(market.days, days[0]))
    names = [name for name in market.table.column_names if name != "date"]
    cells = {name: [str(value) for value in market.values(name)[begin : begin + len(days)]] for name in names}
    return Table("market", "market", np.array(days), cells, {})


def _index() -> Mapping[str, Honest]:
    rng = np.random.default_rng(1987)
    return {
        "index, October 1987": Honest("index", bars("1987-01-02", "1988-06-30")),
        "index, 2008": Honest("index", bars("2008-01-02", "2009-06-30")),
        "index, March 2020": Honest("index", bars("2019-07-01", "2020-12-31")),
        "index, 30 rows": Honest("index", bars("2016-05-02", "2016-06-13")),
        "index, closes since 1981": Honest("index",
            csv_of(*span("close", "1981-06-01", "2026-07-10"), head="Date,Close")),
        "index, decimal comma, d.m.Y": Honest("index",
            with_comma(csv_of(*span("close", "2001-01-02", "2002-12-31"), form="%d/%m/%Y", head="Datum,Schluss")),
            ":comma:dmy"),
        "index, American dates": Honest("index", bars("2010-01-04", "2012-12-31", "%m/%d/%Y")),
        "index, a tenth of a point": Honest("index",
            csv_of(*span("close", "1995-01-03", "1999-12-31"), decimals=1, head="Date,Close")),
        "an index of Tokyo": Honest("index", nikkei("2015-01-05", "2019-12-30", rng), calendar="XTKS"),
        "an index made by a model": Honest("index", other_index(rng)),
        "an index much like the S&P 500": Honest("index",
            other_index_like("2003-01-02", "2007-12-31", rng, 0.95, noise=0.0028, drift=0.0)),
        "an index of technology": Honest("index",
            other_index_like("2010-01-04", "2019-12-31", rng, 1.15, noise=0.005, drift=0.06)),
        "a price on every day of the week": Honest("index", coins("2017-01-01", "2020-12-31", rng), calendar="24/7"),
    }  # fmt: skip


def _even(first: str, last: str) -> tuple[list[Day], Floats]:
    """Yields of about 2 % in every month."""
    days, values = months(*percent("dividend_yield", first, last))
    return days, 2.0 + 0.3 * np.sin(np.arange(len(values)) / 11.0)


def _rates() -> Mapping[str, Honest]:
    thirteen, one_month = ":percent:yield:13w", ":percent:yield:4w"
    return {
        "bills of 1981 and 1982": Honest("bills", csv_of(*percent("bill_yield", "1981-06-01", "1983-06-30")), thirteen),
        "bills, 2008 to 2016": Honest("bills", csv_of(*percent("bill_yield", "2008-06-02", "2016-06-30")), thirteen),
        "bills, 2020 to 2023": Honest("bills", csv_of(*percent("bill_yield", "2020-01-02", "2023-12-29")), thirteen),
        "bills, weeks": Honest("bills", csv_of(*weeks(*percent("bill_yield", "1990-01-02", "2005-12-30"))), thirteen),
        "bills, month ends": Honest("bills", csv_of(*months(*percent("bill_yield", "1985-01-02", "2026-06-30"))),
            thirteen),
        "bills, means of months": Honest("bills",
            csv_of(*months(*percent("bill_yield", "1985-01-02", "2026-06-30"), mean=True)), thirteen),
        "bills on every day of the week": Honest("bills",
            csv_of(*calendar_days(*percent("bill_yield", "2004-01-02", "2007-12-31"))), thirteen),
        "bills, Treasury, newest first": Honest("bills", treasury("2017-01-03", "2018-12-31"), ":discount:13w"),
        "bills, decimals": Honest("bills", csv_of(*span("bill_yield", "1998-01-02", "2001-12-31"), decimals=6),
            ":decimal:yield:13w"),
        "one-month bills since 2001": Honest("bills-1m", csv_of(*percent("bill_yield_1m", "2001-08-01", "2026-06-16")),
            one_month),
        "one-month bills, weeks": Honest("bills-1m",
            csv_of(*weeks(*percent("bill_yield_1m", "2006-01-03", "2010-12-31"))), one_month),
        "dividends, months": Honest("dividends",
            csv_of(*of_months("dividend_yield", "1981-06-01", "2026-06-30"), decimals=4), ":percent"),
        "dividends, quarters": Honest("dividends",
            csv_of(*every(*of_months("dividend_yield", "1982-01-04", "2020-12-31", ends=True), 3)), ":percent"),
        "dividends, years": Honest("dividends",
            csv_of(*years(*of_months("dividend_yield", "1982-01-04", "2021-01-29"))), ":percent"),
        "dividends of another index": Honest("dividends", csv_of(*_even("1995-01-03", "2015-12-31")), ":percent"),
        "yen rates, one level for years": Honest("jpy-rate",
            ["date,value", *(f"{year}-{month:02d}-01,0.10" for year in range(2009, 2016) for month in range(1, 13))],
            ":percent"),
        "bills by auction, 1982": Honest("bills", csv_of(*every(*percent("bill_yield", "1981-06-01", "1985-12-31"), 5)),
            thirteen),
        "yen rates, months": Honest("jpy-rate", csv_of(*of_months("jpy_rate", "1981-06-01", "2026-06-30"), decimals=4),
            ":percent"),
        "yen rates, days of 1990": Honest("jpy-rate",
            csv_of(*percent("jpy_rate", "1989-01-03", "1992-12-31"), decimals=4), ":percent"),
        "yen rates below zero": Honest("jpy-rate", csv_of(*percent("jpy_rate", "2015-06-01", "2019-12-31"), decimals=4),
            ":percent"),
    }  # fmt: skip


def _noisy(column: str, first: str, last: str, noise: float) -> tuple[list[Day], Floats]:
    """As another publisher has them at another time of the day."""
    days, values = span(column, first, last)
    return days, values * np.exp(noise * np.random.default_rng(3).standard_normal(len(values)))


def _yen_and_vix() -> Mapping[str, Honest]:
    return {
        "yen, 1985": Honest("fx", csv_of(*span("usdjpy", "1985-01-02", "1986-12-31"))),
        "yen, October 1998": Honest("fx", csv_of(*span("usdjpy", "1998-01-02", "1999-06-30"))),
        "yen, 2008": Honest("fx", csv_of(*span("usdjpy", "2008-01-02", "2009-06-30"))),
        "yen, interventions of 2022 and 2024": Honest("fx", csv_of(*span("usdjpy", "2022-01-03", "2024-12-31"))),
        "yen, weeks": Honest("fx", csv_of(*weeks(*span("usdjpy", "1990-01-02", "2026-06-30")))),
        "yen, month ends": Honest("fx", csv_of(*months(*span("usdjpy", "1985-01-02", "2026-06-30")))),
        "yen, means of months": Honest("fx", csv_of(*months(*span("usdjpy", "1985-01-02", "2026-06-30"), mean=True))),
        "yen at five in Tokyo": Honest("fx", tokyo("2012-01-03", "2016-12-30")),
        "yen, ECB, newest first": Honest("fx", central_bank("2015-01-02", "2018-12-31")),
        "yen, decimal comma": Honest("fx", with_comma(csv_of(*span("usdjpy", "2011-01-03", "2013-12-31"))), ":comma"),
        "yen, four tenths of a percent of noise": Honest(
            "fx", csv_of(*_noisy("usdjpy", "2009-01-02", "2012-12-31", 0.004))
        ),
        "VIX, a third of a point of noise": Honest("vix", csv_of(*_noisy("vix", "2011-01-03", "2014-12-31", 0.02))),
        "yen, 30 rows": Honest("fx", csv_of(*span("usdjpy", "2016-06-01", "2016-07-13"))),
        "VIX, 2008": Honest("vix", csv_of(*span("vix", "2008-01-02", "2009-06-30"), head="DATE,VIXCLS")),
        "VIX, February 2018": Honest("vix", csv_of(*span("vix", "2017-01-03", "2018-12-31"), head="DATE,VIXCLS")),
        "VIX, March 2020": Honest("vix", csv_of(*span("vix", "2019-07-01", "2020-12-31"), head="DATE,VIXCLS")),
        "VIX, 30 rows": Honest("vix", csv_of(*span("vix", "2014-01-02", "2014-02-13"))),
    }


def _quotes() -> Mapping[str, Honest]:
    rng = np.random.default_rng(2008)
    return {
        "futures, 15 basis points of noise": Honest("futures", futures(rng, 160, noise=15.0)),
        "futures, twenty sessions": Honest("futures", futures(rng, 20)),
        "futures, seven hundred sessions": Honest("futures", futures(rng, 700, noise=5.0)),
        "futures, 1998": Honest("futures", futures(rng, 120, at=_on("1998-08-03"))),
        "futures, autumn of 2008": Honest("futures", futures(rng, 120, noise=15.0, at=_on("2008-08-01"))),
        "futures, spring of 2020": Honest("futures", futures(rng, 120, noise=15.0, at=_on("2020-02-03"))),
        "futures, the nearest contract alone": Honest("futures", nearest(futures(rng, 200))),
        "futures, by contract": Honest("futures", by_contract(futures(rng, 100))),
        "chains, autumn of 2008": Honest("chains", chains(rng, 60, at=_on("2008-09-02"))),
        "chains, spring of 2020": Honest("chains", chains(rng, 60, at=_on("2020-02-20"))),
        "chains, a quiet year": Honest("chains", chains(rng, 60, at=_on("2017-05-01"))),
        "chains, by contract": Honest("chains", by_contract(chains(rng, 30))),
        "chains, noise as wide as the spread": Honest("chains", chains(rng, 45, noise=0.9)),
        "chains, six sessions": Honest("chains", chains(rng, 6)),
        "chains, a hundred sessions": Honest("chains", chains(rng, 100)),
        "a market of 1987": Honest("market", unsealed("1987-01-02", "1988-06-30")),
        "a market of 2008": Honest("market", unsealed("2008-01-02", "2009-06-30")),
        "a market of 2020": Honest("market", unsealed("2019-07-01", "2020-12-31")),
    }  # fmt: skip


def _on(text: str) -> Day:
    return day_of(date.fromisoformat(text))


GROUPS: tuple[Callable[[], Mapping[str, Honest]], ...] = (_index, _rates, _yen_and_vix, _quotes)


def honest() -> dict[str, Honest]:
    """Good files by name."""
    return {name: one for group in GROUPS for name, one in group().items()}
