"""Names of columns: what providers and spreadsheets call what the market table needs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.finding import Finding
from data.intake.reading import reading
from data.intake.source import Kind

DATES = frozenset((
    "date", "dates", "datum", "observationdate", "datetime", "timestamp", "tradedate", "tradingday", "day", "session",
    "indexlevel0", "quotedate", "日付", "年月日", "取引日", "fecha",
))  # fmt: skip
_CLOSE = (
    "close", "closing", "closeprice", "closingprice", "last", "lastprice", "closelast", "price", "value", "level", "settle",
    "schluss", "schlusskurs", "終値", "現在値",
)  # fmt: skip
_BARS = {
    "open": ("open", "opening", "openprice", "openingprice", "eröffnung", "eröffnungskurs", "erster", "始値"),
    "high": ("high", "highprice", "hoch", "tageshoch", "höchst", "高値"),
    "low": ("low", "lowprice", "tief", "tagestief", "tiefst", "安値"),
}
_BILLS = ("rate", "value", "yield", "billyield", "discount", "close", "tbill", "tbillrate")
FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "index": {
        **_BARS,
        "close": (*_CLOSE, "sp500", "spx", "gspc", "s&p500"),
        "adj_close": ("adjclose", "adjustedclose", "adjclosing", "adjcloseprice"),
        "volume": ("volume", "vol", "stückzahl", "volumen", "出来高"),
        "open_is_real": ("openisreal", "ohlcok"),
        "dividends": ("dividends",),
    },
    "vix": {**_BARS, "close": (*_CLOSE, "vix", "vixcls", "vixclose")},
    "bills": {"rate": _BILLS},
    "bills-1m": {"rate": _BILLS},
    "fx": {
        "rate": ("usdjpy", "jpyusd", "dexjpus", "exjpus", "jpyx", "usdjpyx", "rate", "close", "value", "price", "last", "終値"),
        "usd": ("usd",),
        "jpy": ("jpy",),
    },
    "dividends": {
        "rate": ("dividendyield", "divyield", "yield", "dy", "value", "rate"),
        "price": ("p", "sp500", "price", "sp", "spcomp", "s&pcomp"),
        "dividend": ("d", "dividend"),
    },
    "jpy-rate": {"rate": ("callrate", "jpyrate", "rate", "value", "irstci01jpm156n", "overnightcallrate")},
}  # fmt: skip
"""Kind -> field -> names, in plain form (see `plain`)."""
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
}
"""Kind -> sets of fields one of which has to be there, the best first."""

PROVENANCE = frozenset(("source", "sources", "publisher", "provenance", "quelle", "出所", "出典"))
"""What a column is called that says of each row where it comes from."""
RATES: frozenset[Kind] = frozenset(("bills", "bills-1m", "dividends", "jpy-rate"))
_PERCENT = re.compile(r"in(?=percent|pct)|percent|pct")
_DECIMAL = re.compile(r"in(?=decimal)|decimals?")


def plain(name: str) -> str:
    """A name without case, white space and punctuation (`&` stays).

    >>> plain(" Adj Close* "), plain("<DATE>"), plain("S&P 500"), plain("observation_date")
    ('adjclose', 'date', 's&p500', 'observationdate')
    """
    return "".join(sign for sign in name.casefold() if sign.isalnum() or sign == "&")


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
        problem = f"is there {len(found)} times" if found else f"is not among its columns {_listed(self.header)}"
        self._find(check, problem, f"column {name}")

    def by_usual_name(self, wanted: str, usual: Sequence[str]) -> None:
        """The column with one of the usual names; none where there is none."""
        bare = without_unit if self.kind in RATES and wanted == "rate" else plain
        found = [place for place, name in enumerate(self.header) if bare(name) in usual]
        names = [self.header[place].strip() for place in found]
        if len(found) == 1:
            self.places[wanted] = found[0]
        elif wanted in LOOKED_AT.get(self.kind, ()):
            return
        elif len({plain(name) for name in names}) == 1:
            self._find("column-repeats", f"could both be {wanted}", " and ".join(names))
        elif found:
            hint = f"--columns {self.kind}.{wanted}={names[0]}"
            self._find("column-ambiguous", f"could both be {wanted} ({hint})", " and ".join(names))

    def only_other(self) -> None:
        """The one column besides that of the dates, whatever its name."""
        needed = next(group[0] for group in NEEDED[self.kind] if len(group) == 1)
        others = [
            place
            for place, name in enumerate(self.header)
            if place != self.places.get("date") and name.strip() and plain(name) not in PROVENANCE
        ]
        if len(others) == 1 and set(self.places) == {"date"}:
            self.places[needed] = others[0]
        elif "adj_close" in self.places:
            problem = f"has no closes as they were paid among {_listed(self.header)}"
            self._find("only-adjusted", problem)
        else:
            hint = f"--columns {self.kind}.{needed}=NAME"
            self._find("column-missing", f"has no column for {needed} among {_listed(self.header)} ({hint})")

    def _find(self, check: str, problem: str, column: str = "") -> None:
        self.findings.append(reading(check, self.file, problem, column=column))


def choose(
    file: str, header: Sequence[str], kind: Kind, named: Mapping[str, str], known: Mapping[str, int] | None = None
) -> Choice:
    """The column of the dates and those of the fields of a kind: as the user named them, else by their usual names.

    `known` are places that the shape of the file has settled.
    """
    choice = Choice(file, kind, header, dict(known or {}))
    for wanted, usual in {"date": tuple(DATES), **FIELDS[kind]}.items():
        if wanted in choice.places:
            continue
        if wanted in named:
            choice.by_name(wanted, named[wanted])
        else:
            choice.by_usual_name(wanted, usual)
    if not choice.findings and not any(set(group) <= set(choice.places) for group in NEEDED[kind]):
        choice.only_other()
    return choice


def _listed(header: Sequence[str]) -> str:
    names = [name.strip() for name in header if name.strip()]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
