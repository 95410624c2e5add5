"""The fixed dates of the next month, with what is to be done on each by what is held tonight."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from data.base.days import Day, month_number
from data.contracts.contracts import FutureContract
from data.intake.published import event_dates
from data.market.event_calendars import events_between
from engine.account.paid import WITHDRAWAL
from engine.bt.broker import CollateralBroker
from engine.evening.cash_tonight import lag_of, send_by
from engine.evening.evening import Evening
from engine.evening.option_dates import option_dates
from engine.evening.standing_of import sizes_after
from strategies.rules.rebalancing import due, months_of

AHEAD = 31
"""Calendar days that are looked ahead."""


class DateAhead(NamedTuple):
    """Something on a fixed date: its code, the contract it is about and the one that takes its place ("" where there is
    none), signed contracts, an amount in account currency (None: no money), and the evening by which a redemption for
    it must be ordered (None: none is needed). `hour` and `zone` where the hour of the day is known.
    """

    day: Day
    code: str
    contract: str = ""
    into: str = ""
    size: int | None = None
    amount: float | None = None
    send_by: Day | None = None
    hour: float | None = None
    zone: str = ""
    name: str = ""


def dates_ahead(evening: Evening) -> tuple[DateAhead, ...]:
    """Everything from the next session on, in order of days."""
    ahead = evening.next_day, evening.day + AHEAD
    rolls = list(_rolls(evening, *ahead))
    found = [
        *rolls,
        *_expiries(evening.broker, {one.contract for one in rolls}, *ahead),
        *(DateAhead(*one) for one in option_dates(evening, *ahead)),
        *_hedge(evening, *ahead),
        *_payments(evening, *ahead),
        *_call(evening),
        *_rebalancing(evening, *ahead),
        *_new_month(evening),
        *_events(evening, *ahead),
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def _rolls(evening: Evening, first: Day, last: Day) -> Iterator[DateAhead]:
    """The next fill of each future that is held, and of nothing that leaves tonight, by the lead of each session."""
    feed: Any = evening.broker.feed
    sessions = feed.market.calendar.between(first, last)
    for held, size in sizes_after(evening.broker).items():
        contract = held.contract
        if not isinstance(contract, FutureContract) or evening.config.kind.is_free:
            continue
        for day in sessions:
            lead = feed.lead(contract.spec.root, day)
            if lead is not held and lead.contract.expiry > contract.expiry:
                yield DateAhead(day, "roll", held.code, lead.code, size)
                break


def _expiries(broker: CollateralBroker, rolled: Collection[str], first: Day, last: Day) -> Iterator[DateAhead]:
    for held, size in sizes_after(broker).items():
        if first <= held.contract.expiry <= last and held.code not in rolled:
            yield DateAhead(held.contract.expiry, "expiry", held.code, size=size)


def _hedge(evening: Evening, first: Day, last: Day) -> Iterator[DateAhead]:
    """The last session of each month, on which the forward is rolled to a share of equity."""
    hedge, terms = evening.broker.session.hedge, evening.broker.terms.hedge
    if hedge is None or terms is None:
        return
    calendar = evening.broker.feed.market.calendar
    for day in calendar.between(first, last):
        if month_number(calendar.after(day)) != month_number(day):
            yield DateAhead(day, "hedge_roll", amount=max(evening.equity, 0.0) * terms.ratio)


def _payments(evening: Evening, first: Day, last: Day) -> Iterator[DateAhead]:
    broker = evening.broker
    lag, calendar = lag_of(broker.account), broker.feed.market.calendar
    for day, year, amount in broker.session.payments:
        if first <= day <= last:
            by = send_by(day, lag, calendar) if amount > 0.0 and broker.terms.cash else None
            yield DateAhead(day, "tax", amount=amount, send_by=by, name=str(year))
    book = broker.session.flows
    if book is not None and first <= (day := book.next_day(broker.session.row)) <= last:
        for kind, amount in book.coming(broker.session.row).items():
            by = send_by(day, lag, calendar) if kind == WITHDRAWAL and broker.terms.cash else None
            yield DateAhead(day, kind, amount=amount, send_by=by)


def _call(evening: Evening) -> Iterator[DateAhead]:
    call, broker = evening.account.call, evening.broker
    if call is not None:
        profile, calendar = broker.account.profile, broker.feed.market.calendar
        by = send_by(call.due, lag_of(broker.account), calendar) if broker.terms.cash else None
        missing = max(call.amount - call.received, 0.0)
        yield DateAhead(
            call.due, "call_due", amount=missing, send_by=by, hour=profile.deadline_hour, zone=profile.zone
        )  # fmt: skip


def _rebalancing(evening: Evening, first: Day, last: Day) -> Iterator[DateAhead]:
    """Fixed dates on which futures go back to their target, where not every session is one."""
    schedule: Any = getattr(evening.strategy.p, "rebalancing", None)
    months = months_of(schedule.schedule) if schedule is not None else 0
    calendar = evening.broker.feed.market.calendar
    for day in calendar.between(first, last) if months else ():
        if due(months, month_number(calendar.before(day, 1)), month_number(day)):
            yield DateAhead(day, "rebalance")


def _new_month(evening: Evening) -> Iterator[DateAhead]:
    """The first session of the next month, where a rule has closed the overlay until then."""
    ruled, calendar = evening.rules, evening.broker.feed.market.calendar
    if ruled is not None and any(one.state == "stopped" for one in ruled.rulings):
        day = evening.next_day
        while month_number(day) == month_number(evening.day):
            day = calendar.after(day)
        yield DateAhead(day, "stop_lifted")


def _events(evening: Evening, first: Day, last: Day) -> Iterator[DateAhead]:
    """Events that rules of the plan look at; those of a file have no name."""
    config = evening.config
    for section in ("before_events", "cash_events"):
        if not config.reads(f"{section}.calendars") or not (read := getattr(config, section)).enabled:
            continue
        named = events_between(read.calendars, first, last)
        known = {one.valid_from for one in named}
        own = event_dates((), Path(read.file)).days if read.file else []
        yield from (DateAhead(one.valid_from, "event", name=one.name) for one in named)
        yield from (DateAhead(day, "event") for day in own if first <= day <= last and day not in known)
