"""Option quotes as a table, one row for each quote of a day's close, checked and looked up by contract and day."""

from copy import copy

import numpy as np
import pyarrow as pa

from data.base.arrays import Ints
from data.base.arrow import to_array
from data.base.cache import content_hash
from data.base.columns import Column, arrow_schema, column_problems
from data.base.days import Day
from data.base.errors import DataError
from data.base.finding import Finding, Refused, errors
from data.base.saying import said
from data.chains.naming import as_series
from data.chains.on_market import chain_findings_on
from data.chains.rules import chain_findings
from data.chains.table import Chain, chain_of, table_of
from data.contracts.contracts import OptionContract
from data.sessions.market_days import MarketDays

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

NAME = "option quotes"
Quote = tuple[float, float]
Series = tuple[str, Day, float, str]


class Book:
    """Quotes by day and series, each day's made when it is first asked for."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._order = np.argsort(chain.day, kind="stable")
        self._sorted = chain.day[self._order]
        self._known: dict[Day, dict[Series, Quote]] = {}

    def of(self, day: Day) -> dict[Series, Quote]:
        """(bid, ask) of every series of a day, points of the underlying; nothing on a day without quotes."""
        if day not in self._known:
            first, last = np.searchsorted(self._sorted, [day, day + 1])
            self._known[day] = self._made(self._chain.take(self._order[first:last]))
        return self._known[day]

    @staticmethod
    def _made(chain: Chain) -> dict[Series, Quote]:
        names = ("root", "expiry", "strike", "right", "bid", "ask")
        rows = zip(*(getattr(chain, name).tolist() for name in names), strict=True)
        return {
            (chain.roots[root], expiry, strike, chain.rights[right]): (bid, ask)
            for root, expiry, strike, right, bid, ask in rows
        }


class OptionQuotes:
    """Quotes of option series at the close; `warnings` are what is doubtful in them, and `chain` has them as arrays.

    `file` and `lines` of its rows are named in what is wrong (default: rows of the table, counted from 1). Raises
    `Refused` with all findings when something is wrong, `DataError` where a column is missing.
    """

    def __init__(self, table: pa.Table, file: str = NAME, lines: Ints | None = None) -> None:
        problems = column_problems(SCHEMA, table)
        if problems:
            raise DataError(f"option chain: {'; '.join(problems)}; expected {', '.join(SCHEMA.names)}")
        table = table.select(SCHEMA.names).combine_chunks()
        empty = empty_cells(table, file, lines)
        if empty:
            raise Refused(empty)
        table = table.cast(SCHEMA)
        self.chain, read = as_series(chain_of(table, file, lines))
        found = [*read, *chain_findings(self.chain)]
        if errors(found):
            raise Refused(found)
        self.warnings = tuple(found)
        self.table = table_of(self.chain, SCHEMA) if read else table
        self.book = Book(self.chain)

    def __len__(self) -> int:
        return len(self.chain)

    @property
    def digest(self) -> str:
        """SHA-256 of the table's content."""
        return content_hash(self.table)

    def find(self, contract: OptionContract, day: Day) -> Quote | None:
        """(bid, ask) of a series at the close of a day, points of the underlying, None where it was not quoted."""
        return self.book.of(day).get((contract.spec.root, contract.expiry, contract.strike, contract.right))

    def findings_on(self, market: MarketDays) -> list[Finding]:
        """What is wrong with the quotes on a market, errors and warnings."""
        return chain_findings_on(self.chain, market, self.warnings)

    def until(self, day: Day) -> "OptionQuotes":
        """The quotes as they stood at the close of a day."""
        rows = np.flatnonzero(self.chain.day <= day)
        result = copy(self)
        result.chain, result.table = self.chain.take(rows), self.table.take(rows)
        result.book = Book(result.chain)
        return result


def empty_cells(table: pa.Table, file: str, lines: Ints | None) -> list[Finding]:
    """Every cell has a value."""
    found = []
    for name in table.column_names:
        for row in np.flatnonzero(to_array(table[name].is_null())).tolist() if table[name].null_count else ():
            line = row + 1 if lines is None else int(lines[row])
            found.append(
                Finding(
                    "cell-empty",
                    "error",
                    file,
                    line,
                    name,
                    said("cell.empty"),
                    said("cell.not_a_value"),
                    said("why_chains.cell-empty"),
                )
            )
    return found
