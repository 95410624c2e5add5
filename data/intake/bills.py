"""What a file of bill rates quotes: percent or decimals, discounts or yields, and of which tenor. Asked for, never guessed."""

from dataclasses import dataclass

import numpy as np

from data.intake.finding import Finding
from data.intake.reading import reading
from data.intake.shapes import FRED, FRED_SERIES, TREASURY_BILLS, TREASURY_PAR, Shape, tenors
from data.intake.sheet import Sheet
from data.intake.source import Source, tenor_days
from data.rates import LONGEST_SIMPLE_BILL, investment_yield
from data.volatility import Floats

_FRED = {
    "DTB4WK": ("discount", 28), "TB4WK": ("discount", 28), "DTB3": ("discount", 91), "TB3MS": ("discount", 91),
    "WTB3MS": ("discount", 91), "DTB6": ("discount", 182), "TB6MS": ("discount", 182), "WTB6MS": ("discount", 182),
    "DTB1YR": ("discount", 364), "DGS1MO": ("yield", 30), "GS1M": ("yield", 30), "DGS3MO": ("yield", 91), "GS3M": ("yield", 91),
    "DGS6MO": ("yield", 182), "GS6M": ("yield", 182),
}  # fmt: skip
"""Basis and tenor of FRED's series: H.15 secondary-market bills are bank discounts, constant maturities par yields."""
ASK = "say which: FILE:discount:13w for bank discounts of 13-week bills, FILE:yield for yields (act/365)"


@dataclass(frozen=True, slots=True)
class Quote:
    """How bills are quoted: `discount` (bank discount, 360 days) or `yield` (act/365), and the bill's days (0: no matter)."""

    basis: str
    days: int

    def __str__(self) -> str:
        return f"bank discount of {self.days} days, as act/365 yield" if self.basis == "discount" else "yield, as it is"

    def yields(self, rates: Floats) -> Floats:
        """Simple annual yields, act/365, of quoted rates; decimals in, decimals out, NaN stays."""
        if self.basis == "yield":
            return rates
        return np.array([investment_yield(float(rate), self.days) for rate in rates])


@dataclass(frozen=True, slots=True)
class Quoted:
    """The place of the column that is quoted (None: usual names tell), how, and what kept it from being known."""

    place: int | None = None
    quote: Quote | None = None
    finding: Finding | None = None


def quoted(sheet: Sheet, shape: Shape, source: Source) -> Quoted:
    """Column and quote of a file of bills, from the user's words, its provider's shape or its series' name."""
    if shape.name in {TREASURY_BILLS.name, TREASURY_PAR.name}:
        return _of_treasury(sheet, source)
    series = source.columns.get("rate", sheet.header[1].strip()) if shape.name == FRED.name else ""
    other = FRED_SERIES.get(series, "bills")
    if other != "bills":
        return _unsuitable(source, series, f"is a series of {other}, not of bills")
    basis, days = _FRED.get(series, ("", 0))
    told, tenor = source.words.get("basis", ""), tenor_days(source.words.get("tenor", ""))
    if (basis and told and basis != told) or (days and tenor and days != tenor):
        return _unsuitable(source, series, f"is a {basis} of {days} days, not what the words after its name say")
    basis, days = basis or told, days or tenor
    if not basis or (basis == "discount" and not days):
        problem = f"quotes bills, but not how; {ASK}"
        return Quoted(finding=reading("basis-unknown", source.name, problem))
    return _simple(Quoted(quote=Quote(basis, days)), source)


def _of_treasury(sheet: Sheet, source: Source) -> Quoted:
    """The column of the tenor the user named; its coupon equivalent unless discounts were asked for."""
    found = tenors(sheet)
    days = tenor_days(source.words.get("tenor", ""))
    told = source.words.get("basis", "yield")
    wanted = {"discount"} if told == "discount" else {"yield", "par"}
    places = [place for place, (tenor, basis) in found.items() if basis in wanted and abs(tenor - days) <= 1]
    if not days or not places:
        known = ", ".join(dict.fromkeys(sheet.header[place].strip() for place in found))
        problem = f"quotes several bills ({known}); say which: FILE:4w or FILE:13w, with :discount for its discount"
        return Quoted(finding=reading("basis-unknown", source.name, problem))
    basis = "discount" if told == "discount" else "yield"
    return _simple(Quoted(places[0], Quote(basis, found[places[0]][0])), source)


def _simple(result: Quoted, source: Source) -> Quoted:
    """Refuses bills of more than half a year, whose yields compound."""
    quote = result.quote
    if quote is None or quote.days <= LONGEST_SIMPLE_BILL:
        return result
    return _unsuitable(
        source, "", f"quotes bills of {quote.days} days; a yield without compounding holds for half a year"
    )


def _unsuitable(source: Source, series: str, problem: str) -> Quoted:
    return Quoted(finding=reading("series-unsuitable", source.name, problem, column=series))
