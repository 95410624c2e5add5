"""Settlement prices of futures as a table, one row for each contract and session, checked and looked up by expiry and day."""

from collections import Counter

import pyarrow as pa

from data.cache import content_hash
from data.calendars import SessionCalendar, roll_schedule, xnys
from data.columns import Column, arrow_schema, column_problems
from data.contracts import future_spec
from data.days import Day, iso
from data.errors import DataError
from data.quality import Finding, report, values_are_present

VERSION = 1
COLUMNS = (
    Column("date", pa.date32(), "date", "session at whose end the price was settled"),
    Column("root", pa.string(), "code", "full-size future of the family, such as ES"),
    Column("expiry", pa.date32(), "date", "day on which the contract settles"),
    Column("settlement", pa.float64(), "index points", "settlement price"),
)
SCHEMA = arrow_schema("futures", VERSION, COLUMNS)
_AHEAD = 400

Row = tuple[Day, str, Day, float]


class FuturesQuotes:
    """Settlement prices of the contracts of a family. Raises `DataError` with all findings when something is wrong."""

    def __init__(self, table: pa.Table, calendar: SessionCalendar | None = None) -> None:
        self._calendar = calendar or xnys()
        problems = column_problems(SCHEMA, table)
        if problems:
            raise DataError(f"futures prices: {'; '.join(problems)}; expected {', '.join(SCHEMA.names)}")
        table = table.select(SCHEMA.names).combine_chunks()
        found = values_are_present(table, self._calendar)
        rows = [] if found else _rows(table)
        found += [finding for check in CHECKS for finding in check(rows)]
        found += [] if found or not rows else _unknown_expiries(rows, self._calendar)
        if found:
            raise DataError(report("futures prices", found))
        self.table = table.cast(SCHEMA)
        self._prices = {row[:3]: row[3] for row in rows}

    def __len__(self) -> int:
        return len(self._prices)

    @property
    def digest(self) -> str:
        """SHA-256 of the table's content."""
        return content_hash(self.table)

    def find(self, family: str, expiry: Day, day: Day) -> float | None:
        """Settlement price of a contract on a day, None where it has none."""
        return self._prices.get((day, family, expiry))

    def until(self, day: Day) -> "FuturesQuotes":
        """The prices as they stood at the close of a day."""
        rows = [place for place, row in enumerate(_rows(self.table)) if row[0] <= day]
        return FuturesQuotes(self.table.take(pa.array(rows, pa.int64())), self._calendar)


def _rows(table: pa.Table) -> list[Row]:
    columns = [
        table[name].cast(pa.int32()).to_pylist() if name in {"date", "expiry"} else table[name].to_pylist()
        for name in SCHEMA.names
    ]
    return list(zip(*columns, strict=True))


def prices_are_positive(rows: list[Row]) -> list[Finding]:
    """Prices are finite and above zero."""
    return [
        Finding(place, "settlement", str(price), "is not a finite price above 0")
        for place, (*_, price) in enumerate(rows, start=1)
        if not 0.0 < price < float("inf")
    ]


def contracts_have_not_expired(rows: list[Row]) -> list[Finding]:
    """No price of a contract that has settled."""
    return [
        Finding(place, "expiry", iso(expiry), f"lies before the session {iso(day)}")
        for place, (day, _, expiry, _) in enumerate(rows, start=1)
        if expiry < day
    ]


def contracts_are_priced_once(rows: list[Row]) -> list[Finding]:
    """Each contract has one settlement a session."""
    counts = Counter(row[:3] for row in rows)
    return [
        Finding(place, "date", iso(day), f"has {counts[day, root, expiry]} prices of {root} expiring {iso(expiry)}")
        for place, (day, root, expiry, _) in enumerate(rows, start=1)
        if counts[day, root, expiry] > 1
    ]


CHECKS = (prices_are_positive, contracts_have_not_expired, contracts_are_priced_once)


def _unknown_expiries(rows: list[Row], calendar: SessionCalendar) -> list[Finding]:
    """Each expiry is one of the contract's own dates."""
    known: dict[str, set[Day]] = {}
    for root in {row[1] for row in rows}:
        days = [row[0] for row in rows if row[1] == root]
        schedule = roll_schedule(min(days) - _AHEAD, max(days) + 2 * _AHEAD, calendar, future_spec(root).rolls)
        known[root] = {roll.expiry for roll in schedule} | {roll.next_expiry for roll in schedule}
    return [
        Finding(place, "expiry", iso(expiry), f"is not a day on which {root} settles")
        for place, (_, root, expiry, _) in enumerate(rows, start=1)
        if expiry not in known[root]
    ]
