"""A paragraph for each rule and cost of a plan: what it does to return and fall, to accidents, and in crises."""

from collections.abc import Iterator
from functools import reduce

from data.base.sums import total
from engine.analysis.fall_price import PRICE
from engine.report.crisis_rows import points
from engine.report.weighed import Row, Weighed, weighed
from engine.report.worth_rows import ACCIDENTS, EVENTS, changed, depth, interval, is_beyond, label, likely, percent
from engine.weighing.result import WorthResult
from engine.words import Words

FALL = {True: "worth.fall_without", False: "worth.fall_instead"}
"""How the deepest fall is told, by whether a variant lacks something."""

SAME = ("final_equity", "max_drawdown", *ACCIDENTS)
"""Figures that tell whether a variant changed anything."""


def paragraph(one: Weighed, result: WorthResult, say: Words) -> str:
    """What a variant says of the plan, in sentences."""
    return reduce(lambda first, second: say("worth.then", first=first, second=second), _sentences(one, result, say))


def _sentences(one: Weighed, result: WorthResult, say: Words) -> Iterator[str]:
    level, row = result.request["level"], one.told("cagr")
    if is_idle(one):
        yield say("worth.idle", name=label(one, say))
        return
    values = {"name": label(one, say), "effect": percent(one.effect("cagr"))}
    if row:
        yield say("worth.effect", **values, interval=interval(row, say), verdict=_verdict(one, "cagr", level, say))
    else:
        yield say("worth.effect_alone", **values)
    before, after = (depth(value) for value in one.change("max_drawdown"))
    if before == after:
        yield say("worth.fall_same", after=after)
    else:
        yield say(FALL[one.lacks], before=before, after=after, verdict=_verdict(one, "max_drawdown", level, say))
        yield from _price(one, say)
    if any(any(one.change(key)) for key in ACCIDENTS):
        yield say("worth.accidents", **{key: changed(one.change(key), say, "{:.0f}".format) for key in ACCIDENTS})
    if one.chances and one.plan.chances:
        chances = {event: likely(one, event, say) for event in EVENTS}
        yield say("worth.chances", years=result.request["years"], **chances)
    yield from _crises(list(one.episodes.values()), say)


def is_idle(one: Weighed) -> bool:
    """Whether a variant came to the same as the plan, to the last cent and on every path."""
    chances = ({event: row["probability"] for event, row in each.chances.items()} for each in (one, one.plan))
    same = all(one.row[figure] == one.plan.row[figure] for figure in SAME)
    return same and next(chances) == next(chances)


def prices_of_falls(result: WorthResult, say: Words) -> Iterator[str]:
    """What each point of fall cost that a rule or other insurance avoided, a sentence each."""
    for one in (one for group in ("rules", "insurance") for one in weighed(result).get(group, ())):
        yield from (say("worth.price_of", name=label(one, say), told=told) for told in _price(one, say))


def _price(one: Weighed, say: Words) -> Iterator[str]:
    """What a point of fall cost that was avoided; nothing where none was that can be seen."""
    price, falls = one.effects.get(PRICE), one.change("max_drawdown")
    if price is None or depth(falls.before) == depth(falls.after):
        return
    cost, low, high = (None if price[name] is None else _cost(price[name], say) for name in ("effect", "low", "high"))
    if price["effect"] <= 0.0:
        yield _at_no_cost(price["high"], say)
    elif high is None:
        yield say("worth.price_from", price=cost, low=low)
    else:
        yield say("worth.price", price=cost, interval=say("differences.between", low=low, high=high))


def _at_no_cost(high: float | None, say: Words) -> str:
    """That falls were avoided for nothing, and what else there may be up to the upper end of the interval."""
    if high is None:
        return say("worth.price_none_from")
    return say("worth.price_none_up_to", high=f"{high:.2f}") if high > 0.0 else say("worth.price_none")


def _cost(price: float, say: Words) -> str:
    """An end of the interval of a price: below zero it only says that return was gained, not how much."""
    return f"{price:.2f}" if price > 0.0 else say("worth.price_free")


def _verdict(one: Weighed, figure: str, level: float, say: Words) -> str:
    return say("worth.beyond" if is_beyond(one, figure, level) else "worth.within")


def _crises(rows: list[Row], say: Words) -> Iterator[str]:
    """Where it did most, and what it did in all crises together."""
    known = [row for row in rows if row["effect"] is not None and row["effect_back"] is not None]
    most = max(known, key=lambda row: abs(float(row["effect"])), default=None)
    if most is None or points(most["effect"]) == points(0.0):
        return
    every, back = (total(row[name] for row in known) for name in ("effect", "effect_back"))
    yield say(
        "worth.crises",
        crisis=most["crisis"], saved=points(most["effect"]), back=points(most["effect_back"]),
        count=len(known), total=points(every), total_back=points(back),
    )  # fmt: skip
