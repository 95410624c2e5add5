"""A paper journal in lines for a terminal, and as plain values for other programs."""

from collections.abc import Iterator
from typing import Any

from data.base.days import iso
from engine.journal.deviations import Deviations
from engine.journal.head import Head
from engine.journal.journal import Journal, Stepped
from engine.journal.status import Status
from engine.journal.verify import Verified
from engine.report.headlines import ENGLISH
from engine.report.tonight_plain import plain_tonight
from engine.report.tonight_told import date_rows, event_sentences, on_weekday, to_do
from engine.words import Words


def begun_lines(paper: Journal, say: Words = ENGLISH) -> list[str]:
    """What was begun, and what to do next."""
    capital = f"{paper.config.capital.initial:,.0f} {paper.config.capital.currency}"
    told = say("paper.begun", path=paper.path, plan=paper.config.kind_called, day=iso(paper.first), capital=capital)
    return [told, say("paper.next", name=paper.path.name)]


def stepped_lines(done: Stepped, paper: Journal, say: Words = ENGLISH) -> list[str]:
    """What a step did."""
    until = iso(paper.first if done.head.until is None else done.head.until)
    changed = [say("paper.changed", file=file) for file in done.changed]
    before = iso(paper.first if done.revised_until is None else done.revised_until)
    revised = [] if done.revised is None else [say("paper.revised", day=iso(done.revised), until=before)]
    if not done.sessions:
        return [*changed, *(revised or [say("paper.nothing_new", until=until)])]
    first = iso(done.sessions[0])
    one = say("paper.stepped", day=first) if len(done.sessions) == 1 else ""
    many = one or say("paper.stepped_many", count=f"{len(done.sessions):,}", first=first, last=until)
    return [*changed, *revised, many]


def status_lines(paper: Journal, at: Status, say: Words = ENGLISH) -> list[str]:
    """Where a journal stands, what is to be done for the next session and on the dates ahead, and what is to be known
    besides.
    """
    currency = paper.config.capital.currency
    equity, change = f"{at.equity:,.2f} {currency}", f"{at.equity - at.before - at.flowed[1]:+,.2f}"
    since = f"{at.equity - at.opened - at.flowed[0]:+,.2f}"
    return [
        say("paper.title", path=paper.path, plan=paper.config.kind_called),
        say("paper.stands", day=iso(at.until), sessions=f"{at.sessions:,}", first=iso(paper.first)),
        say("paper.equity", equity=equity, change=change, since=since),
        *flow_lines(at, currency, say),
        *event_sentences(at.tonight, say),
        say("paper.for_next", day=on_weekday(at.tonight.evening.next_day, say)),
        *(f"  {one}" for one in to_do(at.tonight, say)),
        *dates_lines(at, say),
        *([] if at.market_ends <= at.until else [say("paper.behind", day=iso(at.market_ends))]),
        *([] if at.agrees else [say("paper.disagrees")]),
        *own_lines(at, currency, say),
        head_line(at.head, say),
    ]


def flow_lines(at: Status, currency: str, say: Words = ENGLISH) -> list[str]:
    """What was paid in less what was taken out; nothing where no money flowed."""
    if at.flowed == (0.0, 0.0):
        return []
    since, last = (f"{one:+,.2f} {currency}" for one in at.flowed)
    return [say("paper.flowed", since=since, last=last)]


def dates_lines(at: Status, say: Words = ENGLISH) -> list[str]:
    """Fixed dates ahead, a line each, with the evening by which money must be sent."""
    return [
        say("paper.date_sent", day=day, what=what, send_by=send_by) if send_by else f"{day}: {what}"
        for day, what, send_by in date_rows(at.tonight, say)
    ]


def own_lines(at: Status, currency: str, say: Words = ENGLISH) -> list[str]:
    """What was done on one's own, and what that cost; nothing where all was done as modelled."""
    return list(_own_lines(at, currency, say))


def _own_lines(at: Status, currency: str, say: Words) -> Iterator[str]:
    own = at.own
    if own.sessions:
        yield say("paper.own", count=own.sessions, cost=f"{own.cost:+,.2f} {currency}")
    for cause, cost in own.slippage.items():
        yield say("paper.slippage", cause=say.told("paper_cause", cause), cost=f"{cost:+,.2f} {currency}")
    if own.revisions:
        yield say("paper.revisions", count=own.revisions)
    for file in own.changed:
        yield say("paper.changed", file=file)


