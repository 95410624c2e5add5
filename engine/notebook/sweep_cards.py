"""A sweep in a notebook and at a prompt."""

from typing import TYPE_CHECKING

from engine.notebook.cards import table_card
from engine.report.headlines import ENGLISH
from engine.report.sweep_figures import column_title, setting_text, told
from engine.report.sweep_list import ALIKE, CLIFF, OWN, PLATEAU, page_marks
from engine.report.sweep_rows import columns_of
from engine.report.sweep_verdict import first_sentences
from engine.sweeps.ranking import ranked
from engine.words import Words

if TYPE_CHECKING:
    from engine.sweeps.result import SweepResult

SHOWN = 10


def sweep_card(result: "SweepResult", say: Words = ENGLISH) -> str:
    """The first sentences, the best cells and the plan's own, and the notes."""
    found = ranked(result)
    shown = found.rows[:SHOWN]
    shown = shown if found.own in shown else [*shown, found.own]
    columns = columns_of(result, shown, say)
    titles = ["", *columns.settings, "", *(column_title(name, say) for name in columns.figures)]
    rows = [
        [
            str(found.rows.index(row) + 1) if row in found.rows else "",
            *(setting_text(row[name]) for name in columns.settings),
            page_marks(row, found),
            *(told(name, row, say) for name in columns.figures),
        ]
        for row in shown
    ]
    noted = [say("said.note", note=note) for note in result.notes(say.language)]
    saved = [say("said.saved", path=result.path)] if result.path else []
    marks = say("sweep.list_marks", plateau=PLATEAU, alike=ALIKE, cliff=CLIFF, own=OWN)
    return table_card("\n".join(first_sentences(result, say)), titles, rows, [marks, *noted, *saved])


def sweep_lines(result: "SweepResult") -> str:
    """What a sweep answers at a prompt, in English."""
    first, *others = first_sentences(result, ENGLISH)
    return "\n".join([f"{type(result).__name__}: {first}", *(f"  {sentence}" for sentence in others)])
