"""Small valid files of every kind that the program reads of people, to be made bad."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from data.base.days import day_of, iso
from data.contracts.calendars import xnys
from data.intake.build import Plan, build_market
from data.intake.market_file import write_market
from data.intake.source import Kind, Source, parse_source

Table = list[list[str]]
FIRST, LAST = date(2015, 1, 2), date(2015, 3, 31)
FLEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<FlexQueryResponse queryName="state" type="AF"><FlexStatements count="1">\n'
    '<FlexStatement accountId="U1" fromDate="20150301" toDate="20150310">\n'
    '<AccountInformation accountId="U1" currency="USD" />\n'
    '<CashReport><CashReportCurrency currency="USD" endingCash="300000.5" /></CashReport>\n'
    '<OpenPositions><OpenPosition assetCategory="FUT" symbol="ESM5" underlyingSymbol="ES" expiry="20150619" '
    'multiplier="50" position="2" markPrice="2060" currency="USD" levelOfDetail="SUMMARY" />\n'
    '<OpenPosition assetCategory="FUND" symbol="VMFXX" position="70000" positionValue="700000" currency="USD" />\n'
    '</OpenPositions><Trades><Trade assetCategory="FUT" symbol="ESM5" underlyingSymbol="ES" expiry="20150619" '
    'multiplier="50" buySell="BUY" quantity="1" tradePrice="2050.25" ibCommission="-1.24" currency="USD" '
    'tradeDate="20150305" levelOfDetail="EXECUTION" /></Trades>\n'
    "</FlexStatement></FlexStatements></FlexQueryResponse>\n"
)
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20150101T000000Z\r\n"
    "DTSTART;VALUE=DATE:20150220\r\nSUMMARY:FOMC\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20150101T000000Z\r\n"
    "DTSTART;TZID=America/New_York:20150318T140000\r\nSUMMARY:Rates\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_FAMILY = "table,name,valid_from,value,unit,confidence,source"


@cache
def days() -> tuple[str, ...]:
    """The sessions of a quarter."""
    return tuple(iso(day) for day in xnys().between(day_of(FIRST), day_of(LAST)))


def _rates(name: str, value: float) -> Callable[[], Table]:
    return lambda: [["DATE", name], *([day, f"{value + n % 5 / 100:.2f}"] for n, day in enumerate(days()))]


def _index() -> Table:
    rows = ([day, f"{2000.5 + n}", f"{2012 + n}", f"{1990 + n}", f"{2001 + n}"] for n, day in enumerate(days()))
    return [["Date", "Open", "High", "Low", "Close"], *rows]


def _futures() -> Table:
    rows = (
        [day, "ES", expiry, f"{2001 + n - 3 * place}.25"]
        for n, day in enumerate(days()) for place, expiry in enumerate(("2015-06-19", "2015-09-18"))
    )  # fmt: skip
    return [["date", "root", "expiry", "settlement"], *rows]


def _pairs() -> Table:
    rows = ([day, f"{2001 + n}", "201506", f"{1998 + n}", "201509"] for n, day in enumerate(days()))
    return [["date", "price", "contract", "next_price", "next_contract"], *rows]


def _chains() -> Table:
    rows = (
        [day, "SPX", "2015-06-19", str(strike), right, str(10 + n % 7), str(11 + n % 7)]
        for n, day in enumerate(days()[:20]) for strike in (1900, 2000, 2100) for right in "CP"
    )  # fmt: skip
    return [["date", "root", "expiry", "strike", "right", "bid", "ask"], *rows]


def _monthly(name: str, value: float) -> Callable[[], Table]:
    months = [date(2013, 1, 31) + timedelta(30 * n) for n in range(28)]
    return lambda: [["date", name], *([f"{day}", f"{value + n % 7 / 10:.2f}"] for n, day in enumerate(months))]


TABLES: dict[str, Callable[[], Table]] = {
    "index": _index,
    "vix": _rates("VIXCLS", 18.0),
    "bills": _rates("DTB3", 0.02),
    "bills-1m": _rates("DGS1MO", 0.02),
    "fx": _rates("DEXJPUS", 119.0),
    "dividends": _rates("dividend yield (%)", 2.0),
    "jpy-rate": _rates("rate (%)", 0.1),
    "yields": _rates("DGS10", 2.0),
    "futures": _futures,
    "pairs": _pairs,
    "chains": _chains,
    "valuation": _monthly("CAPE", 26.0),
    "series": _monthly("rate", 4.0),
    "fund": lambda: [["date", "nav"], *([day, f"{100 + n / 100:.2f}"] for n, day in enumerate(days()))],
    "benchmark": lambda: [["date", "level"], *([day, f"{100 + n / 10:.2f}"] for n, day in enumerate(days()))],
    "rates": lambda: [["date", "rate"], *([day, f"{119 + n / 100:.2f}"] for n, day in enumerate(days()))],
    "events": lambda: [["date", "name"], ["2015-02-20", "FOMC"], ["2015-03-18", "rates"]],
    "deviations": lambda: [["date", "ratio", "what", "why"], ["2015-02-20", "0.4", "more cash", "fear"]],
    "regimes": lambda: [
        ["first", "last", "label"], ["2015-01-01", "2015-02-10", "a"], ["2015-02-11", "2015-06-01", "b"],
    ],
    "trades": lambda: [["closed", "R"], *([day, f"{n % 5 - 2}.5"] for n, day in enumerate(days()))],
    "statement": lambda: [
        ["date", "kind", "contract", "side", "size", "price", "commission", "amount", "currency"],
        ["2015-03-10", "cash", "", "", "", "", "", "300000.5", "USD"],
        ["2015-03-10", "fund", "VMFXX", "", "", "", "", "700000", "USD"],
        ["2015-03-10", "position", "ESM15", "buy", "2", "2060", "", "", "USD"],
    ],
    "family": lambda: [
        _FAMILY.split(","), ["contracts", "ES.tick", "1997-09-09", "0.25", "points", "exact", "CME"],
    ],
}  # fmt: skip


def written(table: Table, form: str) -> bytes:
    """A table in one of the formats that people have."""
    text = "\n".join(",".join(_quoted(cell) for cell in row) for row in table) + "\n"
    if form == "xlsx":
        return _workbook(table)
    if form == "xls":
        return _old_workbook(table)
    if form == "parquet":
        width = max(map(len, table))
        rows = [[*row, *[""] * (width - len(row))] for row in table[1:]]
        names = [*table[0], *(f"more{n}" for n in range(width - len(table[0])))]
        sink = io.BytesIO()
        pq.write_table(pa.table([pa.array([row[n] for row in rows], pa.string()) for n in range(width)], names), sink)
        return sink.getvalue()
    if form == "zip":
        return zipped({"data.csv": text.encode("utf-8", "replace")})
    return text.encode(form, "replace")


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n\r') else cell


def _typed(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return "".join(sign for sign in cell if sign >= " ")[:30_000]


def _workbook(table: Table) -> bytes:
    book, packed = Workbook(), io.BytesIO()
    for row in table:
        book.active.append(
            [None if cell == "" else value if np.isfinite(value := _finite(cell)) else _typed(cell) for cell in row]
        )
    book.save(packed)
    return packed.getvalue()


def _finite(cell: str) -> float:
    value = _typed(cell)
    return value if isinstance(value, float) else float("nan")


def _old_workbook(table: Table) -> bytes:
    import xlwt  # type: ignore[import-untyped]  # noqa: PLC0415  (only here)

    book, packed = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Data")
    for row, cells in enumerate(table[:65_000]):
        for column, cell in enumerate(cells[:250]):
            value = _typed(cell)
            sheet.write(row, column, value if isinstance(value, str) or np.isfinite(value) else cell)
    book.save(packed)
    return packed.getvalue()


@cache
def market() -> bytes:
    """A market file of the quarter."""
    with TemporaryDirectory() as folder:
        sources: dict[Kind, tuple[Source]] = {}
        kinds: tuple[Kind, ...] = ("index", "vix", "bills")
        for kind in kinds:
            path = Path(folder) / f"{kind}.csv"
            path.write_bytes(written(TABLES[kind](), "utf-8"))
            sources[kind] = (parse_source(kind, str(path)),)
        return write_market(build_market(Plan(sources)), Path(folder) / "m.parquet").read_bytes()
