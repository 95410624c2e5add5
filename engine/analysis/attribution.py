"""Where the return came from: ledger postings by category and source, summed over any sessions,
and linked so that they compound.

Amounts in account currency sum to the change of equity over any period, because the ledger does. Contributions to a
compounded return do so by the logarithmic linking of Carino: a day's contributions are weighted with k = ln(1 + r) / r,
and the sum divided by K = ln(1 + R) / R, where r is the day's return and R that of all chosen sessions together.
Source: D. Carino, Combining attribution effects over time, Journal of Performance Measurement 3 (1999), 5-14.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes
from engine.account.ledger import CATEGORIES

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Attribution:
    """What each session gained, by category.

    `days` (n,) day numbers; `categories` (k,); `amounts` (n, k) account currency, a gain positive and a cost negative;
    `opening` (n,) equity before the session, capital paid in included.
    """

    days: NDArray[np.int32]
    categories: tuple[str, ...]
    amounts: Floats
    opening: Floats

    @property
    def returns(self) -> Floats:
        """Simple return of each session, decimals, shape (n,), a loss negative; 0 once there is no equity."""
        gains = self.amounts.sum(axis=1)
        daily: Floats = np.divide(gains, self.opening, out=np.zeros_like(gains), where=self.opening > 0.0)
        return daily


def daily_attribution(tables: Mapping[str, pa.Table]) -> Attribution:
    """Attribution of a run, one row for each session of its equity table; categories in the order of the ledger's."""
    table, equity = tables["attribution"], to_array(tables["equity"]["equity"])
    days = to_array(tables["equity"]["date"])
    codes, names = to_codes(table["category"])
    amounts = np.zeros((len(days), len(names)))
    np.add.at(amounts, (np.searchsorted(days, to_array(table["date"])), codes), to_array(table["amount"]))
    order = sorted(range(len(names)), key=lambda place: list(CATEGORIES).index(names[place]))
    amounts = amounts[:, order]
    # before the first session the account had what it did not gain on it: the capital paid in
    opening = np.concatenate([[equity[0] - amounts[0].sum()], equity[:-1]])
    return Attribution(days, tuple(names[place] for place in order), amounts, opening)


def summed(attribution: Attribution, groups: Codes, count: int) -> Floats:
    """Amounts by group and category, account currency, shape (count, k); `groups` (n,) is the group of each session, -1
    for none.
    """
    totals = np.zeros((count, len(attribution.categories)))
    chosen = groups >= 0
    np.add.at(totals, groups[chosen], attribution.amounts[chosen])
    return totals


def contributions(attribution: Attribution, chosen: NDArray[np.bool_]) -> Floats | None:
    """Contribution of each category to the compounded return of the chosen sessions, decimals, shape (k,), a loss
    negative; they sum to that return. `chosen` are flags of the sessions, (n,).

    None where the account was lost within them: there is no return to speak of.

    >>> amounts = np.array([[2.0, -1.0], [3.0, 0.0]])
    >>> gains = Attribution(np.array([0, 1], dtype=np.int32), ("a", "b"), amounts, np.array([100.0, 101.0]))
    >>> found = contributions(gains, np.array([True, True]))
    >>> bool(np.isclose(found.sum(), 104.0 / 100.0 - 1.0))
    True
    """
    daily = attribution.returns[chosen]
    if (daily <= -1.0).any() or (attribution.opening[chosen] <= 0.0).any():
        return None
    shares = attribution.amounts[chosen] / attribution.opening[chosen, None]
    total = float(np.expm1(np.log1p(daily).sum()))
    linked: Floats = (_weights(daily)[:, None] * shares).sum(axis=0) / _weights(np.array([total]))[0]
    return linked


def _weights(values: Floats) -> Floats:
    """ln(1 + r) / r, which is 1 at r = 0."""
    return np.divide(np.log1p(values), values, out=np.ones_like(values), where=values != 0.0)


def by_source(categories: Sequence[str], values: Floats) -> dict[str, float]:
    """Values of categories (k,), in any one unit, added up by source of return; every source is there, also at 0."""
    sources = dict.fromkeys(CATEGORIES.values(), 0.0)
    for name, value in zip(categories, values.tolist(), strict=True):
        sources[CATEGORIES[name]] += value
    return sources


def months_of(days: NDArray[np.int32]) -> tuple[Codes, list[str]]:
    """(month of each session as a code (n,), the months as "2008-10").

    >>> codes, months = months_of(np.array([14182, 14183, 14184], dtype=np.int32))
    >>> codes.tolist(), months
    ([0, 0, 1], ['2008-10', '2008-11'])
    """
    return _periods(days, "M")


def years_of(days: NDArray[np.int32]) -> tuple[Codes, list[str]]:
    """(calendar year of each session as a code (n,), the years as "2008")."""
    return _periods(days, "Y")


def rules_of(tables: Mapping[str, pa.Table]) -> tuple[Codes, list[str]]:
    """(rule that bound the target held in each session as a code (n,), the rules; "" where none did); of the cash
    ratio, the state of its rules.

    What bound on one evening is in force the session after; the first session has none.
    """
    days, rules = to_array(tables["equity"]["date"]), tables.get("cash_rules", tables["rules"])
    if "cash_rules" not in tables:
        rules = rules.filter(rules["bound"])
    codes, names = to_codes(rules["state" if "cash_rules" in tables else "rule"])
    states = ["", *(name for name in names if name)]
    in_force = np.zeros(len(days), dtype=np.int64)
    rows = np.searchsorted(days, to_array(rules["date"])) + 1
    inside = rows < len(days)
    translated = np.array([states.index(name) for name in names], dtype=np.int64)[codes] if names else codes
    in_force[rows[inside]] = translated[inside]
    return in_force, states


def _periods(days: NDArray[np.int32], unit: str) -> tuple[Codes, list[str]]:
    periods, codes = np.unique(days.astype("datetime64[D]").astype(f"datetime64[{unit}]"), return_inverse=True)
    return codes.astype(np.int64), periods.astype(str).tolist()
