"""A portfolio in a notebook and at a prompt."""

from typing import TYPE_CHECKING

from engine.notebook.cards import table_card
from engine.report.headlines import ENGLISH
from engine.report.portfolio_table import figure_rows
from engine.report.portfolio_told import sentences
from engine.words import Words

if TYPE_CHECKING:
    from engine.portfolio.result import PortfolioResult


def portfolio_card(result: "PortfolioResult", say: Words = ENGLISH) -> str:
    """What is said of it, the figures of the whole and of the accounts, and the notes."""
    first, *rest = sentences(result, say)
    titles, rows = figure_rows(result, say)
    noted = [say("said.note", note=note) for note in result.notes(say.language)]
    saved = [say("said.saved", path=result.path)] if result.path else []
    return table_card(first, titles, rows, [*rest, *noted, *saved])


def portfolio_lines(result: "PortfolioResult") -> str:
    """What is said of it at a prompt, in English."""
    first, *rest = sentences(result, ENGLISH)
    return "\n".join([f"{type(result).__name__}: {first}", *(f"  {line}" for line in rest)])
