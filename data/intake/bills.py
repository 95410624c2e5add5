"""What a file of bill rates quotes: percent or decimals, discounts or yields, and of which
tenor. Asked for, never guessed.
"""

from dataclasses import dataclass, replace

import numpy as np

from data.base.arrays import Floats
from data.base.finding import Finding
from data.base.saying import UNSAID, Saying, as_text, said
from data.intake.reading.problems import reading
from data.intake.reading.provider_shapes import (
    FRED,
    FRED_SERIES,
    TREASURY_BILLS,
    TREASURY_PAR,
    Shape,
    sole_name,
    tenors,
)
from data.intake.reading.sheet import Sheet
from data.intake.source import Source, tenor_days
from data.pricing.rates import LONGEST_SIMPLE_BILL, investment_yield

_SERIES = {
    "DTB4WK": ("discount", 28), "TB4WK": ("discount", 28), "DTB3": ("discount", 91), "TB3MS": ("discount", 91),
    "WTB3MS": ("discount", 91), "DTB6": ("discount", 182), "TB6MS": ("discount", 182), "WTB6MS": ("discount", 182),
    "DTB1YR": ("discount", 364), "DGS1MO": ("yield", 30), "GS1M": ("yield", 30), "DGS3MO": ("yield", 91),
    "GS3M": ("yield", 91),
    "DGS6MO": ("yield", 182), "GS6M": ("yield", 182), "^IRX": ("discount", 91),
}  # fmt: skip
"""Basis and tenor of series by name: FRED's (H.15 secondary-market bills are bank discounts, constant maturities par
yields), and Cboe's index of the discount of 13-week bills."""
_LONGER = (1, 2, 3, 5, 7, 10, 20, 30)
NO_BILLS: dict[str, str | int] = {
    **{f"{name}{years}": years for years in _LONGER for name in ("DGS", "GS", "WGS", "DFII")},
    **{f"WGS{years}YR": years for years in _LONGER},
    **dict.fromkeys(("DFF", "FF", "FEDFUNDS", "EFFR", "RIFSPFFNB", "OBFR", "DFEDTAR", "DFEDTARU", "DFEDTARL"),
        "series.federal_funds"),
    **dict.fromkeys(("SOFR", "SOFR30DAYAVG", "SOFR90DAYAVG", "SOFR180DAYAVG", "SOFRINDEX"),
        "series.repo"),
    **dict.fromkeys(("DPRIME", "MPRIME", "PRIME"), "series.prime"),
    **dict.fromkeys(("IORB", "IOER", "RRPONTSYAWARD"), "series.reserves"),
    **dict.fromkeys(("USD3MTD156N", "USD1MTD156N", "USDONTD156N"), "series.between_banks"),
    **dict.fromkeys(("^TNX", "^TYX", "^FVX"), "series.notes"),
}  # fmt: skip
"""Series whose names say that they are no bills, and what they are of, in words or years of notes: those of FRED, and
indices of Cboe."""
ASK = {
    "bills": "bills.ask_quarter",
    "bills-1m": "bills.ask_month",
}
FOUR_WEEKS, LONGEST_MONTH, LONGEST_QUARTER = 28, 35, 100
"""Calendar days of a four-week bill; most days of a bill of one month, and of one of three."""


@dataclass(frozen=True, slots=True)
class BillQuote:
    """How bills are quoted: `discount` (bank discount, 360 days) or `yield` (act/365),
    and the bill's days (0: no matter).
    """

    basis: str
    days: int

    def __str__(self) -> str:
        if self.basis == "discount":
            return f"bank discount of {self.days} days, as act/365 yield"
        return f"yield of {self.days} days, as it is" if self.days else "yield, as it is"

    @property
    def months(self) -> int:
        """The term that the market has to choose from, 1 or 3 months; bills of an unsaid
        term are taken for those of three.
        """
        return 1 if 0 < self.days <= LONGEST_MONTH else 3

    def yields(self, rates: Floats) -> Floats:
        """Simple annual yields, act/365, of quoted rates; decimals in, decimals out, same shape, NaN stays.

        >>> BillQuote("discount", 91).yields(np.array([0.05])).round(6).tolist()
        [0.051343]
        """
        if self.basis == "yield":
            return rates
        return np.array([investment_yield(float(rate), self.days) for rate in rates])


@dataclass(frozen=True, slots=True)
class Quoted:
    """The place of the column that is quoted (None: usual names tell), how, and what is to be said about it."""

    place: int | None = None
    quote: BillQuote | None = None
    finding: Finding | None = None


