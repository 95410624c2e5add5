"""What is said of a nearest disaster: sentences, and the tables of its cures and of the account day by day."""

from collections.abc import Iterator, Sequence
from math import exp, inf, isfinite
from typing import TYPE_CHECKING

from data.base.days import iso
from engine.nearest.account_days import AccountDay
from engine.nearest.cures import Cure
from engine.nearest.disaster import Disaster, Nearest
from engine.nearest.problem import times_less_likely
from engine.report.console import plain, with_columns
from engine.report.worth_rows import Table
from engine.words import Words

if TYPE_CHECKING:
    from rich.table import Table as ConsoleTable

    from engine.results.run import RunResult

BARELY = 0.005
"""Moves and rises smaller than this are not told."""
SHARES = ("overlay", "buffer", "loss_stop", "insurance")
"""Changes whose numbers are shares."""
ADDED = ("loss_stop", "margin_stop", "insurance")
"""Changes that put something there that was not."""
NO_RARER = 1.05
"""A disaster that is less than so many times rarer is told to be no rarer: the search is not that exact."""


def account_line(found: Disaster, name: str, currency: str, say: Words) -> str:
    """The account in the evening, in one sentence."""
    state = found.state
    notional = abs(state.contracts) * state.unit
    return say(
        "nearest.account", run=name, date=iso(found.day), profile=found.profile, equity=f"{state.equity:,.0f}",
        currency=currency, notional=f"{notional:,.0f}", ratio=f"{notional / state.equity:.1%}",
        margin=f"{state.margin_share:.1%}",
        cash=f"{state.cash:,.0f}",
    )  # fmt: skip


def answer(found: Disaster, currency: str, say: Words) -> list[str]:
    """What was asked: the path with its outcome, how often any comes, and how unlikely it is; or that there is none,
    with the worst case.
    """
    if found.nearest is None:
        return [say("nearest.none"), *_limit(found, currency, say)]
    near = found.nearest
    outcome = say(
        "nearest.outcome", session=near.outcome.session, outcome=say(f"outcome.{near.outcome.kind}"),
        equity=f"{near.outcome.equity:,.0f}", currency=currency,
    )  # fmt: skip
    first = say("nearest.answer", sessions=_sessions(found, say), path=path_told(near, say), outcome=outcome)
    times = number(times_less_likely(near.unlikely))
    return [first, _chance(found, say), say("nearest.likelihood", times=times)]


def _sessions(found: Disaster, say: Words) -> str:
    count = found.terms.sessions
    return say("nearest.within_one") if count == 1 else say("nearest.within_more", sessions=count)


def path_told(near: Nearest, say: Words) -> str:
    """The path in words."""
    return say("nearest.and").join(_pieces(near, say))


def _pieces(near: Nearest, say: Words) -> Iterator[str]:
    returns = [shock.index_return for shock in near.shocks]
    falls = [value for value in returns if value < -BARELY]
    rises = [value for value in returns if value > BARELY]
    whole = 1.0 - exp(sum(value for value in near.path.returns if value < -BARELY))
    if len(falls) > 1:
        yield say("nearest.fall_in_more", fall=f"{whole:.1%}", falling=len(falls), worst=f"{-min(falls):.1%}")
    elif falls:
        yield say("nearest.fall_in_one", fall=f"{whole:.1%}")
    elif rises:
        yield say("nearest.rise_in_one", fall=f"{max(rises):.1%}")
    else:
        yield say("nearest.stands")
    highest = max(day.margin for day in near.days[: near.outcome.session + 1])
    if highest > 1.0 + BARELY:
        yield say("nearest.margin", margin=highest)
    moved = exp(sum(near.path.currency)) - 1.0
    if abs(moved) > BARELY:
        yield say("nearest.currency", move=f"{moved:+.1%}")
    late = near.path.late
    yield say("nearest.on_time") if not late else say(f"nearest.late_{'one' if late == 1 else 'more'}", late=late)


def _chance(found: Disaster, say: Words) -> str:
    chance = found.chance
    if chance is None or not chance.chance:
        return say("nearest.chance_none")
    often, seldom = chance.between
    years = say("nearest.years", years=number(chance.years), often=number(often), seldom=number(seldom))
    told = say("nearest.every_year") if chance.years < 1.0 else years
    return say("nearest.chance", years=told, sessions=_sessions(found, say), odds=number(1.0 / chance.chance))


def _limit(found: Disaster, currency: str, say: Words) -> Iterator[str]:
    limit, state = found.limit, found.state
    yield say(
        "nearest.limit", left=number(1.0 / limit.level), margin=limit.margin, late=limit.late,
        equity=f"{limit.equity:,.0f}", currency=currency,
    )  # fmt: skip
    if not state.contracts:
        yield say("nearest.limit_nothing")
    elif limit.overlay is None:
        yield say("nearest.limit_never")
    else:
        ratio = limit.overlay * abs(state.contracts) * state.unit / state.equity
        yield say("nearest.limit_overlay", times=limit.overlay, ratio=f"{ratio:.0%}")


