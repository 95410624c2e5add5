"""Checks of the plan's lines on halving, monthly stop and premium: from what the account did, not from what its rules said of themselves."""

from itertools import pairwise

import numpy as np

from data.arrow import to_array, to_numbers
from data.contracts import multiplier_of
from data.days import Day, month_number
from data.volatility import Floats
from engine.analysis.checks import SAY, Verdict, found, largest_unit
from engine.analysis.purposes import meant_for
from engine.results import RunResult
from strategies.purposes import Purpose
from strategies.rules.volatility_halving import FULL, Halving, step

SLACK = 1.12
"""How far a position may stand above its target: the band, and what the market does in a session."""
PENNY = 1.01
DUST = 1e-9


def overlay_was_halved(run: RunResult) -> Verdict:
    """On each evening that was volatile by the rule of the config, the overlay aimed at was at most so much less; the session after, so was the overlay."""
    multipliers, rules = halving_path(run), run.table("rules")
    days, target = to_array(rules["date"]), to_array(rules["target_ratio"])
    low = multipliers * _planned(run)
    halved = np.flatnonzero(multipliers < 1.0)
    began = halved[multipliers[np.maximum(halved - 1, 0)] == 1.0]
    wrong = {int(days[place]) for place in halved if target[place] > low[place] + 1e-9}
    wrong |= {int(days[place]) for place in began if _held_after(run, int(days[place])) > SLACK * low[place]}
    detail = found("not_halved", SAY("detail.halvings", count=len(began)), sorted(wrong))
    return Verdict(SAY("check.halved"), not wrong, detail)


def halving_path(run: RunResult) -> Floats:
    """Multiplier of the halving rule on each evening, (evenings,), worked out anew from the volatility it saw."""
    config, state = run.config.halving, FULL
    rule = Halving(config.halve_above, config.restore_below, config.restore_sessions, config.factor)
    multipliers = []
    for volatility in to_numbers(run.table("rules")["volatility"]).tolist():
        state, multiplier, _ = step(rule, state, volatility)
        multipliers.append(multiplier)
    return np.array(multipliers, dtype=np.float64)


def _planned(run: RunResult) -> float:
    return run.config.options.budget if run.config.pattern == "B" else run.config.overlay.ratio


def _held_after(run: RunResult, day: Day) -> float:
    """Futures, to the nearest contract, as a share of equity on the session after a day; 0 where there is none."""
    table = run.table("equity")
    place = int(np.searchsorted(to_array(table["date"]), day)) + 1
    if place >= table.num_rows:
        return 0.0
    held = max(table["overlay_notional"][place].as_py() - largest_unit(run), 0.0)
    worth = table["equity"][place].as_py()
    return float(held / worth) if worth > 0.0 else 0.0


def overlay_was_stopped(run: RunResult) -> Verdict:
    """From the session after a month's loss had reached the limit until the month ended, no overlay was held."""
    table, stops = run.table("equity"), stopped_months(run)
    days = to_array(table["date"])
    held = to_array(table["overlay_notional"]) + to_array(table["option_value"]) > DUST * to_array(table["equity"])
    wrong = [int(days[place]) for first, end in stops for place in range(first + 1, end) if held[place]]
    detail = found("not_stopped", SAY("detail.stops", count=len(stops)), wrong)
    return Verdict(SAY("check.stopped"), not wrong, detail)


def stopped_months(run: RunResult) -> list[tuple[int, int]]:
    """(session whose loss since the month began reached the limit, first session of the next month), as rows of `equity`; none without a limit."""
    table, limit = run.table("equity"), run.config.stops.limit
    if limit is None:
        return []
    months = np.array([month_number(day) for day in to_array(table["date"]).tolist()])
    equity = to_array(table["equity"])
    begins = [0, *(np.flatnonzero(np.diff(months)) + 1).tolist(), len(months)]
    stops = []
    for first, end in pairwise(begins):
        start = equity[max(first - 1, 0)]
        lost = np.flatnonzero(equity[first:end] / start - 1.0 <= -limit) if start > 0.0 else np.empty(0, np.int64)
        if len(lost):
            stops.append((first + int(lost[0]), end))
    return stops


def premium_stayed_within_its_budget(run: RunResult) -> Verdict:
    """What pattern B paid on each date, costs included, was within the share of equity that its rules left for it."""
    spent, table, rules = _premiums(run), run.table("equity"), run.table("rules")
    days, equity = to_array(table["date"]), to_array(table["equity"])
    shares = dict(zip(to_array(rules["date"]).tolist(), to_array(rules["target_ratio"]).tolist(), strict=True))
    wrong = []
    for day, amount in spent.items():
        place = min(max(int(np.searchsorted(days, day)), 1), len(days) - 1)
        share = min(shares[int(days[place - 1])], _planned(run))
        if amount > PENNY * share * max(equity[place - 1], equity[place]):
            wrong.append(day)
    detail = found("over_budget", SAY("detail.dates", count=len(spent)), wrong)
    return Verdict(SAY("check.premium"), not wrong, detail)


def _premiums(run: RunResult) -> dict[Day, float]:
    """What was paid for options on each day."""
    spent: dict[Day, float] = {}
    bought = run.table("fills").filter(meant_for(run.table("fills"), Purpose.PREMIUM))
    for row, day in zip(bought.to_pylist(), to_array(bought["date"]).tolist(), strict=True):
        paid = row["size"] * row["price"] * multiplier_of(row["contract"]) + row["commission"]
        spent[day] = spent.get(day, 0.0) + paid
    return spent
