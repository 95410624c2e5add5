"""The audit of a run as a table for a terminal."""

from collections.abc import Sequence

from rich.table import Table

from engine.audit.chapters import Chapter
from engine.report.audit_words import asked, told
from engine.report.console import plain
from engine.words import Words


def audit_table(chapters: Sequence[Chapter], say: Words, title: str | None = None) -> Table:
    """Each line of the plan with its verdicts below; one that is switched off says so."""
    table = plain(title)
    for head in ("", say("audit.check"), say("audit.detail")):
        table.add_column(head, overflow="fold")
    for line, verdicts in chapters:
        if line:
            table.add_section()
            table.add_row("" if line.on else say("audit.off"), f"{line.number}. {line.text(say)}", style="bold")
        for verdict in verdicts if not line or line.on else ():
            table.add_row(say(f"standing.{verdict.standing}"), asked(verdict, say), told(verdict, say))
    return table
