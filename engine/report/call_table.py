"""The margin calls of a run for a terminal: a few lines for each."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from data.base.days import iso
from engine.audit.calls import MET, UNASKED, Closing, MarginCall
from engine.audit.clocks import clocks
from engine.report.console import plain, with_columns
from engine.words import Words

MID_SESSION = "mid_session"
"""Code of a level that was reached before the close."""


def call_table(calls: Sequence[MarginCall], title: str, currency: str, say: Words) -> Table:
    """What happened with each call, in order."""
    table = with_columns(plain(title), say("calls.session"), say("calls.what"))
    for call in calls:
        for place, sentence in enumerate(sentences(call, currency, say)):
            table.add_row("" if place else iso(call.day), sentence)
    return table


def sentences(call: MarginCall, currency: str, say: Words) -> Iterator[str]:
    """What there is to say of a call: told and due, money, what came of it, what was closed."""
    told = {"amount": call.amount, "currency": currency, "clock": clocks(call.told)}
    if call.amount and call.came != UNASKED:
        yield say("calls.called", **told)
        if call.cause:
            yield say(f"calls.{call.cause}")
        yield _due(call, say)
        yield say("calls.money", sent=call.sent, received=call.received, currency=currency)
    why = call.came == MET or (call.came, call.code) == ("loss_cut", MID_SESSION)
    came = f"{call.came}_{call.code}" if why else call.came
    yield say(f"calls.{came}", date=iso(call.came_on or call.day), **told)
    if call.closed:
        yield from _closed(call.closed, currency, say)


def _closed(closed: Closing, currency: str, say: Words) -> Iterator[str]:
    first, last = iso(closed.first), iso(closed.last)
    days = first if first == last else say("calls.span", first=first, last=last)
    told = {"days": days, "count": closed.contracts, "cost": closed.cost, "currency": currency, "hedge": closed.hedge}
    if closed.contracts:
        yield say("calls.closed", **told)
    if closed.hedge:
        yield say("calls.hedge_too" if closed.contracts else "calls.closed_hedge", **told)


def _due(call: MarginCall, say: Words) -> str:
    if call.due:
        return say("calls.due", clock=clocks(call.due))
    return say("calls.due_session", date=iso(call.due_day)) if call.due_day else say("calls.due_never")