def quoted(sheet: Sheet, shape: Shape, source: Source) -> Quoted:
    """Column and quote of a file of bills, from the user's words, its provider's shape or its series' name."""
    if shape.name in {TREASURY_BILLS.name, TREASURY_PAR.name}:
        return _fitting(_of_treasury(sheet, source), source)
    several = _several(sheet)
    if len(several) > 1 and "rate" not in source.columns:
        listed = ", ".join(several)
        problem = said("bills.several_series", listed=listed, kind=source.kind, first=several[0])
        return Quoted(finding=reading("column-ambiguous", source.name, problem))
    series = _series(sheet, shape, source)
    other = _other(series)
    if other:
        return _unsuitable(source, series, said("bills.no_bills", other=other))
    basis, days = _SERIES.get(series, ("", 0))
    told, tenor = _basis(source), tenor_days(source.words.get("tenor", ""))
    if (basis and told and basis != told) or (days and tenor and days != tenor):
        return _unsuitable(source, series, said("bills.other_words", basis=basis, days=days))
    basis, days = basis or told, days or tenor or (FOUR_WEEKS if source.kind == "bills-1m" else 0)
    if not basis or (basis == "discount" and not days):
        problem = said("bills.how", ask=said(ASK[source.kind]))
        return Quoted(finding=reading("basis-unknown", source.name, problem))
    return _fitting(Quoted(quote=BillQuote(basis, days)), source)


def _other(series: str) -> Saying:
    """What a series is of by its name, where that is no bills."""
    known = NO_BILLS.get(series)
    if isinstance(known, int):
        return said("series.notes_of", years=known)
    kind = FRED_SERIES.get(series, "bills")
    return said(known) if known else UNSAID if kind == "bills" else as_text(kind)


def _series(sheet: Sheet, shape: Shape, source: Source) -> str:
    """The provider's name of the series in a file: the column that the user names, else its one ticker or its one
    column; empty where there is none.
    """
    first = sheet.header[1].strip() if shape.name == FRED.name else ""
    ticker = sheet.tickers[0] if len(sheet.tickers) == 1 else ""
    return source.columns.get("rate", "").strip().upper() or ticker or sole_name(sheet) or first


def _several(sheet: Sheet) -> list[str]:
    """Names of the columns that are known series of bills."""
    return [name.strip() for name in sheet.header if name.strip().upper() in _SERIES]


def _basis(source: Source) -> str:
    """The basis that the user said: a par yield of a bill, which pays no coupon, is its simple yield."""
    return source.words.get("basis", "").replace("par", "yield")


def _of_treasury(sheet: Sheet, source: Source) -> Quoted:
    """The column of the tenor the user named; its coupon equivalent unless discounts were asked for."""
    found = tenors(sheet)
    days = tenor_days(source.words.get("tenor", ""))
    only = [tenor for tenor, _ in found.values()]
    span = range(days - 1, days + 2) if days else range(1, LONGEST_MONTH + 1 if source.kind == "bills-1m" else 1)
    span = range(only[0], only[0] + 1) if len(only) == 1 and not days else span
    told = _basis(source) or "yield"
    wanted = {"discount"} if told == "discount" else {"yield", "par"}
    places = [place for place, (tenor, basis) in found.items() if basis in wanted and tenor in span]
    if not places:
        known = ", ".join(dict.fromkeys(sheet.header[place].strip() for place in found))
        problem = said("bills.several_terms", known=known)
        return Quoted(finding=reading("basis-unknown", source.name, problem))
    basis = "discount" if told == "discount" else "yield"
    return Quoted(places[0], BillQuote(basis, found[places[0]][0]))


def _fitting(result: Quoted, source: Source) -> Quoted:
    """Refuses bills of more than half a year, whose yields compound, and longer ones than
    of a month where those are wanted.

    Tells where bills are taken for those of three months that are not said to be.
    """
    quote = result.quote
    if quote is None:
        return result
    if source.kind == "bills-1m" and quote.days > LONGEST_MONTH:
        return _unsuitable(source, "", said("bills.not_one_month", days=quote.days))
    if quote.days > LONGEST_SIMPLE_BILL:
        problem = said("bills.too_long", days=quote.days)
        return _unsuitable(source, "", problem)
    if not quote.days or quote.days > LONGEST_QUARTER:
        what = said("bills.term", days=quote.days) if quote.days else said("bills.no_term")
        return replace(result, finding=reading("tenor", source.name, what))
    return result


def _unsuitable(source: Source, series: str, problem: Saying) -> Quoted:
    return Quoted(finding=reading("series-unsuitable", source.name, problem, column=series))
