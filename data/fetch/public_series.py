"""The series that can be fetched, as declared facts. Addresses and headers are those public programs used
in 2026; no test asks the servers.
"""

from collections.abc import Iterable
from datetime import date

from data.base.errors import ConfigError
from data.base.meant import hint
from data.fetch.series import BodyShape, Series

_PUBLIC = "US government work, in the public domain; FRED asks to be cited"
_CBOE = "copyright Cboe; free for own use, not to be passed on without its licence"
_DAILY = "https://cdn.cboe.com/api/global/us_indices/daily_prices/{}_History.csv"
_OHLC = ("DATE", "OPEN", "HIGH", "LOW", "CLOSE")
_TREASURY = (
    "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/{year}/all"
    "?type=daily_treasury_bill_rates&field_tdr_date_value={year}&page&_format=csv"
)
_CHART = (
    "https://query1.finance.yahoo.com/v8/finance/chart/%5EGSPC"
    "?period1={since_seconds}&period2={until_seconds}&interval=1d&events=history"
)


def _fred(code: str, begins: date, what: str, terms: str = _PUBLIC, *, rolling: bool = False) -> Series:
    url = f"https://fred.stlouisfed.org/graph/fredgraph.csv?id={code}&cosd={{since}}"
    shape = BodyShape("csv", ("observation_date", code))
    return Series(code.lower(), "fred", url, f"{code.lower()}.csv", shape, begins, what, terms, rolling)


def _cboe(code: str, begins: date, what: str, columns: tuple[str, ...] | None = None) -> Series:
    shape = BodyShape("csv", columns or ("DATE", code), "us")
    return Series(code.lower(), "cboe", _DAILY.format(code), f"{code.lower()}.csv", shape, begins, what, _CBOE)


SERIES: tuple[Series, ...] = (
    _fred("DTB3", date(1954, 1, 4), "3-month Treasury bill, secondary market; percent, bank discount, daily (H.15)"),
    _fred("DTB4WK", date(2001, 7, 31), "4-week Treasury bill, secondary market; percent, bank discount, daily (H.15)"),
    _fred("DGS1MO", date(2001, 7, 31), "1-month Treasury par yield; percent, daily (H.15)"),
    _fred("VIXCLS", date(1990, 1, 2), "VIX close; index points, daily", "copyright Cboe, reprinted by permission"),
    _fred("DEXJPUS", date(1971, 1, 4), "yen per US dollar, noon in New York, daily (H.10)"),
    _fred(
        "SP500", date(1957, 3, 4), "S&P 500 close; index points, daily, only the last ten years",
        "copyright S&P Dow Jones Indices; not to be passed on", rolling=True,
    ),
    _cboe("VIX", date(1990, 1, 2), "VIX; index points, daily (before 1992 closes only)", _OHLC),
    _cboe("VIX3M", date(2009, 9, 18), "3-month VIX; index points, daily", _OHLC),
    _cboe("SKEW", date(1990, 1, 2), "SKEW, the price of tail risk in S&P 500 options; index points, daily"),
    _cboe("PPUT", date(1986, 6, 30),
        "S&P 500 insured by a monthly 5 % out-of-the-money put; total return index, daily"),
    _cboe("BXM", date(2002, 3, 22), "S&P 500 less a monthly at-the-money call; total return index, daily"),
    Series(
        "treasury-bills", "treasury", _TREASURY, "treasury-bills-{year}.csv",
        BodyShape("csv", ("Date", "4 WEEKS BANK DISCOUNT", "13 WEEKS BANK DISCOUNT", "13 WEEKS COUPON EQUIVALENT"),
            "us"),
        date(2002, 1, 2),
        "Treasury bill rates by tenor; percent, bank discount and coupon equivalent, daily, newest first",
        "US government work, in the public domain",
    ),
    Series(
        "ecb-rates", "ecb", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip", "ecb-rates.zip",
        BodyShape("zip", ("Date", "USD", "JPY")), date(1999, 1, 4),
        "euro reference rates, units of each currency per euro at 14:15 CET, daily, newest first",
        "free to use where the ECB is named as the source; for information only",
    ),
    Series(
        "shiller", "shiller", "https://www.econ.yale.edu/~shiller/data/ie_data.xls", "shiller.xls",
        BodyShape("xls", ("Data",)), date(1871, 1, 1),
        "S&P composite, dividend, earnings, CPI, ten-year rate and CAPE, monthly; prices are means of the month",
        "free from its author, R. Shiller, who is to be cited; no licence is given",
    ),
    Series(
        "gspc", "yahoo", _CHART, "gspc.chart.json",
        BodyShape("chart", ("open", "high", "low", "close", "volume"), symbol="^GSPC"), date(1927, 12, 30),
        ("S&P 500 (^GSPC) open, high, low, close and volume, daily, to yesterday; opens before mid-2006 are "
         "mostly not real"),
        "an address without a promise; own use only, not to be passed on",
    ),
)  # fmt: skip


def chosen(names: Iterable[str]) -> list[Series]:
    """The series of these names or providers, each once, in the order of the catalogue; without names all of them.

    Raises `ConfigError` for a name that is neither.
    """
    asked = {name.lower() for name in names}
    known = list(dict.fromkeys([one.name for one in SERIES] + [one.provider for one in SERIES]))
    for name in sorted(asked - set(known)):
        raise ConfigError(f"unknown source {name!r}; {hint(name, known)}")
    return [one for one in SERIES if not asked or {one.name, one.provider} & asked]
