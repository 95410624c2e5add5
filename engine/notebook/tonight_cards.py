"""An evening in a notebook and at a prompt."""

from typing import TYPE_CHECKING

from engine.notebook.cards import table_card
from engine.report.headlines import ENGLISH
from engine.report.tonight_tables import COLUMNS, tonight_lines
from engine.report.tonight_told import date_rows
from engine.words import Words

if TYPE_CHECKING:
    from engine.evening.tonight import Tonight


def tonight_card(found: "Tonight", say: Words = ENGLISH) -> str:
    """What is to be done above the dates of the next month."""
    first, *others = tonight_lines(found, say)
    titles = [say(f"tonight_column.{key}") for key in COLUMNS["dates"]]
    return table_card(first, titles, date_rows(found, say), others)


def tonight_text(found: "Tonight") -> str:
    """What an evening answers at a prompt, in English."""
    return "\n".join(tonight_lines(found, ENGLISH))
