"""Whether exposure stayed within its limit, and the overlay what it was planned to be."""

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes
from data.contracts.contracts import multiplier_of
from data.contracts.index_funds import FundSpec
from engine.analysis.meant_for import meant_for
from engine.analysis.rulings import evenings, most, target
from engine.audit.held import (
    at_the_fill,
    days_of,
    exposures,
    futures_filled,
    of_equity,
    options_filled,
    places_of,
    share,
)
from engine.audit.plan import premiums_alone
from engine.audit.verdicts import Flags, LineStanding, Verdict, beyond, kept_or_not, not_part
from engine.results.run import RunResult
from strategies.events.purposes import Purpose
from strategies.rules.leverage_cap import FULLY_INVESTED

NEAR = 1e-9
"""Share of equity, or part of a contract, that is rounding."""
MENDED = 2
"""Sessions in a row on which drift may stand above the limit: one evening sees it, the next session trades, and options
may wait for their price."""
PENNY = 1.01
"""How far a premium may be above its budget: what a contract costs moves between the evening and the fill."""


def exposure_stayed_within_its_limit(run: RunResult) -> Verdict:
    """Total exposure within the limit after every fill, and on every session between them; a pattern that trims what
    has drifted has done so by the next session but one. Not asked of shares, which are paid for.
    """
    if any(isinstance(spec, FundSpec) for spec in run.config.contracts().values()):
        return not_part("exposure")
    trimmed = run.config.reads("overlay.max_total_exposure")
    return held_within(run, limit_of(run), "exposure", trimmed=trimmed)


def held_within(run: RunResult, limit: float, check: str, *, trimmed: bool) -> Verdict:
    """The same of any limit, as the verdict of a check; `trimmed`: what drifts has two sessions to be cut."""
    broken, held = _beyond_at_a_fill(run, limit), exposures(run)
    held = np.where(broken, np.maximum(held, 1.0 + share(*at_the_fill(run))), held)
    above = broken | (held > limit + NEAR)
    found = beyond(days_of(run), above, held)
    standing = LineStanding.KEPT if not above.any() else LineStanding.DRIFTED
    if broken.any() or (trimmed and found.longest > MENDED):
        standing = LineStanding.NOT_KEPT
    return Verdict(check, standing, float(held.max()), limit, *found)


def limit_of(run: RunResult) -> float:
    """The limit on total exposure, a multiple of equity: that of the plan, or what its pattern can hold."""
    config = run.config
    if config.reads("overlay.max_total_exposure"):
        return config.exposure_limit
    if config.reads("cash_ratio.asset"):
        return FULLY_INVESTED
    return 1.0 + config.fx.leverage if config.reads("fx.leverage") else 1.0


def _beyond_at_a_fill(run: RunResult, limit: float) -> Flags:
    """Sessions on which a fill left the account beyond: futures by their notional at the price of the fill, options by
    net delta at the close where they lead it, alone or beside futures.
    """
    notional, delta, equity = of_equity(run, "overlay_notional", "overlay_delta", "equity")
    lead = (notional == 0.0) | (delta < 0.0)
    by_futures, by_options = (share(*held) > limit - 1.0 + NEAR for held in (at_the_fill(run), (np.abs(delta), equity)))
    futures = futures_filled(run, Purpose.TRADE, Purpose.ROLL, Purpose.CAP)
    broken: Flags = (futures & by_futures) | (options_filled(run) & by_options & lead)
    return broken


def overlay_stayed_the_smaller_part(run: RunResult) -> Verdict:
    """On no session, by plan or by drift, did the overlay move more capital than the core holds: it never took the
    lead. The figure is the largest overlay, a multiple of equity.
    """
    overlay, days = exposures(run) - 1.0, days_of(run)
    leads, most = overlay >= 1.0, int(np.argmax(overlay))
    numbers = {"most_day": float(days[most])}
    return Verdict(
        "lead", kept_or_not(leads), float(overlay[most]), 1.0, *beyond(days, leads, overlay), numbers=numbers
    )


