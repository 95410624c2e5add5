"""Checks of the cash ratio: what was ordered lay between floor and cap, and what was ordered
was held when it had been filled.
"""

from math import isnan, nan

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array, to_numbers
from data.base.days import Day
from engine.audit.held import days_of, of_equity
from engine.audit.stop_checks import hedge_gains
from engine.audit.verdicts import LineStanding, Verdict, beyond, kept_or_not
from engine.results.run import RunResult

DUST = 1e-9
"""Share of equity that is rounding."""
LOOKED_AT = {"daily": 2, "weekly": 7, "monthly": 25}
"""Evenings in a row without an order after which what prices have carried beyond the band has
been looked at, by how often that is done."""
NEAR = 0.01
"""Share of equity by which costs, tax and dividends may leave the ratio beside what was
ordered; rounding to whole contracts comes on top."""


def at_the_fill(ordered: float, held: float, move: float, hedged: float = 0.0) -> float:
    """What an ordered cash ratio is once filled, when the index has moved by a share of itself since, on what had been
    held until then, and a currency hedge has gained a share of equity.

    Shares are counted when the order is sent, (1 - ordered) of equity; by the fill their price and equity itself have
    moved. All are shares of 1; moves and gains are signed.

    >>> round(at_the_fill(ordered=0.5, held=1.0, move=0.02), 4)
    0.49
    """
    return 1.0 - (1.0 - ordered) * (1.0 + move) / (1.0 + (1.0 - held) * move + hedged)


def ratio_was_within_its_limits(run: RunResult) -> Verdict:
    """Every ratio ordered lay between floor and cap, or nearer to them than what was held, and
    so did what was held; overrides apart.

    Between the orders prices may carry what is held beyond, by no more than the band until it is looked at again: that
    is drift. Before the first fill all is cash; where nothing ever is filled, and all cash is above the cap, the limits
    could not be kept.
    """
    rules, chosen = run.table("cash_rules"), run.config.cash_ratio
    nothing = {"highest": 1.0, "cap": chosen.cap, "orders": 0.0}
    days, held, ordered = to_array(rules["date"]), to_array(rules["held_ratio"]), to_numbers(rules["target_ratio"])
    forced = _overridden(rules)  # what an evening orders is held on the next
    ruled = ~np.isnan(ordered) & ~(np.array(rules["binding"].to_pylist(), dtype=object) == "override")
    highest, lowest = np.maximum(chosen.cap, held), np.minimum(chosen.floor, held)
    outside = ruled & ((ordered > highest + DUST) | (ordered < lowest - DUST))
    severity = np.maximum(chosen.floor - held, held - chosen.cap)
    first = _first_fill(run)
    if first > days[-1] and chosen.cap < 1.0:
        return Verdict(
            "cash_limits", LineStanding.COULD_NOT, 1.0, chosen.floor, *beyond(days, held >= 0.0), "cash_rules", nothing
        )
    drifted = ~forced & (severity > DUST) & (days >= first)
    left = drifted & (severity > chosen.band + DUST) & np.isnan(ordered)
    lasting = beyond(days, left).longest > LOOKED_AT[chosen.frequency]
    standing = LineStanding.DRIFTED if drifted.any() else LineStanding.KEPT
    if outside.any() or lasting:
        standing = LineStanding.NOT_KEPT
    invested = held[days >= first]
    numbers = {"highest": float(invested.max(initial=0.0)), "cap": chosen.cap, "orders": float(ruled.sum())}
    found = beyond(days, outside if outside.any() else drifted, severity)
    return Verdict(
        "cash_limits",
        standing,
        float(invested.min(initial=1.0)),
        chosen.floor,
        *found,
        table="cash_rules",
        numbers=numbers,
    )


def _first_fill(run: RunResult) -> Day:
    """The session on which the first order was filled, the one after the last where none was."""
    return int(to_array(run.table("fills")["date"]).min(initial=days_of(run)[-1] + 1))


