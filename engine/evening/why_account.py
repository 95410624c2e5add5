"""What an account held after a session, what it had to hold for it, and which money moved."""

from collections.abc import Iterator
from math import isnan

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.sums import total
from engine.account.ledger import MOVEMENTS
from engine.analysis.exposure import tolerable_falls as tolerable_moves
from engine.analysis.of_futures import asked_of_opening, hedge_margin, margin_of_futures, sold_forward
from engine.analysis.sides import net_short
from engine.audit.calls import UNASKED, MarginCall, calls_of
from engine.audit.held import tolerable_falls
from engine.evening.said import Said, rows_of, said
from engine.evening.why_decided import events_of
from engine.results.run import RunResult

ORDERED = "redemption ordered"


def held_on(run: RunResult, row: int) -> tuple[Said, ...]:
    """The positions after a session, by its row of `equity`, with their marks and whether these were quoted, and what a
    currency hedge has sold.
    """
    day, currency = int(to_array(run.table("equity")["date"])[row]), run.config.capital.currency
    names = ("size", "contract", "mark", "notional")
    found = [
        said("held", **{name: one[name] for name in names}, source=one["mark_source"], currency=currency)
        for one in rows_of(run.table("positions"), day)
    ]
    sold = float(sold_forward(run.tables)[row])
    if sold:
        found.append(said("hedged", amount=sold, currency=currency))
    return tuple(found) or (said("nothing_held"),)


def margin_on(run: RunResult, row: int) -> tuple[Said, ...]:
    """Margin asked and collateral of a session, by its row of `equity`, the distance to a call, what the broker did,
    and the call that is open.
    """
    account = {
        name: run.table("equity")[name][row].as_py() for name in ("maintenance", "initial", "collateral", "equity")
    }
    day = int(to_array(run.table("equity")["date"])[row])
    told = {**account, "currency": run.config.capital.currency}
    asked = account["maintenance"] > 0.0
    ratio = account["collateral"] / account["maintenance"] if asked else None
    level = run.profile_on(day).voluntary_stop_level if any(_has_stop(run, day)) and asked else None
    return (
        said("margin" if asked else "no_margin", **told, ratio=ratio),
        *_distance(run, row),
        *([_stop(run, row, level, ratio)] if level and ratio else []),
        *events_of(run, day, "margin"),
        *_calls(run, day),
    )


def _has_stop(run: RunResult, day: Day) -> Iterator[bool]:
    """Whether the rules of an evening have a stop of one's own by the margin ratio."""
    return (
        (row["rule"] == "voluntary_stop" for row in rows_of(run.tables["rules"], day))
        if "rules" in run.tables
        else iter(())
    )


def _distance(run: RunResult, row: int) -> Iterator[Said]:
    """How far the index could have moved before a call; nothing where nothing is held that could be called."""
    fall, short = float(tolerable_falls(run)[row]), bool(net_short(run.tables)[row])
    if isnan(fall):
        return
    if fall < 0.0:
        yield said("short_already")
    elif fall >= 1.0 and not short:
        yield said("never_called", what=_what(run))
    else:
        yield said("distance_up" if short else "distance", distance=fall, what=_what(run))


def _stop(run: RunResult, row: int, level: float, ratio: float) -> Said:
    """Where the voluntary stop stands, and how far the index could have moved before it."""
    notional, maintenance, collateral = margin_of_futures(run.tables)
    short, fixed = net_short(run.tables), asked_of_opening(run.tables) is not None
    left = collateral - (level - 1.0) * hedge_margin(run.tables)
    distance = float(tolerable_moves(notional, level * maintenance, left, short, fixed=fixed)[row])
    told = {"level": level, "ratio": ratio, "what": _what(run)}
    if not 0.0 <= distance < 1.0:
        return said("voluntary", **told)
    return said("voluntary_up" if short[row] else "voluntary_down", **told, distance=distance)


def _what(run: RunResult) -> str:
    """What an overlay moves with, a key of `why_what`."""
    return "rate" if run.config.kind.market == "dollar" else "index"


def _calls(run: RunResult, day: Day) -> Iterator[Said]:
    for call in calls_of(run):
        asked = call.amount and call.came != UNASKED
        if asked and call.day <= day and (call.came_on is None or call.came_on > day):
            yield _open_call(run, call)


def _open_call(run: RunResult, call: MarginCall) -> Said:
    told = {"amount": call.amount, "currency": run.config.capital.currency, "day": iso(call.day)}
    due = None if call.due_day is None else iso(call.due_day)
    return said("call_due" if due else "call_open", **told, due=due)


def moves_on(run: RunResult, day: Day) -> tuple[Said, ...]:
    """Money that moved between the parts of an account, each reason once; what was redeemed, with the sessions it
    takes to arrive.
    """
    postings = [one for one in rows_of(run.table("ledger"), day) if one["category"] in MOVEMENTS]
    lag, currency = run.profile_on(day).redemption_lag, run.config.capital.currency
    found = []
    for reason in dict.fromkeys(one["reason"] for one in postings):
        rows = [one for one in postings if one["reason"] == reason]
        sources, targets = (
            list(dict.fromkeys(one["account"] for one in rows if (one["amount"] > 0.0) == into))
            for into in (False, True)
        )
        amount = total(one["amount"] for one in rows if one["amount"] > 0.0 or not targets)
        told = {"amount": abs(amount), "currency": currency}
        code = "ordered" if reason == ORDERED else "moved" if sources and targets else "came"
        found.append(said(code, **told, reason=reason, sources=sources or targets, targets=targets or sources, lag=lag))
    found += events_of(run, day, "moves")
    return tuple(found) or (said("no_moves"),)
