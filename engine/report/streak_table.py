"""The table of losses in a row: a row for each loss, a column for each number of them."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from engine.sizing.sheet import Sheet
from engine.words import Words


def table_of_streaks(rows: Sequence[Sheet], say: Words) -> Table:
    """What is left of the capital, in percent."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False, title=say("streaks.title"),
        title_justify="left")  # fmt: skip
    table.add_column(say("streaks.loss"), justify="right")
    for count in rows[0]:
        if count != "loss":
            table.add_column(say("streaks.losses", count=int(count)), justify="right")
    for row in rows:
        loss, *left = row.values()
        table.add_row(f"{100.0 * (loss or 0.0):g}%", *(f"{one or 0.0:.1%}" for one in left))
    return table
