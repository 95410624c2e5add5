"""Names of columns: what providers and spreadsheets call what the market table needs."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

from data.base.finding import Finding
from data.base.saying import Saying, said
from data.intake.reading.problems import reading
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
_NUMBER = re.compile(r"[ ._]*\(?\d+\)?\s*$")
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


def _unnumbered(name: str) -> str:
    """A name in plain form without the number that makes it another than the same name before it, as in `Date.1`."""
    return plain(_NUMBER.sub("", name))


@dataclass(slots=True)
class Choice:
    """Which column of a file stands for which field of a kind, by place, and what kept one from being chosen."""

    file: str
    kind: Kind
    header: Sequence[str]
    places: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def by_name(self, wanted: str, name: str) -> None:
        """The column that the user named."""
        exact = [place for place, one in enumerate(self.header) if one.strip() == name]
        found = exact or [place for place, one in enumerate(self.header) if plain(one) == plain(name) != ""]
        if len(found) == 1:
            self.places[wanted] = found[0]
            return
        check = "column-repeats" if found else "column-missing"
        problem = (
            said("names.several", times=len(found)) if found else said("names.not_among", listed=_listed(self.header))
        )
        self._find(check, problem, said("names.column", name=name))

    def by_usual_name(self, wanted: str, usual: Sequence[str]) -> None:
        """The column with one of the usual names; none where there is none."""
        forms = (without_unit,) if self.kind in RATES and wanted == "rate" else (plain, bare)
        found = next(filter(None, (self._called(usual, form) for form in forms)), [])
        names = [self.header[place].strip() for place in found]
        if len(found) == 1:
            self.places[wanted] = found[0]
        elif wanted in LOOKED_AT.get(self.kind, ()):
            return
        elif len({plain(name) for name in names}) == 1:
            self._find("column-repeats", said("names.both", wanted=wanted), _and(names))
        elif found:
            hint = f"--columns {self.kind}.{wanted}={names[0]}"
            self._find("column-ambiguous", said("names.both_hint", wanted=wanted, hint=hint), _and(names))

    def only_other(self) -> None:
        """The one column besides those of dates, whatever its name."""
        needed = next(group[0] for group in NEEDED[self.kind] if len(group) == 1)
        dates = {self.places["date"]} if "date" in self.places else set(self._dates())
        others = [
            place
            for place, name in enumerate(self.header)
            if place not in dates and name.strip() and plain(name) not in PROVENANCE
        ]
        if len(others) == 1 and set(self.places) <= {"date"} and dates:
            self.places[needed] = others[0]
        elif "adj_close" in self.places:
            problem = said("names.no_closes", listed=_listed(self.header))
            self._find("only-adjusted", problem)
        else:
            hint = f"--columns {self.kind}.{needed}=NAME"
            self._find("column-missing", said("names.none_for", needed=needed, listed=_listed(self.header), hint=hint))

    def date(self) -> None:
        """The column of dates: the only one, or where pairs stand side by side the
        nearest to the left of every value.
        """
        found = self._dates()
        lefts = {max((one for one in found if one < place), default=-1) for place in self.places.values()}
        names = [self.header[place].strip() for place in found]
        hint = f"(--columns {self.kind}.date=NAME)"
        if len(found) == 1:
            self.places["date"] = found[0]
        elif not found:
            self._find("column-missing", said("names.no_dates", listed=_listed(self.header), hint=hint))
        elif len({_unnumbered(name) for name in names}) > 1:
            self._find("column-ambiguous", said("names.both_dates", hint=hint), _and(names))
        elif len(lefts) == 1 and -1 not in lefts:
            self.places["date"] = lefts.pop()
        elif not self.findings:
            self._find("column-repeats", said("names.both_dates_plain"), _and(names))

    def several_dates(self) -> bool:
        """Whether the file has columns of dates besides that of the chosen values."""
        return len(self._dates()) > 1

    def _dates(self) -> list[int]:
        """Places of the columns with a name of dates, of the surest names that are there; `Date.1` is
        one where a value stands between.
        """
        for names in (DATES, PERIODS):
            found = self._called(names, plain) or self._called(names, bare)
            more = self._called(names, _unnumbered)
            if found and len(more) > 1 and all(right - left > 1 for left, right in pairwise(more)):
                return more
            if found:
                return found
        return []

    def _called(self, usual: Collection[str], form: Callable[[str], str]) -> list[int]:
        return [place for place, name in enumerate(self.header) if form(name) in usual]

    def _find(self, check: str, problem: Saying, column: str = "") -> None:
        self.findings.append(reading(check, self.file, problem, column=column))


def choose(
    file: str, header: Sequence[str], kind: Kind, named: Mapping[str, str], known: Mapping[str, int] | None = None
) -> Choice:
    """The column of the dates and those of the fields of a kind: as the user named them, else by their usual names.

    `known` are places that the shape of the file has settled.
    """
    choice = Choice(file, kind, header, dict(known or {}))
    if "date" in named:
        choice.by_name("date", named["date"])
    for wanted, usual in FIELDS[kind].items():
        if wanted in named and wanted not in choice.places:
            choice.by_name(wanted, named[wanted])
        elif wanted not in choice.places:
            choice.by_usual_name(wanted, usual)
    if not choice.findings and not any(set(group) <= set(choice.places) for group in NEEDED[kind]):
        choice.only_other()
    if "date" not in choice.places and "date" not in named:
        choice.date()
    return choice


def _listed(header: Sequence[str]) -> Saying:
    names = [name.strip() for name in header if name.strip()]
    shown = said("names.listed", names=", ".join(names[:12]))
    return said("names.and_more", names=shown, more=len(names) - 12) if len(names) > 12 else shown


def _and(names: Sequence[str]) -> str:
    return reduce(lambda one, other: said("names.and", one=one, other=other), names)