def number(value: float) -> str:
    """A number of times or years with two digits that mean something.

    >>> number(9264.1), number(3.18), number(2.34e9), number(float("inf"))
    ('9,300', '3.2', '2,300,000,000', '∞')
    """
    if not isfinite(value):
        return "∞"
    if value >= 1e15:
        return f"{value:.1e}"
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10.0 else f"{rounded:g}"


def share(value: float) -> str:
    """A chance, in hundredths where it is not tiny.

    >>> share(0.0123), share(2.1e-6)
    ('1.2%', '2.1e-06')
    """
    return f"{100.0 * value:.2g}%" if value >= 1e-4 else f"{value:.1e}"


def cure_table(found: Disaster, say: Words) -> Table:
    """A row for each change."""
    titles = ("change", "from", "to", "costs", "survives", "rarer")
    return Table([say(f"nearest.{title}") for title in titles], [_cure(one, say) for one in found.cures])


def _cure(one: Cure, say: Words) -> list[str]:
    costs = say("nearest.unknown") if one.costs is None else f"{one.costs:.3%}"
    stands = say("nearest.yes") if one.survived else say("nearest.no")
    before, after = (_value(one.kind, value) for value in (one.before, one.after))
    if one.kind in ADDED:
        before, after = say("nearest.without"), say(f"mended.to_{one.kind}", value=after)
    return [say(f"mended.{one.kind}"), before, after, costs, stands, _rarer(one, say)]


def _rarer(one: Cure, say: Words) -> str:
    if not one.survived:
        return say("nearest.unknown")
    if one.times == inf:
        return say("nearest.gone")
    return say("nearest.times", times=number(one.times)) if one.times >= NO_RARER else say("nearest.no_rarer")


def _value(kind: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.1%}" if kind in SHARES else f"{value:g}"


def day_table(days: Sequence[AccountDay], say: Words, *, with_currency: bool) -> Table:
    """A row for each evening, the first the one before the path."""
    names = [
        "session", "index", *(["usdjpy"] if with_currency else []), "margin_rate", "variation", "cash", "in_transit",
        "fund", "collateral", "required", "called", "due", "told",
    ]  # fmt: skip
    rows = [_day(place, one, say, with_currency=with_currency) for place, one in enumerate(days)]
    return Table([say(f"nearest.{name}") for name in names], rows)


def _day(place: int, one: AccountDay, say: Words, *, with_currency: bool) -> list[str]:
    spot = [f"{one.spot:.3f}"] if with_currency else []
    money = (one.variation, one.cash, one.in_transit, one.fund, one.collateral, one.required, one.called)
    told = say("nearest.and").join(say.told("kind", kind) for kind in dict.fromkeys(one.told))
    amounts = [_money(value) for value in money]
    return [f"{place}", f"{one.level:.3f}", *spot, f"{one.margin:.2f}", *amounts, f"{one.due}" if one.due else "", told]


def _money(value: float) -> str:
    """Never nothing, or minus nothing, where there is a little."""
    return "<1" if 0.0 < value < 0.5 else f"{round(value) + 0.0:,.0f}"


def read_line(currency: str, say: Words) -> str:
    """How the table of days is read."""
    return say("nearest.days_read", currency=currency)


def tables(found: Disaster, say: Words) -> list[tuple[Table, str]]:
    """Those of the account and of the cures with their titles, as far as there is anything to tell."""
    near = found.nearest
    if near is None:
        return []
    days = day_table(near.days, say, with_currency=bool(near.path.currency))
    cures = cure_table(found, say)
    told = [(days, say("nearest.days"))]
    return [*told, (cures, say("nearest.cures", times=found.terms.times))] if cures.rows else told


def nearest_lines(found: Disaster, run: "RunResult", say: Words) -> Iterator["str | ConsoleTable"]:
    """All of it, sentences and tables for a terminal."""
    currency = run.config.capital.currency
    yield account_line(found, run.config.called, currency, say)
    if found.idle_since:
        yield say("stress.idle", last=iso(found.idle_since), date=iso(found.day))
    yield ""
    yield from answer(found, currency, say)
    for table, title in tables(found, say):
        drawn = with_columns(plain(title), *table.titles)
        for row in table.rows:
            drawn.add_row(*row)
        yield from ("", drawn)
    if found.nearest:
        yield from (read_line(currency, say), say("nearest.cures_read"))


def assumptions(found: Disaster, say: Words) -> list[str]:
    """What the answer rests on."""
    told = [say("nearest.model"), say("nearest.margin_model", odds=found.late_odds, error=found.margin_error)]
    if found.chance:
        told.append(say("nearest.draws", draws=f"{found.chance.draws:,}", seed=found.terms.seed))
    return [*told, say("nearest.nobody")]
