"""Names of columns: what providers and spreadsheets call what the market table needs."""

import re
import unicodedata

from data.intake.source import Kind

DATES = frozenset((
    "date", "dates", "datum", "observationdate", "datetime", "timestamp", "tradedate", "tradingdate", "tradingday",
    "day", "session",
    "indexlevel0", "日付", "日付け", "データ日付", "年月日", "日時", "取引日", "取引日付", "営業日", "基準日", "fecha",
    "日期",
    "交易日期",
    "날짜",
    "일자",
    "дата", "tarih", "indexdate", "newdate",
))  # fmt: skip
"""Names of a column of dates, in plain form (see `plain`)."""
PERIODS = frozenset((
    "time", "gmttime", "localtime", "utctime", "timeutc", "opentime", "timeperiod", "period", "asof", "asofdate",
    "effectivedate",
    "recorddate", "quotedate", "valuedate", "businessdate", "month", "data", "年月", "年月次", "データコード",
    "系列コード",
    "系列名称",
    "時点",
))  # fmt: skip
"""Names of a column of dates where no other of `DATES` is there, and dates stand under them."""
_CLOSE = (
    "close", "closing", "closeprice", "closingprice", "last", "lastprice", "closelast", "price", "value", "level",
    "settle", "obsvalue",
    "schluss", "schlusskurs", "zuletzt", "último", "ultimo", "últ", "cierre", "fechamento", "chiusura", "dernier",
    "clôture", "cloture",
    "pxlast", "laatst", "slotkoers", "ostatnio", "zamknięcie", "zamkniecie", "kurszamknięcia", "цена",
    "закрытие", "şimdi", "kapanış",  # noqa: RUF001
    "終値", "現在値", "収盤", "收盘", "收盘价", "收市", "종가",
)  # fmt: skip
_BARS = {
    "open": (
        "open", "opening", "openprice", "openingprice", "eröffnung", "eröffnungskurs", "eröffn", "erster", "apertura",
        "abertura", "ouv",
        "ouverture", "pxopen", "openingskoers", "otwarcie", "откр", "открытие", "açılış",  # noqa: RUF001
        "始値", "开盘", "开盘价", "開市", "시가", "오픈",
    ),
    "high": (
        "high", "highprice", "hoch", "tageshoch", "höchst", "máximo", "maximo", "máxima", "maxima", "massimo",
        "plushaut", "pxhigh", "hoog", "max", "najwyższy", "najwyzszy", "макс",
        "максимум", "yüksek", "高値", "高", "最高价",
        "고가",
    ),
    "low": (
        "low", "lowprice", "tief", "tagestief", "tiefst", "mínimo", "minimo", "mínima", "minima", "plusbas", "pxlow",
        "laag", "min", "najniższy", "najnizszy", "мин",
        "минимум", "düşük", "安値", "低", "最低价", "저가",
    ),
}  # fmt: skip
_BILLS = ("rate", "value", "yield", "billyield", "discount", "close", "tbill", "tbillrate", "obsvalue", "pxlast")
FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "index": {
        **_BARS,
        "close": (*_CLOSE, "sp500", "spx", "gspc", "s&p500"),
        "adj_close": ("adjclose", "adjustedclose", "adjclosing", "adjcloseprice", "調整後終値", "調整後終値円"),
        "volume": ("volume", "vol", "tickvol", "tickvolume", "stückzahl", "volumen", "pxvolume", "wol", "wolumen",
            "объём", "объем", "hac", "出来高", "売買高", "交易量", "成交量", "거래량"),
        "open_is_real": ("openisreal", "ohlcok"),
        "dividends": ("dividends",),
    },
    "vix": {**_BARS, "close": (*_CLOSE, "vix", "vixcls", "vixclose")},
    "bills": {"rate": _BILLS},
    "bills-1m": {"rate": _BILLS},
    "fx": {
        "rate": (
            "usdjpy", "jpyusd", "dexjpus", "exjpus", "jpyx", "usdjpyx", "rxinbja", "fm08fxerd01", "fm08fxerd04", "rate",
            *_CLOSE,
        ),
        "usd": ("usd",),
        "jpy": ("jpy",),
    },
    "dividends": {
        "rate": ("dividendyield", "divyield", "yield", "dy", "value", "rate"),
        "price": ("p", "sp500", "price", "sp", "spcomp", "s&pcomp"),
        "dividend": ("d", "dividend"),
    },
    "jpy-rate": {
        "rate": ("callrate", "jpyrate", "rate", "value", "irstci01jpm156n", "overnightcallrate", "fm01strdclucon",
            "obsvalue"),
    },
    "yields": {
        "rate": ("yield", "rate", "value", "obsvalue", "close", "利回り",
            "dgs2", "dgs5", "dgs7", "dgs10", "dgs30", "gs10"),
    },
}  # fmt: skip
"""Kind -> field -> names, in plain form (see `plain`)."""
KNOWN = DATES.union(PERIODS, *(names for fields in FIELDS.values() for names in fields.values()))
"""All names that mean something in some kind of file."""
NOTHING = frozenset(("---", "*", "\u2026", "...", ".", "n.d.", "n/d", "休場"))
"""Cells that say that there is no value, in lower case, in columns that are only looked at,
besides those that say so everywhere."""
LOOKED_AT: dict[Kind, frozenset[str]] = {
    "index": frozenset(("adj_close", "volume", "dividends")),
    "vix": frozenset(_BARS),
}
"""Kind -> fields that rules look at and the market table does not use: what is wrong with them stops nothing."""
NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "index": (("close",),),
    "vix": (("close",),),
    "bills": (("rate",),),
    "bills-1m": (("rate",),),
    "fx": (("usd", "jpy"), ("rate",)),
    "dividends": (("rate",), ("price", "dividend")),
    "jpy-rate": (("rate",),),
    "yields": (("rate",),),
}
"""Kind -> sets of fields one of which has to be there, the best first."""

