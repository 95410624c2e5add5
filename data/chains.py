"""Option quotes as a table, one row for each quote of a day's close, checked and looked up by contract and day."""

from collections import Counter

import numpy as np
import pyarrow as pa

from data.cache import content_hash
from data.calendars import xnys
from data.columns import Column, arrow_schema, column_problems
from data.contracts import OptionContract, option_roots
from data.days import Day, iso
from data.errors import DataError
from data.finding import Finding as FileFinding
from data.market_days import Ints, MarketDays
from data.quality import Finding, report, values_are_present

VERSION = 1
COLUMNS = (
    Column("date", pa.date32(), "date", "session at whose close the quote stood"),
    Column("root", pa.string(), "code", "SPX, XSP or ES"),
    Column("expiry", pa.date32(), "date", "expiry of the series"),
    Column("strike", pa.float64(), "points of the underlying", "strike"),
    Column("right", pa.string(), "C or P", "call or put"),
    Column("bid", pa.float64(), "points of the underlying", "best bid; 0 where there was none"),
    Column("ask", pa.float64(), "points of the underlying", "best offer"),
)
SCHEMA = arrow_schema("chains", VERSION, COLUMNS)

NAME = "option chain"
"""What findings call a table that came from no file."""

Key = tuple[Day, str, Day, float, str]


class OptionQuotes:
    """Quotes of option series at the close. Raises `DataError` with all findings when something is wrong.

    `file` and `lines` say where the rows stand, for findings: a user's file and its lines, by default rows counted from 1.
    `warnings` are what was doubtful in them whatever the market.
    """

    def __init__(self, table: pa.Table, file: str = NAME, lines: Ints | None = None) -> None:
        problems = column_problems(SCHEMA, table)
        if problems:
            raise DataError(f"{file}: {'; '.join(problems)}; expected {', '.join(SCHEMA.names)}")
        table = table.select(SCHEMA.names).combine_chunks()
        found = values_are_present(table, xnys())
        rows = [] if found else _rows(table)
        found += [finding for check in CHECKS for finding in check(rows)]
        if found:
            raise DataError(report(file, found))
        self.table = table.cast(SCHEMA)
        self._quotes = {row[:5]: row[5:] for row in rows}
        self.file = file
        self.lines = np.arange(1, len(rows) + 1) if lines is None else lines
        self.warnings: tuple[FileFinding, ...] = ()

    def __len__(self) -> int:
        return len(self._quotes)

    @property
    def digest(self) -> str:
        """SHA-256 of the table's content."""
        return content_hash(self.table)

    def find(self, contract: OptionContract, day: Day) -> tuple[float, float] | None:
        """(bid, ask) of a series at the close of a day, None where it was not quoted."""
        key = (day, contract.spec.root, contract.expiry, contract.strike, contract.right)
        quote: tuple[float, float] | None = self._quotes.get(key)
        return quote

    def findings_on(self, _market: MarketDays) -> list[FileFinding]:
        """What is wrong with the quotes on a market, errors and warnings."""
        return []

    def until(self, day: Day) -> "OptionQuotes":
        """The quotes as they stood at the close of a day."""
        rows = [place for place, row in enumerate(_rows(self.table)) if row[0] <= day]
        return OptionQuotes(self.table.take(pa.array(rows, pa.int64())), self.file, self.lines[rows])


def _rows(table: pa.Table) -> list[tuple]:  # type: ignore[type-arg]
    columns = [
        table[name].cast(pa.int32()).to_pylist() if name in {"date", "expiry"} else table[name].to_pylist()
        for name in SCHEMA.names
    ]
    return list(zip(*columns, strict=True))


def series_are_known(rows: list[tuple]) -> list[Finding]:  # type: ignore[type-arg]
    """Root, right and strike say which series it is."""
    found = []
    for place, (_, root, _, strike, right, *_) in enumerate(rows, start=1):
        if root not in option_roots():
            found.append(Finding(place, "root", repr(root), f"is not one of {', '.join(option_roots())}"))
        if right not in {"C", "P"}:
            found.append(Finding(place, "right", repr(right), "is neither C nor P"))
        if not strike > 0.0:
            found.append(Finding(place, "strike", str(strike), "is not above 0"))
    return found


def expiries_come_after_trade_dates(rows: list[tuple]) -> list[Finding]:  # type: ignore[type-arg]
    """No quote of a series that has expired."""
    return [
        Finding(place, "expiry", iso(expiry), f"lies before the trade date {iso(day)}")
        for place, (day, _, expiry, *_) in enumerate(rows, start=1)
        if expiry < day
    ]


def prices_are_not_negative(rows: list[tuple]) -> list[Finding]:  # type: ignore[type-arg]
    """Bids are at least 0, offers above 0, and both are numbers."""
    found = []
    for place, (*_, bid, ask) in enumerate(rows, start=1):
        if not 0.0 <= bid < float("inf"):
            found.append(Finding(place, "bid", str(bid), "is not a price of 0 or more"))
        if not 0.0 < ask < float("inf"):
            found.append(Finding(place, "ask", str(ask), "is not a price above 0"))
    return found


def quotes_are_not_crossed(rows: list[tuple]) -> list[Finding]:  # type: ignore[type-arg]
    """The offer is not below the bid."""
    return [
        Finding(place, "ask", str(ask), f"is below the bid of {bid}: the quote is crossed")
        for place, (*_, bid, ask) in enumerate(rows, start=1)
        if 0.0 <= ask < bid
    ]


def series_are_quoted_once(rows: list[tuple]) -> list[Finding]:  # type: ignore[type-arg]
    """Each series has one quote a day."""
    first = {row[:5]: place for place, row in reversed(list(enumerate(rows, start=1)))}
    counts = Counter(row[:5] for row in rows)
    return [
        Finding(place, "strike", f"{row[3]:g}", f"of the same series and day stands in row {first[row[:5]]} already")
        for place, row in enumerate(rows, start=1)
        if counts[row[:5]] > 1 and first[row[:5]] != place
    ]


CHECKS = (
    series_are_known,
    expiries_come_after_trade_dates,
    prices_are_not_negative,
    quotes_are_not_crossed,
    series_are_quoted_once,
)
