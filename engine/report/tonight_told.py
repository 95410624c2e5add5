"""What is to be done tonight, in sentences and rows."""

from collections.abc import Iterator
from math import isfinite, isnan

from data.base.days import Day, date_of, iso
from engine.evening.cash_tonight import A_CENT, CashMove
from engine.evening.dates_ahead import DateAhead
from engine.evening.distances import Change, Distance
from engine.evening.orders_tonight import OrderTonight
from engine.evening.tonight import RuleTonight, Tonight
from engine.words import Words

Row = tuple[str, ...]
STANDS_STILL = 1e-9
"""A move that is none."""


def headline(found: Tonight, say: Words) -> str:
    """Which evening it is of which plan, for which session."""
    evening = found.evening
    told = {
        "today": on_weekday(evening.day, say),
        "next": on_weekday(evening.next_day, say),
        "plan": evening.config.kind_called,
    }
    return say("tonight.rehearsal" if found.rehearsed else "tonight.title", **told)


def on_weekday(day: Day, say: Words) -> str:
    """A date with the name of its day."""
    return say("tonight.day", date=iso(day), weekday=f"{date_of(day):%a}".lower())


def to_do(found: Tonight, say: Words) -> list[str]:
    """Orders and money, a sentence each; one that there is nothing, where there is nothing. An open call, or a broker
    that is about to close, goes first.
    """
    currency, call = found.evening.config.capital.currency, found.evening.account.call
    told = [order_sentence(one, say) for one in found.orders] + [
        move_sentence(one, currency, say) for one in found.moves
    ]
    if not told and not found.broker_closes:
        told = [say("tonight.nothing")]
    told += _comes_late(found, say)
    if found.broker_closes:
        told.insert(0, say("tonight.closing"))
    if call is not None:
        missing = max(call.amount - call.received, 0.0)
        late = [one.arrives for one in found.moves if one.code == "redeem" and one.arrives > call.due]
        told[:0] = [
            say("tonight.call", amount=missing, currency=currency, date=iso(call.due)),
            *(say("tonight.call_late", date=iso(day)) for day in late[:1]),
        ]
    return [*told, *_on_its_way(found, say)]


def _comes_late(found: Tonight, say: Words) -> Iterator[str]:
    """That money for orders that open positions arrives only after their session."""
    next_day, held = found.evening.next_day, dict(found.evening.account.positions)
    last = max((one.arrives for one in found.moves if one.code == "redeem"), default=next_day)
    opens = any(one.size * held.get(one.contract, 0) >= 0 for one in found.orders)
    if opens and last > next_day:
        yield say("tonight.late_order", date=iso(last))


def _on_its_way(found: Tonight, say: Words) -> Iterator[str]:
    """Money that was ordered before tonight."""
    currency = found.evening.config.capital.currency
    new = {one.arrives: one.amount for one in found.moves if one.code == "redeem"}
    for one in found.arrivals:
        if (before := one.amount - new.get(one.day, 0.0)) > A_CENT:
            yield say("tonight.arrives", amount=before, currency=currency, date=iso(one.day))


def order_sentence(order: OrderTonight, say: Words) -> str:
    """An order as it is told to a broker."""
    side = "buy" if order.size > 0 else "sell"
    why = say.told("order_for", order.why)
    why = why if why != order.why or not order.reason else say.told("reason", order.reason)
    told = {"size": f"{abs(order.size):,}", "contract": order.contract, "date": iso(order.day), "why": why}
    if order.at:
        return say(f"tonight_order.{side}_{order.at}", **told)
    prices = say.told("codes", "between").join(f"{one:,.2f}" for one in (order.stop, order.limit) if one is not None)
    until = say("tonight.until", date=iso(order.until)) if order.until else say("tonight.until_cancelled")
    return say(f"tonight_order.{side}_rests", kind=order.kind, prices=prices, until=until, **told)


def move_sentence(move: CashMove, currency: str, say: Words) -> str:
    """Money to be moved tonight."""
    return say(f"tonight_order.{move.code}", amount=move.amount, currency=currency, date=iso(move.arrives))


def event_sentences(found: Tonight, say: Words) -> list[str]:
    """What happened today."""
    told = []
    for one in found.events:
        numbers = {name: value if isinstance(value, str) else float(value) for name, value in one.numbers.items()}
        why = say.told("reason", one.code, **numbers) if one.code else ""
        kind = say.told("kind", one.kind)
        told.append(say("tonight.event", kind=kind, contract=one.contract, why=why).replace("  ", " "))
    return told


