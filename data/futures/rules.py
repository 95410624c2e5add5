"""Rules about settlement prices of futures by themselves and the calendar of their exchange."""

from collections.abc import Callable, Iterator

import numpy as np

from data.base.arrays import Flags, Ints
from data.base.day_arrays import weekdays
from data.base.days import Day, iso, weekday
from data.base.finding import Finding, until_many
from data.base.saying import UNSAID, Saying, said
from data.contracts.calendars import SessionCalendar
from data.contracts.contracts import future_roots, future_spec
from data.contracts.rolls import roll_schedule
from data.futures.table import FutureRows, future_finding

_AHEAD = 400
_SATURDAY, _SUNDAY = 5, 6
_NEAR = 45
"""Calendar days within which the settlement day of the month that was probably meant lies."""

Rule = Callable[[FutureRows, SessionCalendar], Iterator[Finding]]


def prices_are_positive(rows: FutureRows, _calendar: SessionCalendar) -> Iterator[Finding]:
    """Prices are finite and above zero."""
    for row in np.flatnonzero(~((rows.settlement > 0.0) & np.isfinite(rows.settlement))).tolist():
        missing = np.isnan(rows.settlement[row])
        problem = said("futures.not_a_price")
        yield future_finding(
            "settlement-missing", rows, row, "settlement", problem, value=said("cell.empty") if missing else None
        )


def roots_are_known(rows: FutureRows, _calendar: SessionCalendar) -> Iterator[Finding]:
    """Each root is that of a future which an exchange lists, with months of expiry."""
    listed = [root for root in future_roots() if not future_spec(root).at_index]
    for place, row, count in zip(*np.unique(rows.root, return_index=True, return_counts=True), strict=True):
        root = rows.roots[place]
        if root not in listed:
            problem = said("futures.not_one_of", known=", ".join(listed), rows=count)
            yield future_finding("root-unknown", rows, int(row), "root", problem, value=repr(root[:40]), beside=UNSAID)


def contracts_have_not_expired(rows: FutureRows, _calendar: SessionCalendar) -> Iterator[Finding]:
    """No price of a contract that has settled."""
    for row in np.flatnonzero(rows.expiry < rows.day).tolist():
        problem = said("futures.before_session", date=iso(int(rows.day[row])))
        yield future_finding("contract-expired", rows, row, "expiry", problem)


def contracts_are_priced_once(rows: FutureRows, _calendar: SessionCalendar) -> Iterator[Finding]:
    """Each contract has one settlement a session."""
    order = rows.by_day
    same = (np.diff(rows.contract[order]) == 0) & (np.diff(rows.day[order]) == 0)
    for place in np.flatnonzero(same).tolist():
        one, other = int(order[place]), int(order[place + 1])
        price, line = rows.settlement[one], int(rows.line[one])
        if price == rows.settlement[other]:
            problem = said("futures.repeats", line=line, contract=rows.name(one))
            yield future_finding("settlement-repeats", rows, other, "settlement", problem)
        else:
            problem = said("futures.two_prices", contract=rows.name(one), price=price, line=line)
            yield future_finding("settlement-twice", rows, other, "settlement", problem)


def expiries_are_known(rows: FutureRows, calendar: SessionCalendar) -> Iterator[Finding]:
    """Each expiry is one of the contract's own dates."""
    for place, root in enumerate(rows.roots):
        of_root = np.flatnonzero(rows.root == place) if root in future_roots() else ()
        if not len(of_root):
            continue
        known = _settlement_days(root, rows.day[of_root], rows.expiry[of_root], calendar)
        wrong = of_root[~np.isin(rows.expiry[of_root], known)]
        for row in wrong.tolist():
            problem = said("futures.no_settlement", root=root)
            cause = _meant(int(rows.expiry[row]), known)
            yield future_finding("expiry-unknown", rows, row, "expiry", problem, cause=cause, beside=UNSAID)


def _settlement_days(root: str, days: Ints, expiries: Ints, calendar: SessionCalendar) -> Ints:
    last = min(max(int(days.max()), int(expiries.max())), int(calendar.sessions[-1]) - 3 * _AHEAD)
    schedule = roll_schedule(int(days.min()) - _AHEAD, last + 2 * _AHEAD, calendar, future_spec(root).rolls)
    return np.array(sorted({day for roll in schedule for day in (roll.expiry, roll.next_expiry)}), dtype=np.int64)


def _meant(expiry: Day, known: Ints) -> Saying:
    """The settlement day next to a date that is none, where it is near."""
    nearest = int(known[np.argmin(np.abs(known - expiry))]) if len(known) else expiry + 2 * _NEAR
    if abs(nearest - expiry) > _NEAR:
        return UNSAID
    day = {_SATURDAY: said("futures.a_saturday"), _SUNDAY: said("futures.a_sunday")}.get(weekday(expiry), "")
    return said("futures.quarter_settles", day=day, date=iso(nearest))


def dates_are_sessions(rows: FutureRows, calendar: SessionCalendar) -> Iterator[Finding]:
    """Prices are of days on which the exchange was open. Those of evenings and holidays between sessions that are
    both there are not told, unless they repeat.
    """
    known = (rows.day >= calendar.sessions[0]) & (rows.day <= calendar.sessions[-1])
    closed = known & ~np.isin(rows.day, np.asarray(calendar.sessions))
    wrong = np.flatnonzero(closed)
    wrong = wrong[_moved(rows, calendar)[wrong]] if len(wrong) else wrong
    for row in wrong.tolist():
        name = {_SATURDAY: "futures.saturday", _SUNDAY: "futures.sunday"}.get(
            weekday(int(rows.day[row])), "futures.holiday"
        )
        problem = said("futures.no_session", name=said(name), calendar=calendar.name)
        cause = UNSAID if len(wrong) < 3 else said("futures.day_off", wrong=len(wrong), rows=len(rows))
        yield future_finding("quote-not-on-session", rows, row, "date", problem, cause=cause)


def _moved(rows: FutureRows, calendar: SessionCalendar) -> Flags:
    """Of rows that are on no session: whether they are of a Saturday, stand where a session's own row is
    missing, or repeat the price before.
    """
    order, sessions = rows.by_day, np.asarray(calendar.sessions)
    day, price, contract = rows.day[order], rows.settlement[order], rows.contract[order]
    place = np.clip(np.searchsorted(sessions, day), 1, len(sessions) - 1)
    same = np.diff(contract) == 0
    before, after = np.concatenate([[False], same]), np.concatenate([same, [False]])
    odd = weekdays(day) == _SATURDAY
    odd |= before & (np.roll(day, 1) < sessions[place - 1])
    odd |= after & (np.roll(day, -1) > sessions[place])
    odd |= before & (np.roll(price, 1) == price) & (np.roll(day, 1) == sessions[place - 1])
    moved = np.zeros(len(odd), dtype=bool)
    moved[order] = odd
    return moved


ALONE: tuple[Rule, ...] = (
    prices_are_positive,
    roots_are_known,
    contracts_have_not_expired,
    contracts_are_priced_once,
    expiries_are_known,
    dates_are_sessions,
)


def findings_alone(rows: FutureRows, calendar: SessionCalendar) -> list[Finding]:
    """All that is wrong with settlements whatever the market."""
    return [one for rule in ALONE for one in until_many(rule(rows, calendar))] if len(rows) else []
