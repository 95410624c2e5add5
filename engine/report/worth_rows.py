"""What stands in a result of `overlay worth`, as text: the same on a terminal, in a notebook and on a page."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from engine.report.chance import beyond_chance
from engine.report.crisis_rows import points
from engine.report.headlines import unsigned
from engine.report.weighed import Change, Row, Weighed, weighed
from engine.weighing.result import WorthResult
from engine.words import Words
from engine.words.notes import spoken
from engine.words.sentence import chance

ACCIDENTS = ("margin_calls", "forced_sales")
EVENTS = ("forced_sale", "fall_10")
TESTED = {"cagr": "returns", "max_drawdown": "falls"}
"""Figures whose effects are called more than chance or not, and what their names are called in a sentence."""
BEYOND = "*"
"""Marks what is more than chance after all looks."""
NOTHING = "-"


class Table(NamedTuple):
    """Titles of the columns and rows of cells, the first of each a name."""

    titles: list[str]
    rows: list[list[str]]


class Column(NamedTuple):
    """A column of a table of variants: its key among the words, and the text of its cells."""

    key: str
    text: Callable[[Weighed], str]


def percent(value: float | None, form: str = "{:+.2f}") -> str:
    """A decimal in percent; what rounds to nothing has no sign.

    >>> percent(-0.0123), percent(0.00001), percent(None), percent(0.0821, "{:.1f}")
    ('-1.23', '0.00', '-', '8.2')
    """
    return NOTHING if value is None else unsigned(form.format(100.0 * value))


def depth(value: float | None) -> str:
    """A fall in percent, as a depth without its sign."""
    return percent(None if value is None else -value, "{:.1f}")


def label(one: Weighed, say: Words) -> str:
    """What a variant is without, or has instead."""
    setting, value = next(iter(one.settings.items()), ("", None))
    in_a_pair = f"worth_pair.{one.row['name']}"
    if one.pair and say.speaks(in_a_pair):
        return say(in_a_pair)
    section, *named = setting.split(".")
    if len(named) > 1:
        return say(f"worth_variant.{section}", name=named[0])
    own = say.speaks(f"worth_variant.{one.row['name']}")
    is_line = one.lacks and say.speaks(f"left_out.{setting}") and not one.row["name"].startswith("all_")
    return say.told("left_out", setting) if is_line or not own else say(f"worth_variant.{one.row['name']}", value=value)


def changed(change: Change, say: Words, text: Callable[[float | None], str]) -> str:
    """A figure before and after, once where both are the same."""
    return arrow(text(change.before), text(change.after), say)


def arrow(before: str, after: str, say: Words) -> str:
    """What was and what is, once where both are the same."""
    return after if before == after else say("worth.change", before=before, after=after)


def group_table(result: WorthResult, group: str, ones: Sequence[Weighed], say: Words) -> Table:
    """A row for each variant of a group: what it does to the return a year with its interval, and the deepest fall,
    accidents and chances before and after it, in percent; what of that is more than chance is marked.
    """
    asked = result.request
    columns = list(_columns(ones, asked["level"], say))
    values = {"years": asked["years"], "level": f"{asked['level']:.0%}"}
    titles = [say(f"worth_column.{one.key}", **values) for one in columns]
    rows = [[label(one, say), *(column.text(one) for column in columns)] for one in ones]
    return Table([say(f"worth_group.{group}"), *titles], rows)


def _columns(ones: Sequence[Weighed], level: float, say: Words) -> Iterator[Column]:
    """The columns that tell anything of some variants."""
    shown = [ones[0].plan, *ones]
    yield Column("cagr", lambda one: percent(one.effect("cagr")) + mark(one, "cagr", level))
    yield Column("interval", lambda one: interval(one.told("cagr"), say))
    yield Column("max_drawdown", lambda one: deepest(one, say) + mark(one, "max_drawdown", level))
    if any(one.row[key] for key in ACCIDENTS for one in shown):
        yield Column("accidents", lambda one: accidents(one, say))
    if any(one.chances for one in shown):
        yield from (Column(event, partial(likely, event=event, say=say)) for event in EVENTS)


def deepest(one: Weighed, say: Words) -> str:
    """The deepest fall before and after, percent."""
    return changed(one.change("max_drawdown"), say, depth)


def accidents(one: Weighed, say: Words) -> str:
    """Margin calls and forced sales, before and after."""
    calls, sales = (one.change(key) for key in ACCIDENTS)
    return arrow(f"{calls.before:.0f}/{sales.before:.0f}", f"{calls.after:.0f}/{sales.after:.0f}", say)


def likely(one: Weighed, event: str, say: Words) -> str:
    """The chance of an event before and after, percent."""
    return changed(one.chance(event), say, lambda value: NOTHING if value is None else chance(value).removesuffix(" %"))


def interval(row: Row | None, say: Words) -> str:
    """The interval of an effect, percent; a dash without one."""
    if row is None:
        return NOTHING
    return say("differences.between", low=percent(row["low"]), high=percent(row["high"]))


def is_beyond(one: Weighed, figure: str, level: float) -> bool:
    """Whether an effect is more than chance after all looks."""
    row = one.told(figure)
    return row is not None and beyond_chance({**row, "level": level})


def mark(one: Weighed, figure: str, level: float) -> str:
    """The mark of an effect that is more than chance."""
    return BEYOND if is_beyond(one, figure, level) else ""


def crisis_table(result: WorthResult, group: str, say: Words) -> Table | None:
    """A row for each crisis: what each variant of a group saved in it, and brought on the way back, percentage points;
    None where the run covers none.
    """
    found = weighed(result)
    ones, (plan,) = found.get(group, []), found["plan"]
    if not ones or not plan.episodes:
        return None
    rows = [
        [crisis, *(saved(one.episodes[crisis], say) for one in ones)]
        for crisis in plan.episodes
        if crisis in ones[0].episodes
    ]
    return Table([say("crises.crisis"), *(label(one, say) for one in ones)], rows)


def saved(row: Row, say: Words) -> str:
    """What a variant saved in a crisis, and brought on the way back, percentage points."""
    return say("crises.cell", gained=points(row["effect"]), fall=points(row["effect_back"]))


def crisis_dates(result: WorthResult) -> dict[str, tuple[str, str, str]]:
    """First and last session of each crisis, and the end of the way back, ISO, by its name."""
    rows = result.table("episodes").to_pylist()
    return {row["crisis"]: tuple(row[name].isoformat() for name in ("first", "last", "back")) for row in rows}


def refusals(result: WorthResult, say: Words) -> list[str]:
    """Variants that have no run, or none on paths, and why."""
    pair, table = bool(result.config.pair), result.table("variants").to_pylist()
    rows = {row["variant"]: Weighed(row, None, _NOTHING, pair=pair) for row in table}
    told = [
        say("worth.refused", line=label(rows[int(place)], say), why=spoken(why, say))
        for place, why in result.manifest["refused"].items()
    ]
    return told + [
        say("worth.no_paths", line=label(rows[int(place)], say), why=spoken(why, say))
        for place, why in result.manifest["refused_paths"].items()
        if place != "0"
    ]


_NOTHING: dict[str, dict[str, Row]] = {"effects": {}, "chances": {}, "episodes": {}}


def first_sentence(result: WorthResult, say: Words) -> str:
    """How often it was looked, and what came out as more than chance: the rules first, then costs and the rest."""
    asked, found = result.request, weighed(result)
    values = {"looks": asked["looks"], "first": asked["first"], "last": asked["last"]}
    rules = found.get("rules", [])
    others = [one for group, ones in found.items() if group not in ("plan", "rules") for one in ones]
    if not any(one.effects for one in [*rules, *others]):
        return say("worth.answer_short", **values)
    names, rest = (_beyond(ones, asked["level"], say) for ones in (rules, others))
    if not rules:
        return say("worth.answer_costs", **rest, **values)
    told = say("worth.answer", **names, **values)
    return say("worth.then", first=told, second=say("worth.answer_others", **rest)) if others else told


def _beyond(ones: Sequence[Weighed], level: float, say: Words) -> dict[str, str]:
    """Names of variants whose effect is more than chance, by what it is on."""
    return {
        word: say("worth.and").join(label(one, say) for one in ones if is_beyond(one, figure, level))
        or say("worth.nothing")
        for figure, word in TESTED.items()
    }
