"""What must hold of any account: its books agree, nothing was forced, a call was never reached,
and the core paid for the costs.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array, to_codes
from data.contracts.contracts import is_future, multiplier_of
from data.contracts.fx_contracts import fx_roots
from data.contracts.index_funds import fund_roots
from engine.account.call_causes import CAUSES
from engine.account.ledger import CATEGORIES
from engine.analysis.exposure import nearest_place
from engine.analysis.meant_for import meant_for
from engine.analysis.of_futures import hedge_margin
from engine.analysis.returns import LEAST_QUARTER, years_between
from engine.analysis.sides import net_short
from engine.analysis.unit_value import net_flows
from engine.audit.held import days_of, of_equity, places_of, tolerable_falls, writes_at_risk, written_at_risk
from engine.audit.verdicts import Flags, LineStanding, Verdict, beyond, kept_or_not, not_part
from engine.results.run import RunResult
from strategies.events.purposes import Purpose

ACCIDENTS = ("margin_call", "deadline_missed", "loss_cut", "liquidation", "ruin")
"""From the mildest to the last."""
CALLS_BY = tuple(cause for cause in CAUSES if cause)
"""What brought calls, where it was more than a loss."""
CENT = 1e-9
"""Share of equity by which sums of the same numbers may differ."""


def books_agree(run: RunResult) -> Verdict:
    """What was held of each contract is what was filled, the account's exposure is that of its positions, its equity
    that of its parts, and what equity gained is what the ledger says; a forced fill has its event, and what needs
    margin has some.
    """
    # each is told as wrong where it is not near, so that NaN is wrong too
    checks = (_not_as_filled, _not_as_positions, _not_as_its_parts, _not_as_posted, _not_as_told)
    wrong = np.any([check(run) for check in checks], axis=0)
    found = beyond(days_of(run), wrong)
    return Verdict("books", kept_or_not(wrong), float(found.sessions), 0.0, *found, table="positions")


def _not_as_filled(run: RunResult) -> Flags:
    """Sessions on which a contract was held that had not been filled, or the other way round."""
    held, filled = run.table("positions"), run.table("fills")
    wrong = np.zeros(run.table("equity").num_rows, dtype=np.bool_)
    contracts, rows = _contracts(held, filled), held.num_rows
    places = np.concatenate([places_of(run, "positions"), places_of(run, "fills")])
    count = int(contracts.max(initial=-1)) + 1
    first, last = np.full(count, len(wrong)), np.full(count, -1)
    np.minimum.at(first, contracts, places)
    np.maximum.at(last, contracts, places)
    # the sessions of each contract, from its first row to its last, one contract behind the other
    spans = last - first + 1
    begins = np.cumsum(spans) - spans
    cells, end = begins[contracts] - first[contracts] + places, int(spans.sum())
    told = np.bincount(cells[:rows], to_array(held["size"]), end)
    traded = np.bincount(cells[rows:], to_array(filled["size"]), end)
    had = np.cumsum(traded)
    had -= np.repeat(had[begins] - traded[begins], spans)
    wrong[(np.arange(end) - np.repeat(begins - first, spans))[had != told]] = True
    kept = had[begins + spans - 1] != 0.0
    wrong[last[kept].min(initial=len(wrong)) + 1 :] = True
    return wrong


def _contracts(*tables: pa.Table) -> NDArray[np.int64]:
    """The contracts of the rows of tables, numbered in order of first appearance, one table behind the other."""
    encoded = [to_codes(table["contract"]) for table in tables]
    numbers = {
        name: number for number, name in enumerate(dict.fromkeys(name for _, names in encoded for name in names))
    }
    known = [np.array([numbers[name] for name in names], dtype=np.int64)[codes] for codes, names in encoded]
    return np.concatenate(known)


def _not_as_positions(run: RunResult) -> Flags:
    """Sessions whose exposure in `equity` is not that of the rows of `positions`."""
    notional, delta = of_equity(run, "overlay_notional", "overlay_delta")
    table, places = run.table("positions"), places_of(run, "positions")
    codes, names = to_codes(table["contract"])
    margined = np.array([is_future(name) or name in fx_roots() for name in names], dtype=np.bool_)[codes]
    overlay = ~np.array([name in fund_roots() for name in names], dtype=np.bool_)[codes]
    scale = np.array([multiplier_of(name) for name in names], dtype=np.float64)[codes]
    worth, told = to_array(table["size"]) * to_array(table["mark"]) * scale, to_array(table["notional"])
    value = np.where(margined, np.abs(told), 0.0)
    moved = np.where(overlay, to_array(table["delta"]), 0.0)
    sums = np.bincount(places, value, len(notional)), np.bincount(places, moved, len(notional))
    off = np.zeros(len(notional), dtype=np.bool_)
    off[places[margined & ~(np.abs(worth - told) <= _cent(run)[places])]] = True
    return off | ~(np.abs(sums[0] - notional) <= _cent(run)) | ~(np.abs(sums[1] - delta) <= _cent(run))


def _not_as_its_parts(run: RunResult) -> Flags:
    """Sessions whose equity is not the sum of its parts."""
    equity, *parts = of_equity(run, "equity", "cash", "mmf", "in_transit", "option_value", "share_value")
    apart: Flags = ~(np.abs(equity - np.sum(parts, axis=0)) <= _cent(run))
    return apart


def _not_as_posted(run: RunResult) -> Flags:
    """Sessions whose gain is not that of `attribution`, or whose `attribution` is not the sum
    of the ledger's postings.
    """
    (equity,) = of_equity(run, "equity")
    told, posted = _by_session(run, "attribution"), _by_session(run, "ledger")
    # what there was before the first session, and what was paid in or taken out later, is no gain
    gain = np.diff(equity, prepend=equity[0] - told[0]) - net_flows(run.tables)
    return ~(np.abs(gain - told) <= _cent(run)) | ~(np.abs(posted - told) <= _cent(run))


def _not_as_told(run: RunResult) -> Flags:
    """Sessions on which the broker closed something and no event says so, or on which futures stood without margin."""
    days, fills, events = days_of(run), run.table("fills"), run.table("events")
    forced = to_array(fills["date"])[meant_for(fills, Purpose.LIQUIDATION)]
    told = [kind == "liquidation" for kind in events["kind"].to_pylist()]
    silent = np.isin(days, np.setdiff1d(forced, to_array(events["date"])[told]))
    notional, *margins = of_equity(run, "overlay_notional", "maintenance", "initial")
    bare: Flags = (notional > 0.0) & (np.min(margins, axis=0) <= hedge_margin(run.tables))
    return silent | bare


def _by_session(run: RunResult, table: str) -> Floats:
    """Gains by session; what only moves money is left out."""
    rows = run.table(table)
    amounts = np.where(is_among(rows["category"], CATEGORIES), to_array(rows["amount"]), 0.0)
    return np.bincount(places_of(run, table), amounts, run.table("equity").num_rows).astype(np.float64)


def _cent(run: RunResult) -> Floats:
    """By how much sums of the same numbers may differ, (sessions,), account currency."""
    equity, notional = of_equity(run, "equity", "overlay_notional")
    cents: Floats = CENT * np.maximum(np.abs(equity), np.maximum(notional, 1.0))
    return cents


def no_accident(run: RunResult) -> Verdict:
    """No margin call, missed deadline, loss-cut, liquidation or ruin; the figure is how many there were, and
    among the numbers is how many calls came by a requirement that rose.
    """
    events, places = run.table("events"), places_of(run, "events")
    kinds, codes = events["kind"].to_pylist(), events["code"].to_pylist()
    grave = np.zeros(run.table("equity").num_rows)
    for kind, place in zip(kinds, places.tolist(), strict=True):
        if kind in ACCIDENTS:
            grave[place] = max(grave[place], 1.0 + ACCIDENTS.index(kind))
    counts = {kind: float(kinds.count(kind)) for kind in ACCIDENTS if kind in kinds}
    causes = {cause: float(codes.count(cause)) for cause in CALLS_BY if cause in codes}
    found = beyond(days_of(run), grave > 0.0, grave)
    total = float(np.array(list(counts.values())).sum())
    return Verdict("no_accident", kept_or_not(grave > 0.0), total, 0.0, *found, table="events", numbers=counts | causes)


def call_was_out_of_reach(run: RunResult) -> Verdict:
    """On every session the index could have moved further before a call; the figure is the shortest such move, a
    decimal, negative where a call was due; `rise` is 1 where it was a rise that would have brought it. Not asked where
    options were written that could ask for more on such a move.
    """
    if writes_at_risk(run):
        return not_part("call_distance")
    falls, sold = tolerable_falls(run), net_short(run.tables)
    worst = nearest_place(falls, sold)
    if worst is None:
        return not_part("call_distance")
    numbers = {"rise": float(sold[worst]), "closest_day": float(days_of(run)[worst])}
    short = np.nan_to_num(falls, nan=np.inf) <= 0.0
    found = beyond(days_of(run), short, -falls)
    return Verdict("call_distance", kept_or_not(short), float(falls[worst]), 0.0, *found, numbers=numbers)


def written_options_had_collateral(run: RunResult) -> Verdict:
    """While options were written that bought ones did not cover, collateral was above maintenance margin at every
    close; the figure is the least of what was over, account currency. Not asked where none were.
    """
    written = written_at_risk(run)
    if not written.any():
        return not_part("written")
    (over,) = of_equity(run, "excess")
    short = written & (over < 0.0)
    found = beyond(days_of(run), short, -over)
    return Verdict("written", kept_or_not(short), float(over[written].min()), 0.0, *found)


def carry_paid_for_costs(run: RunResult) -> Verdict:
    """The core earned more than trading cost: a core that only feeds the broker is no core. Figure and limit are what
    it earned and what trading cost, account currency, both positive. Not asked of less than a quarter of a year.
    """
    if years_between(days_of(run)) < LEAST_QUARTER:
        return not_part("carry")
    carry, costs = _from(run, "carry"), -_from(run, "costs")
    standing = LineStanding.KEPT if carry >= costs else LineStanding.NOT_KEPT
    return Verdict("carry", standing, carry, costs, table="attribution")


def _from(run: RunResult, source: str) -> float:
    table = run.table("attribution")
    amounts: Floats = to_array(table["amount"])[is_among(table["source"], {source})]
    return float(amounts.sum())
