"""Whether the overlay was made smaller when a rule said so: what was held, not what was ordered."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from engine.analysis.rulings import binding, multiplier, target
from engine.audit.exposure_checks import NEAR, PENNY, buys_options_on_a_budget, premiums
from engine.audit.held import days_of, futures_held, futures_resized, of_equity, places_of, share
from engine.audit.plan import OFFERED, plan
from engine.audit.verdicts import Flags, LineStanding, Verdict, beyond, kept_or_not, not_part
from engine.results.run import RunResult
from strategies.rules.volatility_halving import FULL, Halving, step


class Evenings(NamedTuple):
    """Evenings whose orders fill on a session of the run, (m,): that session as a row of `equity`, the share of equity
    aimed at, one contract as a share of equity, and whether a rule began to reduce on that evening.
    """

    after: NDArray[np.int64]
    target: Floats
    unit: Floats
    begins: Flags


def overlay_was_halved(run: RunResult) -> Verdict:
    """On each evening that was volatile by the rule of the config, or by what the rule said of itself, the session
    after held at most so much less.
    """
    multipliers = np.minimum(halving_path(run), multiplier(run.tables, "halving"))
    if buys_options_on_a_budget(run):
        return _premiums_were_halved(run, multipliers)
    base = target(run.tables, "base_ratio")
    begins = np.diff(multipliers, prepend=1.0) < 0.0
    seen = _chosen(run, multipliers < 1.0, multipliers * base, begins)
    held = _held_ratio(run)[seen.after]
    multiple = float((held / base.max()).max(initial=0.0)) if base.max(initial=0.0) > 0.0 else 0.0
    return _reduced(run, seen, "halving", multiple, run.config.halving.factor)


def reductions_were_made(run: RunResult) -> Verdict:
    """Whenever a rule that is not of the five lines bound the target (a rule on offer, buffer, voluntary stop, cap, a
    rule of another file), the session after held no more than it.
    """
    config = run.config
    others = {*OFFERED, *(rule.name for rule in config.rules), *config.kind.plan.lines(config)}
    own_lines = [line.rule for line in plan(config, run.profile) if line.rule not in others]
    aimed, asked = target(run.tables, "target_ratio"), ~np.isin(binding(run.tables), own_lines)
    reduced = (aimed < target(run.tables, "base_ratio") - NEAR) & asked
    if buys_options_on_a_budget(run):
        return not_part("reductions")
    seen = _chosen(run, reduced, aimed, np.diff(reduced.astype(np.int8), prepend=0) > 0)
    if not len(seen.after):
        return not_part("reductions")
    excess = float((_held_ratio(run)[seen.after] - seen.target).max(initial=0.0))
    return _reduced(run, seen, "reductions", excess, 0.0)


def _chosen(run: RunResult, reduced: Flags, aimed: Floats, begins: Flags) -> Evenings:
    after = places_of(run, "targets") + 1
    rows = np.flatnonzero(reduced & (after < run.table("equity").num_rows))
    unit = target(run.tables, "contract_ratio")[rows]
    known = np.where(np.isnan(unit), _unit_after(run)[after[rows]], unit)
    return Evenings(after[rows], aimed[rows], known, begins[rows])


def _unit_after(run: RunResult) -> Floats:
    """One contract as a share of equity, for runs that did not tell it: by what was held; NaN without futures."""
    held, count = _held_ratio(run), futures_held(run)
    unit: Floats = np.divide(held, count, out=np.full(len(held), np.nan), where=count > 0.0)
    return unit


def _held_ratio(run: RunResult) -> Floats:
    notional, equity = of_equity(run, "overlay_notional", "equity")
    return share(notional, equity)


def _reduced(run: RunResult, seen: Evenings, check: str, figure: float, limit: float) -> Verdict:
    """The verdict on evenings that reduce: contracts where they had to be traded, the share of equity in between."""
    band, days = 1.0 + run.config.overlay.band, days_of(run)
    exact = np.divide(seen.target, seen.unit, out=np.full(len(seen.unit), np.inf), where=seen.unit > 0.0)
    exact = np.where(seen.target > 0.0, exact, 0.0)
    had_to = seen.begins | futures_resized(run)[seen.after] | (seen.target == 0.0)
    broken = had_to & (futures_held(run)[seen.after] > exact * band + NEAR)
    crowded = (exact < 1.0) & (seen.target > 0.0)
    held = _held_ratio(run)[seen.after]
    levels = (
        (LineStanding.NOT_KEPT, broken),
        (LineStanding.COULD_NOT, crowded),
        (LineStanding.DRIFTED, held > seen.target * band + NEAR),
    )
    standing, flags = next(((code, found) for code, found in levels if found.any()), (LineStanding.KEPT, broken))
    at, severity = np.zeros(len(days), dtype=np.bool_), np.full(len(days), -np.inf)
    at[seen.after[flags]] = True
    severity[seen.after] = -exact if standing == LineStanding.COULD_NOT else held - seen.target
    counted = {"evenings": float(len(seen.after)), "times": float(seen.begins.sum()), "band": run.config.overlay.band}
    return Verdict(check, standing, figure, limit, *beyond(days, at, severity), numbers=counted)


def halving_path(run: RunResult) -> Floats:
    """Multiplier of the halving rule on each evening, (evenings,), 1 where it does not reduce, worked out anew from the
    volatility it saw.
    """
    config, state = run.config.halving, FULL
    rule = Halving(config.halve_above, config.restore_below, config.restore_sessions, config.factor)
    multipliers = []
    for volatility in target(run.tables, "volatility").tolist():
        state, left, _ = step(rule, state, volatility)
        multipliers.append(left)
    return np.array(multipliers, dtype=np.float64)


def _premiums_were_halved(run: RunResult, multipliers: Floats) -> Verdict:
    """On dates after volatile evenings, premiums were within so much less of the budget."""
    days, budget = days_of(run), run.config.options.budget
    by_session = dict(zip((places_of(run, "targets") + 1).tolist(), multipliers.tolist(), strict=True))
    paid = {place: spent for place, spent in premiums(run).items() if by_session.get(place, 1.0) < 1.0}
    over, shares = np.zeros(len(days), dtype=np.bool_), np.zeros(len(days))
    for place, spent in paid.items():
        over[place], shares[place] = spent > PENNY * by_session[place] * budget, spent
    multiple = max(paid.values(), default=0.0) / budget if budget else 0.0
    times = float((np.diff(multipliers, prepend=1.0) < 0.0).sum())
    counted = {"evenings": float(len(paid)), "times": times, "band": 0.0}
    found = beyond(days, over, shares)
    return Verdict(
        "halving", kept_or_not(over), multiple, run.config.halving.factor, *found, table="fills", numbers=counted
    )
