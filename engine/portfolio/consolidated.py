"""The accounts of a portfolio told as one: equity, and a ledger in which every change of it stands."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import iso
from engine.account.ledger import CATEGORIES, FLOWS, TOLERANCE, LedgerError
from engine.analysis.drawdowns import falls
from engine.analysis.unit_value import unit_values
from engine.portfolio.clearing import Clearing, Transfer
from engine.portfolio.schemas import ON_ITS_WAY, SCHEMAS
from engine.results.run import RunResult

MOVED, CONVERSION, REVALUATION = "moved", "conversion", "revaluation"
SOURCES = {MOVED: MOVED, CONVERSION: "costs", REVALUATION: "currency"}
BETWEEN = "transfer"
"""Reason of the postings that move money between accounts."""
Days = NDArray[np.int32]


class Line(NamedTuple):
    """A row of the ledger without its day and source: amounts in the account's currency and as told."""

    place: int
    account: str
    category: str
    amount: float
    told: float


class Consolidated:
    """Tables of some accounts' runs, in their order, and of what was moved between them."""

    def __init__(self, runs: Mapping[str, RunResult], clearing: Clearing) -> None:
        self._runs, self._clearing = runs, clearing
        self._names = list(runs)
        found = [to_array(run.tables["equity"]["date"]) for run in runs.values()]
        self.days: Days = np.unique(np.concatenate(found))
        self._rates = {
            currency: np.array([clearing.rates.rate(currency, int(day)) for day in self.days])
            for currency in dict.fromkeys(clearing.currencies)
        }
        self._equity = [
            _latest(self.days, one, to_array(run.tables["equity"]["equity"]), run.config.capital.initial)
            for one, run in zip(found, runs.values(), strict=True)
        ]

    def tables(self) -> dict[str, pa.Table]:
        """All tables by name. Raises `LedgerError` where they do not add up."""
        lines = [*self._of_accounts(), *self._of_the_way()]
        on_its_way = self._on_its_way()
        together: Floats = np.sum([self._told(place) for place in range(len(self._names))], axis=0) + on_its_way
        self._require_sums(together, lines)
        flows = self._by_day([line for line in lines if line.category in FLOWS and line.place > 0])
        worth = unit_values(together, flows)
        whole = {
            "date": self.days, "equity": together, "on_its_way": on_its_way, "flow": flows, "unit_value": worth,
            "drawdown": falls(worth),
        }  # fmt: skip
        return {
            "equity": pa.table(whole, schema=SCHEMAS["equity"]),
            "accounts": self._accounts(),
            "ledger": self._ledger(lines),
            "transfers": self._transfers(),
        }

    def _told(self, place: int) -> Floats:
        told: Floats = self._equity[place] * self._rate(place)
        return told

    def _rate(self, place: int) -> Floats:
        return self._rates[self._clearing.currencies[place]]

    def _of_accounts(self) -> list[Line]:
        """Postings of the accounts by day and category, and what the rate did to what was there."""
        lines = []
        for place, (name, run) in enumerate(self._runs.items()):
            rate = self._rate(place)
            opening = int(to_array(run.tables["equity"]["date"])[0])
            for day, category, amount in _postings(run.tables["ledger"]):
                row = 0 if (day, category) == (opening, FLOWS[0]) else int(np.searchsorted(self.days, day))
                lines.append(Line(row, name, category, amount, amount * float(rate[row])))
            lines += self._revalued(name, self._equity[place], rate)
        return lines

    @staticmethod
    def _revalued(name: str, held: Floats, rate: Floats) -> list[Line]:
        moved = held[:-1] * np.diff(rate)
        return [Line(row + 1, name, REVALUATION, 0.0, float(moved[row])) for row in np.flatnonzero(moved).tolist()]

    def _of_the_way(self) -> list[Line]:
        """What leaves one account and is not with another yet."""
        lines = []
        for one in self._clearing.transfers:
            if one.sent_on is None or one.sent <= 0.0:
                continue
            first, last, rate = *self._rows(one), self._rate(one.source)
            lines.append(Line(first, ON_ITS_WAY, MOVED, one.sent, one.sent * float(rate[first])))
            moved = one.sent * np.diff(rate[first : last + 1])
            lines += [
                Line(first + 1 + place, ON_ITS_WAY, REVALUATION, 0.0, float(moved[place]))
                for place in np.flatnonzero(moved).tolist()
            ]
            if one.arrived_on is not None:
                told = one.cost - one.sent * float(rate[last])
                lines.append(Line(last, ON_ITS_WAY, MOVED, -one.sent, told))
                lines += [Line(last, ON_ITS_WAY, CONVERSION, 0.0, -one.cost)] if one.cost else []
        return lines

    def _rows(self, one: Transfer) -> tuple[int, int]:
        """The rows on which a transfer leaves and arrives; one beyond the last where it does not."""
        first = int(np.searchsorted(self.days, one.sent_on or 0))
        if one.arrived_on is None:
            return first, len(self.days)
        return first, int(np.searchsorted(self.days, one.arrived_on))

    def _on_its_way(self) -> Floats:
        found = np.zeros(len(self.days))
        for one in self._clearing.transfers:
            if one.sent_on is not None and one.sent > 0.0:
                found += np.where(_between(len(self.days), *self._rows(one)), one.sent * self._rate(one.source), 0.0)
        return found

    def _by_day(self, lines: Sequence[Line]) -> Floats:
        rows, told = [line.place for line in lines], [line.told for line in lines]
        return np.bincount(np.array(rows, np.int64), told, len(self.days)).astype(np.float64)

    def _require_sums(self, together: Floats, lines: Sequence[Line]) -> None:
        change, told = np.diff(together, prepend=0.0), self._by_day(lines)
        wrong = np.flatnonzero(~(np.abs(change - told) <= TOLERANCE * np.maximum(np.abs(together), 1.0)))
        if len(wrong):
            row = int(wrong[0])
            raise LedgerError(f"{iso(int(self.days[row]))}: change of equity {change[row]!r}, postings {told[row]!r}")

    def _accounts(self) -> pa.Table:
        columns: dict[str, list[pa.Array]] = {name: [] for name in SCHEMAS["accounts"].names}
        for place, name in enumerate(self._names):
            rows = len(self.days)
            for column, values in (
                ("date", pa.array(self.days, pa.date32())),
                ("account", pa.array([name] * rows)),
                ("currency", pa.array([self._clearing.currencies[place]] * rows)),
                ("equity", pa.array(self._equity[place])),
                ("rate", pa.array(self._rate(place))),
                ("told", pa.array(self._told(place))),
            ):
                columns[column].append(values)
        return pa.table({name: pa.chunked_array(found) for name, found in columns.items()}, schema=SCHEMAS["accounts"])

    def _ledger(self, lines: Sequence[Line]) -> pa.Table:
        ordered = sorted(lines, key=lambda line: (line.place, line.account == ON_ITS_WAY))
        known = {**CATEGORIES, **SOURCES, **dict.fromkeys(FLOWS, "flow")}
        return pa.table(
            {
                "date": pa.array(self.days[[line.place for line in ordered]], pa.date32()),
                "account": [line.account for line in ordered],
                "category": [line.category for line in ordered],
                "source": [known[line.category] for line in ordered],
                "amount": [line.amount for line in ordered],
                "told": [line.told for line in ordered],
            },
            schema=SCHEMAS["ledger"],
        )

    def _transfers(self) -> pa.Table:
        told = self._clearing.transfers
        return (
            pa.table(
                {
                    "decided": pa.array([one.decided for one in told], pa.date32()),
                    "source": [self._names[one.source] for one in told],
                    "target": [self._names[one.target] for one in told],
                    "currency": [self._clearing.currencies[one.source] for one in told],
                    "sent_on": pa.array([one.sent_on for one in told], pa.date32()),
                    "arrived_on": pa.array([one.arrived_on for one in told], pa.date32()),
                    **{
                        name: [getattr(one, name) for one in told]
                        for name in ("reason", "status", "asked", "sent", "arrived", "cost")
                    },
                }
            )
            .select(SCHEMAS["transfers"].names)
            .cast(SCHEMAS["transfers"])
        )


