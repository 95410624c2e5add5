"""The table of losses in a row: a row for each loss, a column for each number of them."""

from collections.abc import Sequence

from rich.table import Table

from engine.report.fitted import Fitted
from engine.sizing.sheet import Sheet
from engine.words import Words


def table_of_streaks(rows: Sequence[Sheet], say: Words) -> Table:
    """What is left of the capital, in percent."""
    table = Fitted(say("streaks.title"))
    table.add_column(say("streaks.loss"), justify="right")
    for count in rows[0]:
        if count != "loss":
            table.add_column(say("streaks.losses", count=int(count)), justify="right")
    for row in rows:
        loss, *left = row.values()
        table.add_row(f"{100.0 * (loss or 0.0):g}%", *(f"{one or 0.0:.1%}" for one in left))
    return table
