"""Settlement prices of futures as a table, one row for each contract and session, checked
and looked up by expiry and day.
"""

from copy import copy

import numpy as np
import pyarrow as pa

from data.base.arrays import Ints
from data.base.cache import content_hash
from data.base.columns import Column, arrow_schema, column_problems
from data.base.days import Day
from data.base.errors import DataError
from data.base.finding import Finding, Refused, errors
from data.contracts.calendars import SessionCalendar, xnys
from data.futures.on_market import findings_on
from data.futures.rules import findings_alone
from data.futures.table import FutureRows, future_rows
from data.sessions.market_days import MarketDays
from data.sessions.quality import values_are_present

VERSION = 1
COLUMNS = (
    Column("date", pa.date32(), "date", "session at whose end the price was settled"),
    Column("root", pa.string(), "code", "full-size future of the family, such as ES"),
    Column("expiry", pa.date32(), "date", "day on which the contract settles"),
    Column("settlement", pa.float64(), "index points", "settlement price"),
)
SCHEMA = arrow_schema("futures", VERSION, COLUMNS)
NAME = "futures prices"
"""What findings call a table that came from no file."""


class FuturesQuotes:
    """Settlement prices, index points, of the contracts of a family. Raises `Refused` with all findings when something
    is wrong, `DataError` where a column is missing or a cell empty.

    `file` and `lines` say where the rows stand, for findings: a user's file and its lines, by default rows counted from
    1. `warnings` are what was doubtful in them whatever the market.
    """

    def __init__(
        self, table: pa.Table, calendar: SessionCalendar | None = None, file: str = NAME, lines: Ints | None = None
    ) -> None:
        self._calendar = calendar or xnys()
        problems = column_problems(SCHEMA, table)
        if problems:
            raise DataError(f"{file}: {'; '.join(problems)}; expected {', '.join(SCHEMA.names)}")
        table = table.select(SCHEMA.names).combine_chunks()
        empty = [str(one) for one in values_are_present(table, self._calendar)]
        if empty:
            raise DataError(f"{file}: {empty[0]}" + (f" ({len(empty)} in all)" if len(empty) > 1 else ""))
        self.rows = future_rows(table, file, lines)
        found = findings_alone(self.rows, self._calendar)
        if errors(found):
            raise Refused(found)
        self.warnings = tuple(found)
        self.table = table.cast(SCHEMA)
        self.by_contract = _by_contract(self.rows)

    def __len__(self) -> int:
        return len(self.by_contract)

    @property
    def digest(self) -> str:
        """SHA-256 of the table's content."""
        return content_hash(self.table)

    def find(self, family: str, expiry: Day, day: Day) -> float | None:
        """Settlement price of a contract on a day, index points, None where it has none."""
        return self.by_contract.get((day, family, expiry))

    def findings_on(self, market: MarketDays) -> list[Finding]:
        """What is wrong with the prices on a market, errors and warnings."""
        return findings_on(self.rows, market)

    def until(self, day: Day) -> "FuturesQuotes":
        """The prices as they stood at the close of a day."""
        known = np.flatnonzero(self.rows.day <= day)
        result = copy(self)
        result.rows, result.table = self.rows.take(known), self.table.take(known)
        result.by_contract = _by_contract(result.rows)
        return result


def _by_contract(rows: FutureRows) -> dict[tuple[Day, str, Day], float]:
    """Settlement prices by day, root and day of expiry."""
    roots = [rows.roots[code] for code in rows.root.tolist()]
    keys = zip(rows.day.tolist(), roots, rows.expiry.tolist(), strict=True)
    return dict(zip(keys, rows.settlement.tolist(), strict=True))
