"""What each option of a finished run earned and cost on each session, and why: from its positions, fills and postings,
revalued on the run's own market.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import isclose
from operator import mul
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrow import from_rows, to_array, to_codes, to_column
from data.base.days import Day
from data.base.sums import total
from data.contracts.contracts import OptionContract, is_option, option_contract
from data.curves.option_curve import OptionCurve
from data.market.market import Market
from data.pricing.option_moves import OptionMoves, option_moves
from data.pricing.option_price import OptionState
from engine.account.option_book import INSURANCE, OVERLAY
from engine.account.settlement import closed_part
from engine.analysis.option_sums import TABLE
from engine.day.session_prices import settlement_index
from engine.results.identities import check_options
from engine.results.schemas import SCHEMAS

_NOTHING = OptionMoves(*(0.0,) * len(OptionMoves._fields))
_same = partial(isclose, rel_tol=1e-9, abs_tol=1e-9)
_COMMISSION, _SPREAD, _PREMIUM, _PAYOFF = range(4)
_MONEY = {"commission": _COMMISSION, "spread": _SPREAD, "roll_cost": _SPREAD, "liquidation_cost": _SPREAD} | {
    f"{purpose}_{kind}": place
    for purpose in (OVERLAY, INSURANCE)
    for kind, place in (("premium", _PREMIUM), ("payoff", _PAYOFF))
}


class _Held(NamedTuple):
    """Signed contracts after a session, at a mark in points that was quoted or not."""

    size: int
    mark: float
    quoted: bool


class _Stand(NamedTuple):
    """A series at the end of a session: what it is worth by, its mark and intrinsic value (points), the index
    (`spot`).
    """

    state: OptionState
    mark: float
    intrinsic: float
    spot: float


class _Series(NamedTuple):
    """What was held of a series after each session, and signed contracts and mid prices (points) of its trades."""

    held: dict[Day, _Held]
    traded: defaultdict[Day, list[tuple[int, float]]]


class _Booked(NamedTuple):
    """Money by day and code, in the order of `_MONEY`, and what was opened on a day is held for."""

    amounts: defaultdict[tuple[Day, str], list[float]]
    purposes: dict[tuple[Day, str], str]


def with_options(tables: Mapping[str, pa.Table], market: Market, curve: OptionCurve | None) -> dict[str, pa.Table]:
    """The tables of a run, and where it held or traded options the table `option_attribution`, a row for each session
    and series. Raises `LedgerError` where its rows do not sum to the ledger.
    """
    found = _series(tables)
    if curve is None or not found:
        return dict(tables)
    booked, ends = _booked(tables["ledger"]), _Ends(market, curve)
    rows = [row for code, series in found.items() for row in _rows(code, series, booked, ends)]
    table = from_rows(sorted(rows, key=lambda row: row[0]), SCHEMAS[TABLE])
    check_options(table, tables)
    return {**tables, TABLE: table}


def _rows(code: str, series: _Series, booked: _Booked, ends: "_Ends") -> Iterator[Any]:
    """The rows of one series, in order of date."""
    contract, before, size, purpose = option_contract(code), None, 0, OVERLAY
    unit, call = contract.spec.multiplier, contract.right == "C"
    for day in sorted({*series.held, *series.traded}):
        now = ends.of(contract, day, series.held.get(day), before)
        parts, other = _NOTHING, 0.0
        if before is not None:
            parts = option_moves(before.state, now.state, now.spot / before.spot, contract.strike, call)
            other = now.mark - before.mark - total(parts)
        opened_for = booked.purposes.get((day, code), purpose)
        # what was held before is what gained on the session, whatever it was sold and bought again for
        purpose = purpose if size else opened_for
        trades = series.traded.get(day, ())
        intraday = total(count * (now.mark - mid) for count, mid in trades)
        of_parts = [size * unit * part for part in parts] + [unit * intraday, size * unit * other]
        beyond = [ends.intrinsic(contract, day, mid, now) - now.intrinsic for _, mid in trades]
        opened, closed = (_intrinsic(part, beyond, now, unit) for part in _opened_and_closed(size, trades))
        size = series.held[day].size if day in series.held else 0
        money = booked.amounts[day, code]
        of_parts += [money[_SPREAD], money[_COMMISSION]]
        yield (
            day, code, purpose, size,
            now.state.volatility if size else np.nan,
            size * unit * now.mark, size * unit * now.intrinsic,
            money[_PREMIUM], opened, money[_PAYOFF], closed,
            *of_parts, total(of_parts),
        )  # fmt: skip
        before, purpose = now if size else None, opened_for


def _opened_and_closed(size: int, trades: Sequence[tuple[int, float]]) -> tuple[list[int], list[int]]:
    """Signed contracts of each trade that opened something, and that closed something."""
    opened, closed = list[int](), list[int]()
    for count, _ in trades:
        closed.append(closed_part(size, count))
        opened.append(count - closed[-1])
        size += count
    return opened, closed


def _intrinsic(counts: Sequence[int], beyond: Sequence[float], now: _Stand, unit: float) -> float:
    """Intrinsic value of signed contracts traded, account currency, of bought ones negative; `beyond` is what it was at
    each trade more than at the close, points.
    """
    return -sum(counts) * unit * now.intrinsic - unit * total(map(mul, counts, beyond))


class _Ends:
    """Where series stand at the end of sessions."""

    def __init__(self, market: Market, curve: OptionCurve) -> None:
        self._curve = curve
        self._rows = {day: row for row, day in enumerate(market.days)}
        self._opens, self._closes = market.values("open"), market.values("close")
        self._real = market.values("open_is_real")

    def of(self, contract: OptionContract, day: Day, held: _Held | None, before: _Stand | None) -> _Stand:
        """A series at its mark, at the close where nothing is left of it, or settled."""
        row = self._rows[day]
        if day >= contract.expiry:
            return self._settled(contract, row, before)
        mark, quoted = held[1:] if held else self._closed_at(contract, row)
        state = self._curve.state(contract, row, mark if quoted else None)
        intrinsic = contract.payoff(self._curve.underlying(contract, row))
        return _Stand(state, mark, intrinsic, self._closes[row])

    def intrinsic(self, contract: OptionContract, day: Day, mid: float, now: _Stand) -> float:
        """Intrinsic value when a series was traded at a mid price, points: that of the open where that was its price.
        What was done within a session counts as at the close, since nobody knows where the index stood.
        """
        row = self._rows[day]
        if _same(mid, now.mark) or not _same(mid, self._curve.at_open(contract, row).mid):
            return now.intrinsic
        return contract.payoff(self._curve.settlement(contract, self._opens[row], row))

    def _closed_at(self, contract: OptionContract, row: int) -> tuple[float, bool]:
        mark = self._curve.at_close(contract, row)
        return mark.mid, mark.quoted

    def _settled(self, contract: OptionContract, row: int, before: _Stand | None) -> _Stand:
        at_close = not contract.settles_at_open
        index = settlement_index(self._opens[row], self._closes[row], at_close, bool(self._real[row]))
        value = self._curve.settlement(contract, index, row)
        payoff = contract.payoff(value)
        volatility = before.state.volatility if before else 0.0
        return _Stand(OptionState(value, 0.0, volatility, 1.0), payoff, payoff, index)


def _series(tables: Mapping[str, pa.Table]) -> dict[str, _Series]:
    """Option series by code, in order of their first trade or mark."""
    found: dict[str, _Series] = {}
    for code, day, size, price, half in _of_options(tables["fills"], "size", "price", "half_spread"):
        series = found.setdefault(code, _Series({}, defaultdict(list)))
        series.traded[day].append((size, price - half if size > 0 else price + half))
    for code, day, size, mark, source in _of_options(tables["positions"], "size", "mark", "mark_source"):
        series = found.setdefault(code, _Series({}, defaultdict(list)))
        series.held[day] = _Held(size, mark, source == "quoted")
    return found


def _booked(ledger: pa.Table) -> _Booked:
    found = _Booked(defaultdict(lambda: [0.0] * len({*_MONEY.values()})), {})
    for code, day, category, amount in _of_options(ledger, "category", "amount"):
        if (place := _MONEY.get(category)) is not None:
            found.amounts[day, code][place] += amount
        if place == _PREMIUM:
            found.purposes[day, code] = category.removesuffix("_premium")
    return found


def _of_options(table: pa.Table, *names: str) -> Iterator[Any]:
    """Code, day and other columns of the rows that are about options."""
    places, codes = to_codes(table["contract"])
    chosen = np.flatnonzero(np.array([is_option(code) for code in codes], dtype=bool)[places]) if codes else places
    part = table.select(["date", *names]).take(to_column(chosen, pa.int64()))
    columns = [part[name].to_pylist() for name in names]
    return zip([codes[place] for place in places[chosen]], to_array(part["date"]).tolist(), *columns, strict=True)
