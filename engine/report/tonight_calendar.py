"""Tonight as entries of a calendar: orders at the hour at which they fill, and everything with a date."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from data.base.days import iso
from data.contracts.trading_hours import moment
from data.intake.calendar_text import Entry
from engine.evening.tonight import Tonight
from engine.report.tonight_told import date_sentence, move_sentence, order_sentence
from engine.words import Words

Thing = TypeVar("Thing")
OF_HELD = frozenset({"roll", "expiry"})
"""Dates of contracts that are held, at most one of each; what is bought on other dates follows tonight's prices."""


def calendar_entries(found: Tonight, say: Words) -> list[Entry]:
    """Orders, money that is moved tonight, fixed dates, and the evenings on which money for them must be sent; on the
    next session that there is nothing to do, where there is none of these.
    """
    told = [*_orders(found, say), *_money(found, say), *_dates(found, say)]
    return told or [Entry(found.evening.next_day, "nothing", say("tonight.nothing"))]


def _orders(found: Tonight, say: Words) -> Iterator[Entry]:
    at = found.fills_at
    for place, order in enumerate(found.orders):
        when = moment(order.day, at.hour, at.zone) if at and order.at == found.evening.broker.terms.fill_at else None
        yield Entry(order.day, f"order-{place}-{order.contract}", order_sentence(order, say), at=when)


def _money(found: Tonight, say: Words) -> Iterator[Entry]:
    currency = found.evening.config.capital.currency
    for move in found.moves:
        yield Entry(found.evening.day, f"money-{move.code}", move_sentence(move, currency, say))
    for place, one in _placed(found.arrivals, lambda one: one.day):
        told = say("tonight.arrives", amount=one.amount, currency=currency, date=iso(one.day))
        yield Entry(one.day, f"arrival-{place}", told)


def _dates(found: Tonight, say: Words) -> Iterator[Entry]:
    for place, one in _placed(found.dates, lambda one: (one.day, one.code)):
        told = date_sentence(one, found, say)
        when = None if one.hour is None else moment(one.day, one.hour, one.zone)
        key = f"{one.code}-{one.contract if one.code in OF_HELD else place}"
        yield Entry(one.day, key, told, at=when)
        if one.send_by is not None:
            yield Entry(one.send_by, f"send-{key}", say("tonight.send", what=told))


def _placed(things: Iterable[Thing], alike: Callable[[Thing], object]) -> Iterator[tuple[int, Thing]]:
    """Each with its place among those that are alike: what else is told of an evening does not change it, so that an
    entry replaces what an earlier evening told of the same.
    """
    seen = Counter[object]()
    for one in things:
        yield seen[alike(one)], one
        seen[alike(one)] += 1