def account_rows(found: Tonight, say: Words) -> list[Row]:
    """What is held, by its name."""
    one, currency = found.account, found.evening.config.capital.currency
    amounts = {
        "equity": one.equity, "fund": one.fund, "cash": one.cash, "arriving": one.arriving or None,
        "options": one.options or None, "wanted": one.wanted, "spare": one.spare,
        "maintenance": one.maintenance or None,
    }  # fmt: skip
    shares = {"held": one.held, "filled": one.filled if one.filled != one.held else None, "target": one.target}
    rows = [(name, say.in_words(f"{value:,.0f} {currency}")) for name, value in amounts.items() if value is not None]
    rows += [(name, f"{value:.2%}") for name, value in shares.items() if value is not None]
    positions = [(held.contract, f"{held.size:+,}") for held in found.evening.account.positions]
    return [*((say(f"tonight_account.{name}"), told) for name, told in rows), *positions]


def rule_rows(found: Tonight, say: Words) -> list[Row]:
    """Each rule: state, what it sees, what it leaves, and whether it binds."""
    return [_rule(one, say) for one in found.rules]


def _rule(rule: RuleTonight, say: Words) -> Row:
    leaves = f"{rule.multiplier:g} x" if isnan(rule.most) else say("tonight.most", most=rule.most)
    seen = (
        "" if isnan(rule.observed) else f"{rule.observed:,.2f}" if abs(rule.observed) >= 1.0 else f"{rule.observed:.2%}"
    )
    seen = seen if isfinite(rule.observed) or isnan(rule.observed) else say("tonight.no_margin")
    state = say.told("state", rule.state) if rule.state else ""
    return say.told("rule", rule.name), state, seen, leaves, say("tonight.binds") if rule.binds else ""


def distance_rows(found: Tonight, say: Words) -> list[Row]:
    """What would happen, from which level on, how far that is, and the volatility there."""
    return [_distance(one, say) for one in found.distances]


def _distance(one: Distance, say: Words) -> Row:
    what = say.told("tonight_level", one.code)
    what = say.told("kind", one.code) if what == one.code else what
    if abs(one.move) < STANDS_STILL:
        return what, say("tonight.anyway"), "", "", _volatility(one.volatility)
    return (
        what,
        say(_beyond(one.move), index=one.close),
        f"{one.move:+.2%}",
        f"{one.points:+,.1f}",
        _volatility(one.volatility),
    )


def _beyond(move: float) -> str:
    return "tonight.at_or_below" if move < 0.0 else "tonight.at_or_above"


def _volatility(value: float | None) -> str:
    return "" if value is None or isnan(value) else f"{value:.1%}"


def change_rows(found: Tonight, say: Words) -> list[Row]:
    """From which next close on another answer is given, and what it is."""
    return [_change(one, say) for one in found.changes]


def _change(one: Change, say: Words) -> Row:
    where = say("tonight.unchanged") if abs(one.move) < STANDS_STILL else say(_beyond(one.move), index=one.close)
    why = say("codes.between").join(say.told("kind", code) for code in one.answer.codes)
    return where, f"{one.move:+.2%}", _answer(one, say), f"{one.answer.ratio:.2%}", why


def _answer(one: Change, say: Words) -> str:
    if one.trade is None:
        return ""
    if one.trade == 0:
        return say("tonight.no_order")
    return say("tonight.buys" if one.trade > 0 else "tonight.sells", size=f"{abs(one.trade):,}")


def date_rows(found: Tonight, say: Words) -> list[Row]:
    """Fixed dates: when, what, and the evening by which money must be sent."""
    return [
        (on_weekday(one.day, say), date_sentence(one, found, say), iso(one.send_by) if one.send_by else "")
        for one in found.dates
    ]


def date_sentence(one: DateAhead, found: Tonight, say: Words) -> str:
    """What a fixed date is."""
    known = {
        "contract": one.contract, "into": one.into, "size": one.size or 0, "amount": one.amount or 0.0,
        "currency": found.evening.config.capital.currency, "name": one.name,
    }  # fmt: skip
    code = one.code
    if code == "event":
        return say.told("event", one.name) if one.name else say("tonight_date.event")
    if code == "premium" and not one.into:
        code = "premium_none"
    return say(f"tonight_date.{code}", **known)
