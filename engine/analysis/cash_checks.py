"""Checks of the cash ratio: what was ordered lay between floor and cap, and what was ordered was held when it had been filled."""

from math import isnan, nan

import numpy as np

from data.arrow import to_array, to_numbers
from data.days import Day
from data.volatility import Floats
from engine.analysis.checks import Verdict, found, largest_unit
from engine.results import RunResult
from engine.words import words

SAY = words()
NEAR = 0.01
"""Share of equity by which costs, tax and dividends may leave the ratio beside what was ordered; rounding to whole contracts comes on top."""


def at_the_fill(ordered: float, held: float, move: float) -> float:
    """What an ordered cash ratio is once filled, when the index has moved by a share of itself since, on what had been held until then.

    Shares are counted when the order is sent, (1 - ordered) of equity; by the fill their price and equity itself have moved.
    """
    return 1.0 - (1.0 - ordered) * (1.0 + move) / (1.0 + (1.0 - held) * move)


def ratio_was_within_its_limits(run: RunResult) -> Verdict:
    """Every ratio ordered lay between floor and cap, or nearer to them than what was held; overrides apart."""
    rules, chosen = run.table("cash_rules"), run.config.cash_ratio
    days, held, ordered = to_array(rules["date"]), to_array(rules["held_ratio"]), to_numbers(rules["target_ratio"])
    ruled = ~np.isnan(ordered) & (np.array(rules["binding"].to_pylist()) != "override")
    highest, lowest = np.maximum(chosen.cap, held), np.minimum(chosen.floor, held)
    outside = ruled & ((ordered > highest + 1e-9) | (ordered < lowest - 1e-9))
    if not ruled.any():
        return Verdict(SAY("check.cash_limits"), passed=True, detail=SAY("detail.none"))
    detail = SAY("detail.cash_limits", low=f"{ordered[ruled].min():.1%}", high=f"{ordered[ruled].max():.1%}")
    wrong = days[outside].tolist()
    return Verdict(SAY("check.cash_limits"), not wrong, found("off_dates", detail, wrong))


def ratio_was_reached(run: RunResult) -> Verdict:
    """Once an order had been filled in full, cash was what had been ordered, but for what the index had moved in between."""
    gaps = {day: gap for day, gap in _gaps(run).items() if not isnan(gap)}
    worth = to_array(run.table("equity")["equity"])
    near = NEAR + largest_unit(run) / max(float(worth.min()), 1.0)
    wrong = sorted(day for day, gap in gaps.items() if abs(gap) > near)
    furthest = max(map(abs, gaps.values()), default=0.0)
    detail = SAY("detail.cash_reached", count=len(gaps), furthest=f"{furthest:.2%}")
    return Verdict(SAY("check.cash_reached"), not wrong, found("off_dates", detail, wrong))


def _gaps(run: RunResult) -> dict[Day, float]:
    """Cash ratio held less the one ordered, by the session on which its last order was filled in full."""
    rules, orders = run.table("cash_rules"), run.table("orders")
    days, closes = (to_array(rules[name]).tolist() for name in ("date", "close"))
    ordered = to_numbers(rules["target_ratio"]).tolist()
    close, target = dict(zip(days, closes, strict=True)), dict(zip(days, ordered, strict=True))
    held = dict(zip(to_array(run.table("equity")["date"]).tolist(), _cash_ratios(run).tolist(), strict=True))
    filled = to_array(orders["filled"]) == to_array(orders["requested"])
    sent, finished = (to_array(orders[name])[filled].tolist() for name in ("date", "finished"))
    return {
        end: held[end] - at_the_fill(target[start], held[start], close[end] / close[start] - 1.0)
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