PROVENANCE = frozenset(("source", "sources", "publisher", "provenance", "quelle", "出所", "出典"))
"""What a column is called that says of each row where it comes from."""
RATES: frozenset[Kind] = frozenset(("bills", "bills-1m", "dividends", "jpy-rate", "yields"))
_PERCENT = re.compile(r"in(?=percent|pct)|percent|pct")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_DECIMAL = re.compile(r"in(?=decimal)|decimals?")


def plain(name: str) -> str:
    """A name without case, white space and punctuation (`&` stays).

    >>> plain(" Adj Close* "), plain("<DATE>"), plain("S&P 500"), plain("observation_date")
    ('adjclose', 'date', 's&p500', 'observationdate')
    """
    whole = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in whole if sign.isalnum() or sign == "&")


def bare(name: str) -> str:
    """A name in plain form without what stands in brackets.

    >>> bare("Close (USD)"), bare("出来高(交易量)"), bare("<DATE>")
    ('close', '出来高', 'date')
    """
    return plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", name)))


def unit_of(name: str) -> str:
    """The unit of rates that a column's name says: `percent`, `decimal`, or empty.

    >>> unit_of("percent"), unit_of("Yield (%)"), unit_of("rate_decimal"), unit_of("call_rate")
    ('percent', 'percent', 'decimal', '')
    """
    if "%" in name or _PERCENT.search(plain(name)):
        return "percent"
    return "decimal" if _DECIMAL.search(plain(name)) else ""


def without_unit(name: str) -> str:
    """A rate's name in plain form without its unit; one that is nothing else is a `rate`.

    >>> without_unit("Dividend yield, percent"), without_unit("percent"), without_unit("yield_in_pct")
    ('dividendyield', 'rate', 'yield')
    """
    bare = _DECIMAL.sub("", _PERCENT.sub("", plain(name)))
    return bare or ("rate" if unit_of(name) else "")