def _latest(days: Days, sessions: Days, equity: Floats, opening: float) -> Floats:
    """Equity on every day, as after the latest session; before the first the capital that waits for it."""
    rows = np.searchsorted(sessions, days, side="right") - 1
    found: Floats = np.where(rows >= 0, equity[np.maximum(rows, 0)], opening)
    return found


def _between(size: int, first: int, last: int) -> NDArray[np.bool_]:
    rows = np.arange(size)
    return (rows >= first) & (rows < last)


def _postings(ledger: pa.Table) -> list[tuple[int, str, float]]:
    """(day, category, amount) of a ledger by day and category; what moves within the account left out."""
    grouped = ledger.group_by(["date", "category", "reason"], use_threads=False).aggregate([("amount", "sum")])
    sums: dict[tuple[int, str], float] = {}
    for day, category, reason, amount in zip(
        to_array(grouped["date"]).tolist(),
        grouped["category"].to_pylist(),
        grouped["reason"].to_pylist(),
        grouped["amount_sum"].to_pylist(),
        strict=True,
    ):
        if category == "transfer":
            continue
        told = MOVED if category in FLOWS and reason == BETWEEN else category
        sums[day, told] = sums.get((day, told), 0.0) + amount
    return [(day, category, amount) for (day, category), amount in sorted(sums.items())]
