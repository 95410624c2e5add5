"""Whether what has fixed dates was done on them: rolls, options, insurance."""

import numpy as np
import pyarrow.compute as pc

from data.base.arrow import to_array, to_codes
from data.base.days import Day, weekday
from data.base.errors import ConfigError
from data.contracts.calendars import SessionCalendar, exchange
from data.contracts.contracts import FutureSpec, is_future, multiplier_of, option_spec
from data.contracts.rolls import Roll, option_schedule, roll_schedule
from engine.analysis.meant_for import meant_for
from engine.audit.held import days_of, places_of
from engine.audit.verdicts import Days, Flags, LineStanding, Verdict, beyond, kept_or_not, not_part
from engine.results.run import RunResult
from strategies.events.purposes import Purpose

NEAR = 1e-9
"""Units of the index, insured or to be insured, that are rounding."""
YEAR = 366


def rolls_were_on_their_dates(run: RunResult) -> Verdict:
    """Every future was left on the date of the printed schedule: rolled then, and not held any longer. The figure is
    how many sessions had a roll.
    """
    days, fills, positions = days_of(run), run.table("fills"), run.table("positions")
    if not any(spec.rolls.months for spec in run.config.contracts().values() if isinstance(spec, FutureSpec)):
        return not_part("rolls")
    rolled = to_array(fills["date"])[meant_for(fills, Purpose.ROLL)]
    schedule = _rolls(run, int(days[0]) - YEAR, int(days[-1]))
    leave = {roll.months()[0]: roll.day for roll in schedule}
    codes, names = to_codes(positions["contract"])
    held = to_array(positions["date"])
    until = np.array([leave.get(name[-3:], np.inf) if is_future(name) else np.inf for name in names])[codes]
    late = [*np.setdiff1d(rolled, [roll.day for roll in schedule]), *held[held >= until]]
    wrong = np.isin(days, late)
    return Verdict(
        "rolls", kept_or_not(wrong), float(len(set(rolled.tolist()))), None, *beyond(days, wrong), table="fills"
    )


def _rolls(run: RunResult, first: Day, last: Day) -> list[Roll]:
    """The printed schedule of the futures that the run traded."""
    calendar, earlier = calendar_of(run), run.config.futures.roll_sessions_earlier
    rules = [spec.rolls for spec in run.config.contracts().values() if isinstance(spec, FutureSpec)]
    return [roll for rule in rules for roll in roll_schedule(first, last, calendar, rule, earlier)]


def calendar_of(run: RunResult) -> SessionCalendar:
    """The calendar of a run's market; where that is no exchange's, the run's own sessions and the weekdays of a year
    around them.
    """
    name = run.manifest["market"]["calendar"]
    try:
        return exchange(name)
    except ConfigError:
        days = days_of(run).tolist()
        around = (*range(days[0] - YEAR, days[0]), *range(days[-1] + 1, days[-1] + YEAR))
        return SessionCalendar(name, sorted([*days, *(day for day in around if weekday(day) < 5)]))


def options_were_traded_on_their_dates(run: RunResult) -> Verdict:
    """Options were bought for their premium and rolled on the printed dates, where money has to come first by orders
    for them. The figure is how many sessions had such a trade.
    """
    days, calendar, orders = days_of(run), calendar_of(run), run.table("orders")
    dated = meant_for(orders, Purpose.PREMIUM, Purpose.OPTION_ROLL) & (to_array(orders["filled"]) != 0)
    traded = sorted({calendar.after(day) for day in to_array(orders["date"])[dated].tolist()})
    schedule = option_schedule(int(days[0]), int(days[-1]), calendar, run.config.options.sessions_before)
    wrong = np.isin(days, np.setdiff1d(traded, [roll.day for roll in schedule]))
    return Verdict("options", kept_or_not(wrong), float(len(traded)), None, *beyond(days, wrong), table="orders")


def insurance_was_in_force(run: RunResult) -> Verdict:
    """On every session with futures a bought put was held; the figure is the least share of what is to be insured that
    was.

    Puts are counted to the nearest: where less than half of one is to be insured, none could be; where futures grew
    since the last date, what is short by more than that half is drift. From an evening on which the VIX was too high to
    buy any until the next fixed date futures go without by rule.
    """
    days, positions, insurance = days_of(run), run.table("positions"), run.config.insurance
    (codes, names), places = to_codes(positions["contract"]), places_of(run, "positions")
    future = np.array([is_future(name) for name in names], dtype=np.bool_)[codes]
    points = to_array(positions["size"]) * np.array([multiplier_of(name) for name in names], dtype=np.float64)[codes]
    spec = option_spec(insurance.contract)
    asked = insurance.hedge_ratio * np.bincount(places[future], np.maximum(points[future], 0.0), len(days))
    insured = np.bincount(places[~future], spec.index_share * np.maximum(points[~future], 0.0), len(days))
    one = spec.multiplier * spec.index_share
    by_rule = _without_by_rule(run, days) & (insured <= 0.0)
    due, whole = (asked > 0.0) & ~by_rule, asked >= 0.5 * one
    bare = due & (insured <= 0.0)
    short = due & (insured < asked - 0.5 * one - NEAR)
    levels = ((LineStanding.NOT_KEPT, bare & whole), (LineStanding.COULD_NOT, bare), (LineStanding.DRIFTED, short))
    standing, flags = next(((code, found) for code, found in levels if found.any()), (LineStanding.KEPT, bare))
    shares = np.divide(insured, asked, out=np.full(len(days), np.inf), where=due)
    numbers = {"due": float((asked > 0.0).sum())}
    if insurance.below_vix != "off":
        numbers["by_rule"] = float(((asked > 0.0) & by_rule).sum())
    least = float(shares.min()) if due.any() else None
    return Verdict("insured", standing, least, 1.0, *beyond(days, flags, -shares), table="positions", numbers=numbers)


def _without_by_rule(run: RunResult, days: Days) -> Flags:
    """Sessions, of `days` (n,), between an evening on which the VIX was too high and the next fixed date."""
    insurance, events, calendar = run.config.insurance, run.table("events"), calendar_of(run)
    found, last = np.zeros(len(days), dtype=np.bool_), int(days[-1])
    if insurance.below_vix == "off":
        return found
    schedule = option_schedule(int(days[0]), last, calendar, insurance.sessions_before, months=insurance.months)
    for evening in to_array(events["date"])[to_array(pc.equal(events["kind"], "uninsured"))].tolist():
        begins = calendar.after(evening)
        until = next((roll.day for roll in schedule if roll.day > begins), last + 1)
        found |= (days >= begins) & (days < until)
    return found
