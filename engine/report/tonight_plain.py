"""Tonight as values for JSON; see `docs/tonight.md`."""

from math import isfinite
from typing import Any

from data.base.days import iso
from engine.evening.distances import Change, Distance
from engine.evening.tonight import Tonight

DATES = frozenset({"day", "arrives", "send_by", "until", "due"})
"""Fields that are days."""


def plain_tonight(found: Tonight) -> dict[str, Any]:
    """Dates as ISO text, money in account currency, shares and moves as decimals, what is not known as None."""
    evening, call, at = found.evening, found.evening.account.call, found.fills_at
    return {
        **evening.config.identity,
        "date": iso(evening.day),
        "next_session": iso(evening.next_day),
        "rehearsal": found.rehearsed,
        "status": found.status,
        "fills_at": None if at is None else at._asdict(),
        "orders": [plain_row(one) for one in found.orders],
        "cash_moves": [plain_row(one) for one in found.moves],
        "arrivals": [plain_row(one) for one in found.arrivals],
        "call": None if call is None else plain_row(call),
        "balance": {**plain_row(found.account), "spare": found.account.spare},
        "positions": [one._asdict() for one in evening.account.positions],
        "rules": [plain_row(one) for one in found.rules],
        "halving": None if found.halving is None else found.halving._asdict(),
        "distances": [_distance(one) for one in found.distances],
        "changes": [_change(one) for one in found.changes],
        "dates": [plain_row(one) for one in found.dates],
        "events": [
            {"kind": one.kind, "contract": one.contract, "code": one.code, "values": _numbers(one.numbers)}
            for one in found.events
        ],
    }


def plain_row(row: Any) -> dict[str, Any]:
    """A named tuple: its days as ISO text, numbers that are none as None."""
    return {("date" if name == "day" else name): _value(name, value) for name, value in row._asdict().items()}


def _value(name: str, value: Any) -> Any:
    if name in DATES:
        return None if value is None else iso(value)
    return _known(value) if isinstance(value, float) else value


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _numbers(numbers: dict[str, float | str]) -> dict[str, float | str | None]:
    return {name: value if isinstance(value, str) else _known(float(value)) for name, value in numbers.items()}


def _distance(one: Distance) -> dict[str, Any]:
    return {**plain_row(one), "points": one.points}


def _change(one: Change) -> dict[str, Any]:
    answer = {"ratio": one.answer.ratio, "contracts": one.answer.contracts, "codes": list(one.answer.codes)}
    return {"close": one.close, "move": one.move, "trade": one.trade, **answer}