def head_line(head: Head, say: Words = ENGLISH) -> str:
    """The number and the hash of the newest entry, to be kept elsewhere."""
    return say("paper.head", number=f"{head.number:,}", sha256=head.sha256)


def deviation_lines(found: Deviations, currency: str, say: Words = ENGLISH) -> list[str]:
    """Each session with fills of one's own: what was ordered and done, why, and what it has cost; then all together."""
    lines = []
    for one in found.newest:
        parts = "; ".join(
            say("paper.part", contract=part.contract, ordered=f"{part.ordered:+,}", done=f"{part.done:+,}")
            for part in one.parts
        )
        parts = parts or say("paper.none_ordered")
        why, cost = one.why or say("paper.no_reason"), f"{one.cost:+,.2f} {currency}"
        lines.append(say("paper.deviation", day=iso(one.day), parts=parts, why=why, cost=cost))
    if found.older:
        lines.append(say("paper.older", count=found.older, cost=f"{found.older_cost:+,.2f} {currency}"))
    if not lines:
        return [say("paper.no_deviations")]
    return [*lines, say("paper.all_together", cost=f"{found.cost:+,.2f} {currency}")]


def verified_lines(found: Verified, say: Words = ENGLISH) -> list[str]:
    """That a journal is what was written, or what of it is not."""
    if found.found:
        return [say(f"paper_found.{one.code}", file=one.file) for one in found.found]
    until = say("paper.no_session") if found.until is None else iso(found.until)
    whole = say("paper.whole", count=f"{found.number:,}", until=until)
    return [whole, say("paper.keep", number=f"{found.number:,}", sha256=found.sha256)]


def plain_journal(paper: Journal) -> dict[str, Any]:
    """Which journal it is, as values for JSON."""
    return {"folder": str(paper.path), **paper.config.identity, "name": paper.path.name}


def plain_head(head: Head) -> dict[str, Any]:
    """Where a journal stands as values for JSON."""
    until = None if head.until is None else iso(head.until)
    return {"entries": head.number, "until": until, "sha256": head.sha256}


def plain_stepped(done: Stepped) -> dict[str, Any]:
    """What a step did as values for JSON."""
    revised = None if done.revised is None else iso(done.revised)
    dates = [iso(day) for day in done.sessions]
    return {"dates": dates, "revised": revised, "changed": list(done.changed)}


def plain_status(paper: Journal, at: Status) -> dict[str, Any]:
    """Where a journal stands as values for JSON: money in account currency, sizes signed."""
    return {
        **plain_journal(paper),
        "begun": iso(paper.first),
        **plain_head(at.head),
        "sessions": at.sessions,
        "market_ends": iso(at.market_ends),
        "equity": at.equity,
        "equity_before": at.before,
        "equity_opened": at.opened,
        "flowed_since": at.flowed[0],
        "flowed_last": at.flowed[1],
        "agrees": at.agrees,
        "own_sessions": at.own.sessions,
        "own_cost": at.own.cost,
        "slippage": at.own.slippage,
        "changed": list(at.own.changed),
        "revisions": at.own.revisions,
        "tonight": plain_tonight(at.tonight),
    }


def plain_deviations(found: Deviations) -> dict[str, Any]:
    """Deviations as values for JSON: costs in account currency, positive where they cost."""
    rows = [
        {
            "date": iso(one.day),
            "parts": [part._asdict() for part in one.parts],
            "departs": one.departs,
            "reason": one.why,
            "cost": one.cost,
        }
        for one in found.newest
    ]
    return {"deviations": rows, "older": found.older, "older_cost": found.older_cost, "cost": found.cost}


def plain_verified(found: Verified) -> dict[str, Any]:
    """What was verified as values for JSON."""
    until = None if found.until is None else iso(found.until)
    return {
        "whole": not found.found,
        "entries": found.number,
        "until": until,
        "sha256": found.sha256,
        "findings": [one._asdict() for one in found.found],
    }
