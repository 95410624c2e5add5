"""Statements as a table that a person can write: one row for each position, trade, and amount of money."""

from math import isnan
from pathlib import Path

from data.base.days import Day, iso
from data.base.errors import DataError
from data.contracts.calendars import SessionCalendar
from data.intake.dated_tables import path_and_words, refuse
from data.intake.reading.column_names import plain
from data.intake.reading.fields import Fields, WantedColumn, fields_of
from data.intake.reading.sheet import read_sheet
from data.intake.statements.named_contracts import Described, named_contract
from data.intake.statements.rows import (
    NotUnderstood,
    Statement,
    StatementCash,
    StatementFund,
    StatementPosition,
    StatementTrade,
)

COLUMNS = (
    WantedColumn("date", "date", ("日付", "約定日", "基準日", "day", "tradedate")),
    WantedColumn("kind", "word", ("区分", "種別", "type")),
    WantedColumn("contract", "word", ("銘柄", "銘柄名", "symbol"), optional=True),
    WantedColumn("month", "word", ("限月",), optional=True),
    WantedColumn("side", "word", ("売買", "売買区分", "buysell"), optional=True),
    WantedColumn("size", "number", ("数量", "枚数", "建玉数", "約定数量", "quantity", "position"), optional=True),
    WantedColumn("price", "number", ("単価", "約定単価", "約定値段", "価格"), optional=True),
    WantedColumn("commission", "number", ("手数料", "委託手数料"), optional=True),
    WantedColumn("amount", "number", ("金額", "残高", "value"), optional=True),
    WantedColumn("currency", "word", ("通貨",), optional=True),
)
"""The columns, by our names and by Japanese ones; all but the first two are read where they are there."""
KINDS = {
    "position": "position", "建玉": "position", "trade": "trade", "約定": "trade", "取引": "trade", "cash": "cash",
    "現金": "cash", "預り金": "cash", "証拠金": "cash", "fund": "fund", "mrf": "fund", "投資信託": "fund",
}  # fmt: skip
"""What a row is, by the words in which it says so."""
SIDES = {"買": 1, "買建": 1, "buy": 1, "b": 1, "bot": 1, "売": -1, "売建": -1, "sell": -1, "s": -1, "sld": -1}


class _Row:
    def __init__(self, fields: Fields, place: int, calendar: SessionCalendar) -> None:
        self._fields, self._place, self._calendar = fields, place, calendar
        self.line, self.day = int(fields.lines[place]), int(fields.dates["date"][place])

    def word(self, name: str, default: str = "") -> str:
        """The text in a column; the default where there is none."""
        column = self._fields.words.get(name)
        return str(column[self._place]).strip() or default if column is not None else default

    def number(self, name: str) -> float:
        """The number in a column, NaN where there is none."""
        column = self._fields.numbers.get(name)
        return float(column[self._place]) if column is not None else float("nan")

    def needed(self, name: str) -> float:
        """The same. Raises `DataError` where there is none."""
        value = self.number(name)
        if isnan(value):
            raise self.wrong(f"{name} is missing in a row of kind {self.word('kind')}")
        return value

    def size(self) -> int:
        """Signed contracts. Raises `DataError`."""
        value, side = self.needed("size"), self.word("side")
        if not value.is_integer() or value == 0:
            raise self.wrong(f"size {value:g} of {self.word('contract')} is no number of whole contracts")
        if not side:
            return int(value)
        sign = SIDES.get(side.casefold())
        if sign is None or value < 0:
            raise self.wrong(f"side {side!r} with size {value:g}: write buy or sell, and a size above 0")
        return sign * int(value)

    def contract(self, *, held: bool) -> str | NotUnderstood:
        """Our code, or why it is none."""
        symbol = f"{self.word('contract')} {self.word('month')}".strip()
        named = named_contract(Described(symbol), self.day, self._calendar)
        return named.code or NotUnderstood(self.line, named.problem, held)

    def wrong(self, problem: str) -> DataError:
        """A sentence about this row."""
        return DataError(f"{self._fields.file}, line {self.line}: {problem}")


def read_plain(file: Path | str, calendar: SessionCalendar, currency: str) -> Statement:
    """A statement of `FILE[:mdy|dmy][:point|comma]` with the columns of `COLUMNS`; `currency` where none is written.

    Raises `DataError` with one sentence for a row that cannot be, `Refused` with all findings where cells cannot be
    read.
    """
    path, words = path_and_words(file)
    names = {name for one in COLUMNS for name in (plain(one.name), *one.usual)}
    sheet = read_sheet(path, names)
    if "clientaccountid" in {plain(name) for name in sheet.header}:
        raise DataError(f"{sheet.name}: is a Flex query as CSV; let the query deliver XML")
    fields = fields_of(sheet, COLUMNS, {}, {"mark": "point", **words})
    refuse(fields)
    rows = [_Row(fields, place, calendar) for place in range(len(fields.lines))]
    if not rows:
        raise DataError(f"{sheet.name}: has no row; a statement has one for each position and amount")
    return _statement(sheet.name, rows, currency)


def _statement(name: str, rows: list[_Row], currency: str) -> Statement:
    by_kind: dict[str, list[_Row]] = {kind: [] for kind in KINDS.values()}
    for row in rows:
        kind = KINDS.get(plain(row.word("kind")))
        if kind is None:
            raise row.wrong(f"kind {row.word('kind')!r} should be position, trade, cash or fund")
        by_kind[kind].append(row)
    held = [*by_kind["position"], *by_kind["cash"], *by_kind["fund"]]
    others: list[NotUnderstood] = []
    positions, trades = [], []
    for row in by_kind["position"]:
        size, found = row.size(), row.contract(held=True)
        if isinstance(found, NotUnderstood):
            others.append(found)
        else:
            told = row.word("currency", currency)
            positions.append(StatementPosition(found, size, row.number("price"), told, row.line))
    for row in by_kind["trade"]:
        size, price, found = row.size(), row.needed("price"), row.contract(held=False)
        if isinstance(found, NotUnderstood):
            others.append(found)
        else:
            cost = abs(row.number("commission"))
            told = row.word("currency", currency)
            trades.append(StatementTrade(row.day, found, size, price, 0.0 if isnan(cost) else cost, told, row.line))
    return Statement(
        name, "plain", _day_of(held), tuple(positions),
        tuple(StatementCash(row.needed("amount"), row.word("currency", currency), row.line) for row in by_kind["cash"]),
        tuple(
            StatementFund(row.word("contract"), row.needed("amount"), row.word("currency", currency), row.line)
            for row in by_kind["fund"]
        ),
        tuple(sorted(trades, key=lambda one: one.day)), tuple(others),
    )  # fmt: skip


def _day_of(held: list[_Row]) -> Day | None:
    """The one day of all that is held. Raises `DataError` for several."""
    for row in held:
        if row.day != held[0].day:
            raise row.wrong(
                f"is of {iso(row.day)}, and line {held[0].line} of {iso(held[0].day)}; a state is of one day"
            )
    return held[0].day if held else None
