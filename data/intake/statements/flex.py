"""Flex statements of Interactive Brokers: the sections Open Positions, Cash Report and Trades of an activity query,
as XML.

Names of fields are those of public samples and of the types that https://github.com/csingley/ibflex lists.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite, nan

from data.base.days import Day, iso
from data.base.errors import DataError
from data.base.saying import Saying, said
from data.contracts.calendars import SessionCalendar
from data.intake.statements.named_contracts import Described, day_in_code, named_contract
from data.intake.statements.rows import (
    NotUnderstood,
    Statement,
    StatementCash,
    StatementFund,
    StatementPosition,
    StatementTrade,
)
from data.intake.statements.xml_elements import Element, elements

DERIVATIVES = frozenset(("FUT", "OPT", "FOP", "CFD"))
FUNDS = frozenset(("STK", "FUND"))
"""Categories of assets that are contracts, and those of which units are held for their value."""
SUMMARY = "BASE_SUMMARY"
PARTS = frozenset(("ORDER", "SYMBOL_SUMMARY", "CLOSED_LOT", "WASH_SALE", "ASSET_SUMMARY"))
"""Levels of detail that tell trades once more that stand as executions."""


@dataclass
class _Gathered:
    positions: list[StatementPosition] = field(default_factory=list)
    cash: list[StatementCash] = field(default_factory=list)
    funds: list[StatementFund] = field(default_factory=list)
    trades: list[StatementTrade] = field(default_factory=list)
    others: list[NotUnderstood] = field(default_factory=list)


class _Flex:
    """One statement: its day, and the rows in it."""

    def __init__(self, name: str, calendar: SessionCalendar, day: Day) -> None:
        self.name, self.calendar, self.day, self.found = name, calendar, day, _Gathered()

    def position(self, told: Element) -> None:
        """An open position, of a contract or of a fund."""
        category, currency = told.get("assetCategory"), told.get("currency")
        if category in FUNDS:
            worth = self._number(told, "positionValue")
            self.found.funds.append(StatementFund(told.get("symbol"), worth, currency, told.line, category != "FUND"))
            return
        size = self._whole(told, "position")
        code = self._contract(told, self.day, held=size != 0)
        if code and size:
            price = self._number(told, "markPrice", nan)
            self.found.positions.append(StatementPosition(code, size, price, currency, told.line))

    def cash(self, told: Element) -> None:
        """Cash in a currency."""
        amount = self._number(told, "endingCash")
        self.found.cash.append(StatementCash(amount, told.get("currency"), told.line))

    def trade(self, told: Element) -> None:
        """A trade of a contract, one execution."""
        side = told.get("buySell").upper()
        if "(CA" in side:
            self._other(told, said("statement.cancelled", symbol=told.get("symbol")))
            return
        day = self._day(told, "tradeDate", "dateTime")
        code = self._contract(told, day, held=False)
        if not code:
            return
        size = self._whole(told, "quantity")
        size = -abs(size) if side.startswith("SELL") else size
        price, cost = self._number(told, "tradePrice"), -self._number(told, "ibCommission", 0.0)
        currency = told.get("currency")
        self.found.trades.append(StatementTrade(day, code, size, price, cost, currency, told.line))

    def _contract(self, told: Element, day: Day, *, held: bool) -> str:
        """Our code; empty where it is none, which is among the others."""
        category, right = told.get("assetCategory"), told.get("putCall")[:1].upper()
        if category not in DERIVATIVES:
            self._other(told, said("statement.category", symbol=told.get("symbol"), category=category), held=held)
            return ""
        option = bool(right) or category in {"OPT", "FOP"}
        described = Described(
            told.get("symbol"),
            told.get("underlyingSymbol"),
            self._day(told, "expiry") if told.get("expiry") else None,
            self._number(told, "strike") if option and told.get("strike") else None,
            (right or _right_in(told.get("symbol"))) if option else "",
            self._number(told, "multiplier") if told.get("multiplier") else None,
        )
        named = named_contract(described, day, self.calendar)
        if not named.code:
            self._other(told, named.problem, held=held)
        return named.code

    def _other(self, told: Element, why: Saying, *, held: bool = False) -> None:
        self.found.others.append(NotUnderstood(told.line, why, held))

    def _number(self, told: Element, name: str, missing: float | None = None) -> float:
        text = told.get(name)
        if not text and missing is not None:
            return missing
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            value = nan
        if not isfinite(value):
            raise self._wrong(told, name, f"{text!r} is no number" if text else "is missing; tick it in the Flex query")
        return value

    def _whole(self, told: Element, name: str) -> int:
        value = self._number(told, name)
        if not value.is_integer():
            raise self._wrong(told, name, f"{value:g} of {told.get('symbol')} is no number of whole contracts")
        return int(value)

    def _day(self, told: Element, *names: str) -> Day:
        return day_at(told, self.name, *names)

    def _wrong(self, told: Element, name: str, problem: str) -> DataError:
        return DataError(f"{self.name}, line {told.line}: {name} of {told.name} {problem}")


def day_at(told: Element, file: str, *names: str) -> Day:
    """The day in the first of these attributes that is there. Raises `DataError` for one in another form."""
    text = told.get(*names)
    try:
        return day_in_code(text)
    except ValueError:
        problem = f"{text!r} is not like 20260710" if text else "is missing"
        hint = "set the Flex query's date format to yyyyMMdd"
        raise DataError(f"{file}, line {told.line}: {names[0]} of {told.name} {problem}; {hint}") from None


def read_flex(content: bytes, name: str, calendar: SessionCalendar) -> Statement:
    """A Flex statement of one account: of several days the last. Raises `DataError` with one sentence for what is none,
    for several accounts, and for a field that cannot be read.
    """
    found = elements(content, name)
    _require_flex(found, name)
    begin = [place for place, one in enumerate(found) if one.name == "FlexStatement"]
    if not begin:
        raise DataError(f"{name}: has no FlexStatement in it; run the Flex query again")
    accounts = sorted({found[place].get("accountId") for place in begin})
    if len(accounts) > 1:
        raise DataError(f"{name}: has {len(accounts)} accounts, {', '.join(accounts)}; query one of them")
    ends = [*begin[1:], len(found)]
    days = [day_at(found[place], name, "toDate") for place in begin]
    last = max(range(len(begin)), key=days.__getitem__)
    reader = _Flex(name, calendar, days[last])
    _read_rows(reader, found[begin[last] : ends[last]])
    for place, (first, end) in enumerate(zip(begin, ends, strict=True)):
        if place != last:  # earlier days tell trades only
            earlier = _Flex(name, calendar, days[place])
            _read_rows(earlier, [one for one in found[first:end] if one.name == "Trade"])
            reader.found.trades += earlier.found.trades
            reader.found.others += earlier.found.others
    return _statement(reader)


def _require_flex(found: list[Element], name: str) -> None:
    root = found[0]
    if root.name == "FlexStatementResponse":
        message = next((" ".join("".join(one.text).split()) for one in found if one.name == "ErrorMessage"), "")
        raise DataError(f"{name}: is the answer of the service and no statement: {message or 'fetch the statement'}")
    if root.name != "FlexQueryResponse":
        raise DataError(f"{name}: is XML, but no Flex statement: it begins with {root.name}, not FlexQueryResponse")


def _read_rows(reader: _Flex, rows: Iterable[Element]) -> None:
    rows = list(rows)
    positions = [one for one in rows if one.name == "OpenPosition"]
    summed = {one.get("symbol") for one in positions if not _is_lot(one)}
    for one in positions:  # lots are the parts of what is summed
        if not (_is_lot(one) and one.get("symbol") in summed):
            reader.position(one)
    cash = [one for one in rows if one.name == "CashReportCurrency"]
    for one in [one for one in cash if one.get("currency") != SUMMARY] or _of_base(reader, rows, cash):
        reader.cash(one)
    for one in rows:
        if one.name == "Trade" and one.get("levelOfDetail").upper() not in PARTS:
            reader.trade(one)


def _is_lot(one: Element) -> bool:
    return one.get("levelOfDetail").upper() == "LOT"


def _of_base(reader: _Flex, rows: list[Element], cash: list[Element]) -> list[Element]:
    """Cash that is only told as a sum: in the currency of the account. Raises `DataError` where none is said."""
    base = next((one.get("currency") for one in rows if one.name == "AccountInformation"), "")
    if cash and not base:
        raise DataError(
            f"{reader.name}, line {cash[0].line}: cash is told as a sum in a currency that is not said; tick the "
            "currency breakout of the Cash Report"
        )
    return [one._replace(attributes={**one.attributes, "currency": base}) for one in cash]


def _right_in(symbol: str) -> str:
    """Call or put by the last word of a symbol such as ESZ6 C6000."""
    last = symbol.rpartition(" ")[2]
    return last[0] if last[:1] in {"C", "P"} else ""


def _statement(reader: _Flex) -> Statement:
    found = reader.found
    sums: dict[str, StatementPosition] = {}
    for one in found.positions:
        before = sums.get(one.contract)
        sums[one.contract] = one if before is None else one._replace(size=one.size + before.size, line=before.line)
    trades = sorted(found.trades, key=lambda one: one.day)
    late = next((one for one in trades if one.day > reader.day), None)
    if late:
        raise DataError(
            f"{reader.name}, line {late.line}: a trade of {iso(late.day)}, after the statement, {iso(reader.day)}"
        )
    positions = tuple(one for one in sums.values() if one.size)
    return Statement(
        reader.name, "flex", reader.day, positions, tuple(found.cash), tuple(found.funds), tuple(trades),
        tuple(found.others),
    )  # fmt: skip
