"""The shapes of files that well-known providers give out, and what each is known to mean."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.intake.reading.column_names import DATES, PERIODS, PROVENANCE, plain
from data.intake.reading.sheet import Sheet
from data.intake.source import Kind

_SERIES = re.compile(r"[A-Z][A-Z0-9]{2,}(_\w+)?")
_TENOR = re.compile(
    r"(?:bc_)?(\d+(?:\.\d)?)\s*(w|wk|wks|week|weeks|mo|month|months)(?![a-z])[\s_-]*(.*)", re.IGNORECASE
)
FRED_SERIES: dict[str, Kind] = {
    "SP500": "index", "VIXCLS": "vix", "DEXJPUS": "fx", "EXJPUS": "fx",
    "DTB4WK": "bills", "DTB3": "bills", "DTB6": "bills", "DTB1YR": "bills", "TB4WK": "bills", "TB3MS": "bills",
    "TB6MS": "bills",
    "WTB3MS": "bills", "WTB6MS": "bills", "DGS1MO": "bills", "DGS3MO": "bills", "DGS6MO": "bills", "GS1M": "bills",
    "GS3M": "bills", "GS6M": "bills", "IRSTCI01JPM156N": "jpy-rate", "^IRX": "bills",
}  # fmt: skip
"""Series of the Federal Reserve Bank of St. Louis, and an index of Cboe, and what they hold."""
BANK_SERIES: dict[str, Kind] = {
    "RXI_N.B.JA": "fx",
    "RXI_N.M.JA": "fx",
    "FM08'FXERD01": "fx",
    "FM08'FXERD04": "fx",
    "FM01'STRDCLUCON": "jpy-rate",
}
"""Series of the Federal Reserve's and the Bank of Japan's own downloads and what they hold."""
SERIES = FRED_SERIES | BANK_SERIES
_TREASURY_DATES = frozenset(("date", "indexdate", "newdate"))
"""What the Treasury calls dates in its CSV and, as XML has them, in tables made of it."""
_MANY = frozenset(("key", "ticker", "symbol"))
"""What a column is called that says of each row which series it belongs to."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A provider's shape: what recognises it, which kind it holds (None: the user says), and what its cells mean.

    `order` is that of day and month; `unit` that of rates; `missing` are further words for no value, in lower case;
    `newest_first` shapes are turned round; `columns` are its names by kind and field.
    """

    name: str
    recognises: Callable[[Sheet], bool]
    kind: Kind | None = None
    order: str = ""
    unit: str = ""
    newest_first: bool = False
    missing: frozenset[str] = frozenset()
    columns: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)


def _heads(sheet: Sheet) -> list[str]:
    return [name.strip() for name in sheet.header]


def _fred(sheet: Sheet) -> bool:
    first, *others = _heads(sheet)
    if first not in {"DATE", "observation_date"} or not others:
        return False
    return all(_SERIES.fullmatch(name) for name in others) and not {"OPEN", "CLOSE"} & set(others)


def _cboe(sheet: Sheet) -> bool:
    return _heads(sheet) == ["DATE", "OPEN", "HIGH", "LOW", "CLOSE"]


def _ecb(sheet: Sheet) -> bool:
    names = set(_heads(sheet))
    return {"Date", "USD", "JPY"} <= names and sum(len(name) == 3 and name.isupper() for name in names) >= 5


def _shiller(sheet: Sheet) -> bool:
    return {"Date", "P", "D", "E", "CPI"} <= set(_heads(sheet))


def _treasury(word: str) -> Callable[[Sheet], bool]:
    def recognises(sheet: Sheet) -> bool:
        return bool(_TREASURY_DATES & set(map(plain, sheet.header))) and any(
            word in basis for _, basis in tenors(sheet).values()
        )

    return recognises


def _yahoo(sheet: Sheet) -> bool:
    return bool(sheet.tickers) or {"Adj Close", "Close"} <= set(_heads(sheet)) or "Stock Splits" in _heads(sheet)


def _federal_reserve(sheet: Sheet) -> bool:
    first, *others = _heads(sheet)
    return plain(first) == "timeperiod" and bool(others) and all(re.search(r"\.[A-Z]", name) for name in others)


def _bank_of_japan(sheet: Sheet) -> bool:
    return plain(sheet.header[0]) in {"データコード", "系列コード", "系列名称"}


def _ministry_of_finance(sheet: Sheet) -> bool:
    return _heads(sheet)[:3] == ["基準日", "1年", "2年"]


def _sdmx(sheet: Sheet) -> bool:
    return {"TIME_PERIOD", "OBS_VALUE"} <= set(_heads(sheet))


def tenors(sheet: Sheet) -> dict[int, tuple[int, str]]:
    """Columns of a Treasury table by place: tenor in days, and `discount`, `yield` (coupon equivalent) or `par`.

    A bare "COUPON EQUIVALENT" belongs to the tenor before it.
    """
    found: dict[int, tuple[int, str]] = {}
    days = 0
    for place, name in enumerate(_heads(sheet)):
        match = _TENOR.fullmatch(name)
        rest = match[3].lower() if match else name.lower()
        if match:
            weeks = match[2].lower().startswith("w")
            days = int(float(match[1]) * 7) if weeks else round(float(match[1]) * 365 / 12)
        basis = "discount" if "disc" in rest else "yield" if "equiv" in rest or rest == "bey" else ""
        if days and (basis or (match and not rest)):
            found[place] = days, basis or "par"
    return found


FRED = Shape(
    "FRED",
    _fred,
    unit="percent",
    missing=frozenset(
        ".",
    ),
)
TREASURY_BILLS = Shape("US Treasury, bill rates", _treasury("discount"), "bills", "mdy", "percent", newest_first=True)
TREASURY_PAR = Shape("US Treasury, par yields", _treasury("par"), "bills", "mdy", "percent", newest_first=True)
PLAIN = Shape("plain", lambda _sheet: True)
SHAPES = (
    Shape("Yahoo", _yahoo),
    FRED,
    Shape("Cboe", _cboe, order="mdy"),
    TREASURY_BILLS,
    TREASURY_PAR,
    Shape("ECB reference rates", _ecb, "fx", newest_first=True),
    Shape("Federal Reserve, data download", _federal_reserve, unit="percent"),
    Shape("Bank of Japan", _bank_of_japan, unit="percent"),
    Shape("Ministry of Finance of Japan", _ministry_of_finance, unit="percent"),
    Shape("SDMX", _sdmx),
    Shape("Shiller", _shiller, "dividends", columns={"dividends": {"date": "Date", "price": "P", "dividend": "D"}}),
    PLAIN,
)
"""In the order in which they are tried; the last one takes every file."""


def shape_of(sheet: Sheet) -> Shape:
    """The first shape that recognises a sheet."""
    return next(shape for shape in SHAPES if shape.recognises(sheet))


def kind_of(sheet: Sheet) -> Kind | None:
    """What a file holds, where its shape or its series' name says so."""
    return shape_of(sheet).kind or SERIES.get(sole_name(sheet))


def sole_name(sheet: Sheet) -> str:
    """The name of the one column besides that of the dates and of sources, in capitals; empty where there are more."""
    others = [name for name in _heads(sheet) if name and plain(name) not in DATES | PERIODS | PROVENANCE]
    return others[0].upper() if len(others) == 1 else ""


def series_in(sheet: Sheet) -> list[str]:
    """The series of a file that says of each row which it belongs to; none where it does not."""
    place = next((place for place, name in enumerate(sheet.header) if plain(name) in _MANY), None)
    return [] if place is None else list(dict.fromkeys(filter(None, sheet.cells(place).texts)))


def currencies(sheet: Sheet) -> str:
    """What rates of exchange of an SDMX file are, as its columns say and where they are
    not yen and dollars; else empty.
    """
    pair = [{*sheet.cells(place).texts} for name in ("CURRENCY", "CURRENCY_DENOM") for place in _places(sheet, name)]
    if len(pair) != 2 or any(len(one) != 1 for one in pair) or set.union(*pair) == {"JPY", "USD"}:
        return ""
    return " per ".join(next(iter(one)) for one in pair)


def _places(sheet: Sheet, name: str) -> list[int]:
    return [place for place, one in enumerate(_heads(sheet)) if one == name]