def overlay_could_be_held(run: RunResult) -> Verdict:
    """One contract was small enough for the ratio of the plan, before any rule reduces it;
    `contract_ratio` is its share of equity.
    """
    unit, base = target(run.tables, "contract_ratio"), target(run.tables, "base_ratio")
    known = ~np.isnan(unit) & (base > 0.0)
    if not known.any():
        return not_part("size")
    counts = np.minimum(np.floor(base / unit + 0.5), np.floor(most(run.tables, "cap") / unit + NEAR))
    none = known & (counts < 1.0)
    standing = LineStanding.COULD_NOT if none.any() else LineStanding.KEPT
    found = beyond(evenings(run.tables), none, unit)
    return Verdict("size", standing, float(np.nanmax(unit)), float(base.max()), *found, table="targets")


def premium_stayed_within_its_budget(run: RunResult) -> Verdict:
    """What was paid on each date, costs included, within the share of equity that the rules left; where one contract
    was dearer, nothing was bought.
    """
    spent, days = premiums(run), days_of(run)
    left = dict(zip(evenings(run.tables).tolist(), _budgets(run).tolist(), strict=True))
    over, dear = np.zeros(len(days), dtype=np.bool_), _too_dear(run)
    shares = np.zeros(len(days))
    for place, paid in spent.items():
        budget = min(left.get(int(days[place - 1]), 0.0), run.config.options.budget)
        over[place], shares[place] = paid > PENNY * budget, paid
    standing = LineStanding.NOT_KEPT if over.any() else LineStanding.COULD_NOT if dear.any() else LineStanding.KEPT
    numbers = {"dates": float(len(spent)), "too_dear": float(dear.sum())}
    bought = bool(over.any()) or not dear.any()
    found, table = (beyond(days, over, shares), "fills") if bought else (beyond(days, dear), "events")
    return Verdict(
        "premium", standing, float(shares.max()), run.config.options.budget, *found, table=table, numbers=numbers
    )


def _budgets(run: RunResult) -> Floats:
    """What the rules left of the budget on each evening, a share of equity; beside futures as much as of these."""
    aimed = target(run.tables, "target_ratio")
    if buys_options_on_a_budget(run):
        return aimed
    base = target(run.tables, "base_ratio")
    left = np.divide(aimed, base, out=np.ones(len(base)), where=base > 0.0)
    budgets: Floats = run.config.options.budget * np.minimum(left, 1.0)
    return budgets


def premiums(run: RunResult) -> dict[int, float]:
    """What was paid for options bought on each session (row of `equity`), commissions included, as a share of the
    larger equity of that session and the evening before.
    """
    (equity,) = of_equity(run, "equity")
    fills, places = run.table("fills"), places_of(run, "fills")
    codes, names = to_codes(fills["contract"])
    multipliers = np.array([multiplier_of(name) for name in names], dtype=np.float64)[codes]
    size, price, commission = (to_array(fills[name]) for name in ("size", "price", "commission"))
    chosen = meant_for(fills, Purpose.PREMIUM) & (size > 0.0)
    spent = np.bincount(places[chosen], (size * price * multipliers + commission)[chosen], len(equity))
    return {place: float(spent[place]) / _larger(equity, place) for place in np.unique(places[chosen]).tolist()}


def _larger(equity: Floats, place: int) -> float:
    return float(max(equity[max(place - 1, 0)], equity[place]))


def _too_dear(run: RunResult) -> Flags:
    """Sessions on which nothing was bought because one contract costs more than the budget."""
    events = run.table("events")
    dear = np.array([kind == "over_budget" for kind in events["kind"].to_pylist()], dtype=np.bool_)
    return np.isin(days_of(run), to_array(events["date"])[dear])


def buys_options_on_a_budget(run: RunResult) -> bool:
    """Whether the overlay is a premium, and not futures."""
    return premiums_alone(run.config)
