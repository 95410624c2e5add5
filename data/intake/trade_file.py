"""Results of trades in a file of somebody's own: what each gained, in multiples of what was risked, as a share of
capital, or in money.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.errors import DataError
from data.base.finding import Refused
from data.intake.dated_tables import path_and_words
from data.intake.reading.column_names import DATES, bare, plain, unit_of
from data.intake.reading.problems import Cells
from data.intake.reading.sheet import Sheet, read_sheet
from data.intake.reading.written_dates import read_dates
from data.intake.reading.written_figures import Figures, read_figures

Unit = Literal["multiple", "share", "money"]
RESULTS: dict[Unit, frozenset[str]] = {
    "multiple": frozenset((
        "r", "rmultiple", "rmultiples", "multiple", "multiples", "rmult", "rresult", "resultr", "pnlr", "profitr",
        "inr", "r倍数", "r倍", "損益r", "損益r倍数", "rマルチプル",
    )),
    "share": frozenset((
        "share", "gainshare", "return", "returns", "returnpct", "tradereturn", "ret", "pnlpct", "plpct", "pnlpercent",
        "profitpct", "profitpercent", "gainpct", "gainpercent", "resultpct", "resultpercent", "netpct", "損益率",
        "収益率", "利益率", "実現損益率", "リターン", "対資金", "対資金比",
    )),
    "money": frozenset((
        "pnl", "pl", "p&l", "netpnl", "netpl", "netp&l", "profit", "profitloss", "profitandloss", "netprofit", "gain",
        "gainloss", "result", "realizedpnl", "realizedpl", "realizedp&l", "realisedpnl", "realisedpl", "closedpnl",
        "realizedprofit", "損益", "実現損益", "決済損益", "売買損益", "確定損益", "損益額", "損益金額", "純損益",
        "取引損益", "受渡損益",
    )),
}  # fmt: skip
"""Names of a column of results by what they are in, in plain form (see `column_names.plain`), the surest first."""
CLOSED = frozenset((
    "closed", "closedate", "closedat", "closetime", "closingdate", "closingtime", "dateclosed", "exit", "exitdate",
    "exittime", "selldate", "datesold", "決済日", "決済日時", "決済約定日", "決済約定日時", "返済日", "売却日",
))  # fmt: skip
"""Names of the day on which a trade was closed; before those of any date, of which there may be several."""
ANY_DAY = DATES | {"約定日", "約定日時", "受渡日"}
MINUS = re.compile(r"^[▲△▼]\s*")
YEN = re.compile(r"\s*円$")
MOST_SHARE = 0.5
"""A share of the capital that one trade gained or lost, beyond which per cent are meant."""
BY_TIME = "time-of-day"


class TradeFile(NamedTuple):
    """Results (trades,), of shares as decimals, and what they are in, in the order in which trades were closed where
    the file has days, of shape (trades,) too and empty where it has none; `without` rows had no result.
    """

    file: str
    unit: Unit
    results: Floats
    days: Ints
    without: int


def read_trades(file: Path | str, column: str = "") -> TradeFile:
    """The trades of `FILE[:mdy|dmy][:point|comma]`; `column` names that of the results where several are there.

    Raises `DataError` with one sentence, `Refused` with all findings where cells cannot be read, and `ConfigError` for
    another word after the name.
    """
    path, words = path_and_words(file)
    try:
        sheet = read_sheet(path, {*CLOSED, *ANY_DAY, *(name for names in RESULTS.values() for name in names), column})
    except Refused as refused:
        raise Refused([one for one in refused.findings if one.check != BY_TIME] or refused.findings) from None
    place, unit = _result_column(sheet, column)
    figures = _figures(sheet.cells(place), sheet.delimiter, unit, words.get("mark", ""))
    values = figures.values["result"]
    known = ~np.isnan(values)
    if not known.any():
        raise DataError(f"{sheet.name}: no row has a result under {sheet.header[place].strip()!r}; there is no trade")
    if unit == "share":
        values = _shares(sheet, place, values, bool(figures.percent_signs))
    days = _days(sheet, words)
    without = int((~known).sum())
    if not len(days):
        return TradeFile(sheet.name, unit, values[known], days, without)
    order = np.argsort(days[known], kind="stable")
    return TradeFile(sheet.name, unit, values[known][order], days[known][order], without)


def _result_column(sheet: Sheet, column: str) -> tuple[int, Unit]:
    """(place, what it is in) of the results. Raises `DataError` where none or several could be it."""
    if column:
        places = [place for place, name in enumerate(sheet.header) if plain(name) == plain(column)]
        return _sole(sheet, places, column), _unit_of_name(column)
    for unit, names in RESULTS.items():
        places = [place for place, name in enumerate(sheet.header) if not names.isdisjoint((plain(name), bare(name)))]
        if places:
            return _sole(sheet, places, unit), _unit_of_name(sheet.header[places[0]])
    raise DataError(
        f"{sheet.name}: has no column of results; it has {_listed(sheet)}: name it R (multiples of what was risked), "
        "return (a share of capital) or profit (money), or give --column"
    )


def _sole(sheet: Sheet, places: list[int], wanted: str) -> int:
    if len(places) == 1:
        return places[0]
    what = f"{len(places)} columns could be {wanted!r}" if places else f"has no column {wanted!r}"
    raise DataError(f"{sheet.name}: {what}; it has {_listed(sheet)}: give --column with one of them")


def _unit_of_name(name: str) -> Unit:
    """What a column of this name is in; money where the name says nothing else, unless it says per cent.

    >>> _unit_of_name("R"), _unit_of_name("損益率(%)"), _unit_of_name("損益 (%)"), _unit_of_name("損益(円)")
    ('multiple', 'share', 'share', 'money')
    """
    if unit_of(name):
        return "share"
    forms = {plain(name), bare(name)}
    return next((unit for unit, names in RESULTS.items() if not names.isdisjoint(forms)), "money")


def _figures(cells: Cells, delimiter: str, unit: Unit, mark: str) -> Figures:
    """The numbers of a column; a Japanese minus and yen are read. Money with commas is in thousands where nothing says
    otherwise. Raises `Refused`.
    """
    told = {"result": replace(cells, texts=[YEN.sub("", MINUS.sub("-", text)) for text in cells.texts])}
    found = read_figures(told, delimiter=delimiter, mark=mark, percent=True)
    if not found.mark and unit == "money":
        found = read_figures(told, delimiter=delimiter, mark="point", percent=True)
    if found.findings:
        raise Refused(found.findings)
    return found


def _shares(sheet: Sheet, place: int, values: Floats, percent: bool) -> Floats:  # noqa: FBT001  (as read)
    """Shares as decimals. Raises `DataError` where they may be per cent, and for one that lost more than all."""
    name = sheet.header[place].strip()
    shares: Floats = values / 100.0 if percent or unit_of(name) == "percent" else values
    largest = float(np.nanmax(np.abs(shares), initial=0.0))
    if largest > MOST_SHARE and shares is values and unit_of(name) != "decimal":
        raise DataError(
            f"{sheet.name}: {name} reaches {largest:g}, which as a share is {largest:.0%} of the capital in one trade; "
            f"call the column {name} (%) if it is in per cent, {name} decimal if not"
        )
    if np.nanmin(shares, initial=0.0) <= -1.0:
        raise DataError(
            f"{sheet.name}: a trade under {name} lost {-np.nanmin(shares):.0%} of the capital; a share is above -100 %"
        )
    return shares


def _days(sheet: Sheet, words: dict[str, str]) -> Ints:
    """The days on which trades were closed, shape (rows,); empty where no column says them. Raises `Refused`."""
    place = _first(sheet, CLOSED, ANY_DAY)
    if place is None:
        return np.empty(0, dtype=np.int64)
    read = read_dates(sheet.cells(place), words.get("order", ""), words.get("epoch", sheet.epoch))
    # a trade has a time; its day is what counts here
    found = [one for one in read.findings if one.check != BY_TIME]
    if found:
        raise Refused(found)
    return np.array(read.days, dtype=np.int64)


def _first(sheet: Sheet, *ranks: Iterable[str]) -> int | None:
    """Place of the first column with a name of the first rank that is there."""
    ranked = ([place for place, name in enumerate(sheet.header) if plain(name) in names] for names in ranks)
    return next((found[0] for found in ranked if found), None)


def _listed(sheet: Sheet) -> str:
    return ", ".join(name.strip() for name in sheet.header if name.strip())