def ratio_was_reached(run: RunResult) -> Verdict:
    """Once an order had been filled in full, cash was what had been ordered, but for what the index had moved in
    between; figure and limit are shares of equity, either way.
    """
    days, gaps = days_of(run), {day: gap for day, gap in _gaps(run).items() if not isnan(gap)}
    (worth,) = of_equity(run, "equity")
    near = NEAR + largest_unit(run) / max(float(worth.min()), 1.0)
    off = np.array([abs(gaps.get(int(day), 0.0)) for day in days])
    furthest, counted = float(off.max(initial=0.0)), {"fills": float(len(gaps))}
    wrong = off > near
    return Verdict("cash_reached", kept_or_not(wrong), furthest, near, *beyond(days, wrong, off), numbers=counted)


def pauses_were_kept(run: RunResult) -> Verdict:
    """On no evening of a pause was anything ordered, or no purchase where only these wait; overrides, the evening after
    one and the first order apart. The figure is the number of orders in pauses.
    """
    rules, pause = run.table("cash_rules"), run.config.cash_pause
    close, held, ordered = (to_numbers(rules[name]) for name in ("close", "held_ratio", "target_ratio"))
    sudden = np.abs(np.diff(close, prepend=close[:1]) / np.concatenate([close[:1], close[:-1]])) >= pause.move
    paused = np.convolve(sudden, np.ones(pause.sessions))[: len(sudden)] > 0.0
    sent = ~np.isnan(ordered) & (np.cumsum(~np.isnan(ordered)) > 1) & ~_overridden(rules)
    broken = paused & sent & ((ordered < held - DUST) if pause.holds == "buying" else True)
    numbers = {"paused": float(paused.sum()), "orders": float(broken.sum())}
    found = beyond(to_array(rules["date"]), broken)
    return Verdict("cash_pause", kept_or_not(broken), float(broken.sum()), 0.0, *found, "cash_rules", numbers)


def _overridden(rules: pa.Table) -> NDArray[np.bool_]:
    """Evenings with an override, and those after one, (evenings,)."""
    override = np.array([name == "override" for name in rules["binding"].to_pylist()], dtype=np.bool_)
    forced: NDArray[np.bool_] = override | np.concatenate([[False], override[:-1]])
    return forced


def largest_unit(run: RunResult) -> float:
    """Notional of one contract at its dearest, account currency >= 0; 0 where none was held."""
    positions = run.table("positions")
    sizes = to_array(positions["size"])
    return float(np.abs(to_array(positions["notional"]) / sizes).max(initial=0.0)) if len(sizes) else 0.0


def _gaps(run: RunResult) -> dict[Day, float]:
    """Cash ratio held less the one ordered, by the session on which its last order was filled in full."""
    rules, orders = run.table("cash_rules"), run.table("orders")
    days, closes = (to_array(rules[name]).tolist() for name in ("date", "close"))
    ordered = to_numbers(rules["target_ratio"]).tolist()
    close, target = dict(zip(days, closes, strict=True)), dict(zip(days, ordered, strict=True))
    held = dict(zip(to_array(run.table("equity")["date"]).tolist(), _cash_ratios(run).tolist(), strict=True))
    gained = dict(zip(days_of(run).tolist(), hedge_gains(run).tolist(), strict=True))
    worth = dict(zip(days_of(run).tolist(), np.maximum(of_equity(run, "equity")[0], 1.0).tolist(), strict=True))
    filled = to_array(orders["filled"]) == to_array(orders["requested"])
    sent, finished = (to_array(orders[name])[filled].tolist() for name in ("date", "finished"))
    return {
        end: held[end]
        - at_the_fill(
            target[start],
            held[start],
            close[end] / close[start] - 1.0,
            (gained[end] - gained[start]) / worth[start],
        )
        for start, end in zip(sent, finished, strict=True)
        if end in close and not isnan(target.get(start, nan))
    }


def _cash_ratios(run: RunResult) -> Floats:
    """What is not in the index, as a share of equity; NaN without equity."""
    equity = run.table("equity")
    worth, *values = (to_array(equity[name]) for name in ("equity", "share_value", "overlay_notional"))
    invested = np.divide(sum(values), worth, out=np.full(len(worth), np.nan), where=worth > 0.0)
    ratios: Floats = 1.0 - invested
    return ratios
