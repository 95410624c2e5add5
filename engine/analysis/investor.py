"""An account told in the investor's currency: equity, and where its change came from, to the last yen.

With E the equity in account currency and S the rate (investor's currency for one of the account's), the change of E S
over a session is

    S(t-1) dE  +  E(t-1) dS  +  dE dS        asset + translation + cross term,

where the asset term splits further by what the ledger says about dE. So an overlay is exposed to the currency with its
profit and loss, never with its notional. Portfolio Performance, ghostfolio and others are asked for this split:
`fx_translation` and `fx_cross` in the table.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import Values, to_array, to_column
from data.base.days import iso
from engine.account.ledger import CATEGORIES, TOLERANCE, LedgerError
from engine.analysis.drawdowns import falls
from engine.analysis.unit_value import FLOWS, INVESTOR_FLOWS, net_flows, unit_values

EQUITY, ATTRIBUTION = "investor_equity", "investor_attribution"
_MONEY = (
    "equity", "cash", "mmf", "in_transit", "option_value", "share_value", "overlay_notional", "overlay_delta",
    "maintenance", "initial", "hedge_margin", "collateral", "excess",
)  # fmt: skip

Tables = Mapping[str, pa.Table]


def investor_tables(tables: Tables) -> Tables:
    """A run's tables with equity and attribution in the investor's currency; as they are where
    that is the account's.
    """
    if EQUITY not in tables:
        return tables
    flows = {FLOWS: tables[INVESTOR_FLOWS]} if FLOWS in tables else {}
    return {**tables, "equity": tables[EQUITY], "attribution": tables[ATTRIBUTION], **flows}


def translated(tables: Tables, rate: Floats, riskless: Floats) -> dict[str, pa.Table]:
    """The tables in the investor's currency: equity, attribution, and flows where there are any. `rate` (units of it
    for one of the account's) and `riskless` (what cash in it earned, decimal) are by session, shape (n,).

    Raises `LedgerError` unless the attribution sums to the change of equity, day by day.
    """
    equity, attribution = tables["equity"], tables["attribution"]
    days = to_array(equity["date"])
    told = {name: to_array(equity[name]) * rate for name in _MONEY}
    flows = net_flows(tables)
    told |= {"drawdown": falls(unit_values(told["equity"], flows * rate)), "bill_return": riskless}
    arrays = [
        to_column(told[field.name], field.type, nullable=field.nullable)
        if field.name in told
        else equity[field.name].combine_chunks()
        for field in equity.schema
    ]
    found = {
        EQUITY: pa.table(arrays, schema=equity.schema),
        ATTRIBUTION: _attribution(equity, attribution, rate, flows),
    }
    if FLOWS in tables:
        found[INVESTOR_FLOWS] = _flows(tables[FLOWS], rate[np.searchsorted(days, to_array(tables[FLOWS]["date"]))])
    _check(found, tables, rate)
    return found


def _flows(flows: pa.Table, rate: Floats) -> pa.Table:
    """Flows at the rate of their session, (flows,)."""
    for name in ("asked", "paid"):
        place, field = flows.column_names.index(name), flows.schema.field(name)
        flows = flows.set_column(place, field, to_column(to_array(flows[name]) * rate, field.type))
    return flows


def _attribution(equity: pa.Table, attribution: pa.Table, rate: Floats, flows: Floats) -> pa.Table:
    days, worth = to_array(equity["date"]), to_array(equity["equity"])
    rows = np.searchsorted(days, to_array(attribution["date"]))
    before = np.concatenate([rate[:1], rate[:-1]])
    amounts = to_array(attribution["amount"])
    moved = rate - before
    gains = np.bincount(rows, weights=amounts, minlength=len(days))
    opening = worth - gains - flows  # equity before the session's gains, opening capital included
    added = {"fx_translation": opening * moved, "fx_cross": gains * moved}
    sessions = np.arange(len(days))
    place = np.concatenate([rows, *(sessions for _ in added)])
    names = [*attribution["category"].to_pylist(), *(name for name in added for _ in days)]
    told = np.concatenate([amounts * before[rows], *added.values()])
    # of a session the account's own categories come first, in their order
    order = np.argsort(place, kind="stable")
    kept = [row for row in order.tolist() if told[row] != 0.0 or names[row] not in added]
    schema = attribution.schema
    columns: dict[str, Values] = {
        "date": days[place[kept]],
        "category": [names[row] for row in kept],
        "source": [CATEGORIES[names[row]] for row in kept],
        "amount": told[kept],
    }
    return pa.table([to_column(columns[field.name], field.type) for field in schema], schema=schema)


def _check(found: Tables, tables: Tables, rate: Floats) -> None:
    days, told = to_array(found[EQUITY]["date"]), to_array(found[EQUITY]["equity"])
    worth = to_array(tables["equity"]["equity"])
    rows = np.searchsorted(days, to_array(found[ATTRIBUTION]["date"]))
    gains = np.bincount(rows, weights=to_array(found[ATTRIBUTION]["amount"]), minlength=len(days))
    own = np.bincount(
        np.searchsorted(days, to_array(tables["attribution"]["date"])),
        to_array(tables["attribution"]["amount"]),
        len(days),
    )
    paid_in = np.diff(worth, prepend=0.0) - own
    change = np.diff(told, prepend=0.0) - paid_in * rate
    # not `>`: NaN is wrong too
    wrong = np.flatnonzero(
        ~(np.abs(change - gains) <= TOLERANCE * np.maximum.accumulate(np.maximum(np.abs(told), 1.0)))
    )
    if len(wrong):
        row = int(wrong[0])
        raise LedgerError(
            f"{iso(int(days[row]))}: change of equity in the investor's currency, attribution differ: {change[row]!r} "
            f"and {gains[row]!r}"
        )
