"""The worst of a portfolio: its worst month and what each account gave to it, and every deepest fall at once."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import rows_where, to_array
from data.base.days import Day, date_of
from data.base.sums import total
from engine.analysis import returns
from engine.analysis.drawdowns import max_drawdown
from engine.portfolio.figures import PORTFOLIO, Path
from engine.portfolio.schemas import ON_ITS_WAY, SCHEMAS

NOT_EARNED = ("flow", "moved")
"""Sources in the ledger that are payments, and not earned."""


def worst(
    tables: Mapping[str, pa.Table], whole: Path, held: Mapping[str, Path], shares: Mapping[str, float]
) -> pa.Table:
    """A row for the whole, then one for each account, and one for what happened to money on its way."""
    first, last, before = worst_month(whole)
    gave = _given(tables["ledger"], first, last)
    names = [PORTFOLIO, *held, *([ON_ITS_WAY] if gave.get(ON_ITS_WAY) else [])]
    falls = {PORTFOLIO: max_drawdown(whole.worth), **{name: max_drawdown(path.worth) for name, path in held.items()}}
    at_once = {name: share * falls[name] for name, share in shares.items()}
    gave[PORTFOLIO], at_once[PORTFOLIO] = total(gave.values()), total(at_once.values())
    month = {"first": date_of(first), "last": date_of(last)}
    rows = [
        {
            "account": name,
            **month,
            "gave": gave.get(name, 0.0),
            "of_equity": gave.get(name, 0.0) / before if before > 0.0 else 0.0,
            "max_drawdown": falls.get(name),
            "at_once": at_once.get(name),
        }
        for name in names
    ]
    return pa.Table.from_pylist(rows, SCHEMAS["worst"])


def worst_month(whole: Path) -> tuple[Day, Day, float]:
    """First and last day of the calendar month with the lowest return of the unit value, broken first and last ones
    included, and equity before it.
    """
    ends = returns.month_ends(whole.days)
    begins = np.concatenate([[0], ends[:-1]])
    place = int(np.argmin(whole.worth[ends] / np.where(whole.worth[begins] > 0.0, whole.worth[begins], np.inf)))
    first = int(whole.days[min(begins[place] + 1, ends[place])])
    return first, int(whole.days[ends[place]]), float(whole.equity[begins[place]])


def _given(ledger: pa.Table, first: Day, last: Day) -> dict[str, float]:
    """What each account earned in a period, portfolio currency, without what was paid or moved."""
    days = to_array(ledger["date"])
    inside = (days >= first) & (days <= last)
    found: dict[str, float] = {}
    for row in rows_where(ledger, inside).select(["account", "source", "told"]).to_pylist():
        if row["source"] not in NOT_EARNED:
            found[row["account"]] = found.get(row["account"], 0.0) + row["told"]
    return found
