"""A result of `overlay worth` in a notebook and at a prompt."""

from typing import TYPE_CHECKING

from engine.notebook.cards import table_card
from engine.report.headlines import ENGLISH
from engine.report.weighed import weighed
from engine.report.worth_rows import BEYOND, first_sentence, group_table, refusals
from engine.report.worth_told import paragraph
from engine.words import Words

if TYPE_CHECKING:
    from engine.weighing.result import WorthResult


def worth_card(result: "WorthResult", say: Words = ENGLISH) -> str:
    """The first sentence, a table for each group, what could not be run, and the notes."""
    groups = [(group, ones) for group, ones in weighed(result).items() if group != "plan"]
    noted = [say("said.note", note=note) for note in (*refusals(result, say), *result.notes(say.language))]
    saved = [say("said.saved", path=result.path)] if result.path else []
    marks = say("worth.marks", mark=BEYOND, looks=result.request["looks"])
    cards = []
    for place, (group, ones) in enumerate(groups):
        told = group_table(result, group, ones, say)
        title = say(f"worth_title.{group}")
        below = [marks, *noted, *saved] if place == len(groups) - 1 else []
        cards.append(table_card(title if place else f"{first_sentence(result, say)}\n{title}", *told, below))
    return "".join(cards)


def worth_lines(result: "WorthResult") -> str:
    """What a result answers at a prompt, in English."""
    told = [one for group, ones in weighed(result).items() if group == "rules" for one in ones]
    lines = [f"  {paragraph(one, result, ENGLISH)}" for one in told]
    return "\n".join([f"{type(result).__name__}: {first_sentence(result, ENGLISH)}", *lines])
