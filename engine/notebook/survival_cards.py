"""A survival result in a notebook and at a prompt."""

from typing import TYPE_CHECKING

from engine.notebook.cards import table_card
from engine.report.headlines import ENGLISH
from engine.report.survival_rows import event_rows, event_titles
from engine.survival.first_sentence import in_focus
from engine.words import Words

if TYPE_CHECKING:
    from engine.survival.result import SurvivalResult


def survival_card(result: "SurvivalResult", say: Words = ENGLISH) -> str:
    """The first sentence, the events of the cell in focus, and the notes."""
    rows = event_rows(result, in_focus(result.tables)["cell"], say)
    told = [[one.event, one.probability, one.interval, one.simulation, *one.kinds, one.often, one.year] for one in rows]
    noted = [say("said.note", note=note) for note in result.notes(say.language)]
    saved = [say("said.saved", path=result.path)] if result.path else []
    return table_card(result.first_sentence(say.language), event_titles(result, say), told, [*noted, *saved])


def survival_lines(result: "SurvivalResult") -> str:
    """What a survival result answers at a prompt, in English."""
    rows = event_rows(result, in_focus(result.tables)["cell"], ENGLISH)
    told = [f"  {one.event} {one.probability} ({one.interval})" for one in rows]
    return "\n".join([f"{type(result).__name__}: {result.first_sentence()}", *told])
