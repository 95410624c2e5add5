"""Results in a notebook: a small table in HTML that takes its colours from the page, light or
dark, and needs nothing from elsewhere.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from engine.notebook.looked_at import apart_of, runs_of
from engine.report.apart import reason_of
from engine.report.headlines import ENGLISH, headline_cells, labels, notes, own_lines, period_and_capital
from engine.words import Words

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.results.run import RunResult

RIGHT, LEFT = "text-align:right", "text-align:left"
LINE = "border-bottom:1px solid currentColor"


def card(result: "RunResult | Comparison", say: Words = ENGLISH) -> str:
    """Period, capital, a row of headline figures for each run, and notes. Whatever a setting holds is shown as text."""
    runs = runs_of(result)
    apart = [
        table_card(f"{reason_of(one, say)}\n{period_and_capital(one.runs, say)}", *_rows(one.runs, say), [])
        for one in apart_of(result)
    ]
    return "".join([_card(runs, _told(runs, result, say), say), *apart])


def _told(runs: "Mapping[str, RunResult]", result: "RunResult | Comparison", say: Words) -> list[str]:
    """What users noted in the settings, what the manifests want said, and where the result is saved."""
    own: dict[str, list[str]] = {}
    for name, run in runs.items():
        own.setdefault(run.config.note, []).append(name)
    noted = [note if len(by) == len(runs) else f"{', '.join(by)}: {note}" for note, by in own.items() if note]
    made = list(dict.fromkeys([*notes(runs, say), *result.notes(say.language)]))
    saved = [say("said.saved", path=result.path)] if result.path else []
    at = own_lines(runs, say)
    return noted + at + [say("said.note", note=note) for note in made] + saved


def _card(runs: "Mapping[str, RunResult]", told: Sequence[str], say: Words) -> str:
    return table_card(period_and_capital(runs, say), *_rows(runs, say), told)


def _rows(runs: "Mapping[str, RunResult]", say: Words) -> tuple[list[str], list[list[str]]]:
    """Headings, and a row of headline figures for each run."""
    titles = [say("headline.run"), *labels(next(iter(runs.values())), say)]
    return titles, [[name, *headline_cells(run, say)] for name, run in runs.items()]


def table_card(title: str, titles: Sequence[str], rows: Sequence[Sequence[str]], told: Sequence[str]) -> str:
    """A table below a title and above sentences, all of them shown as text; a newline in the title or a heading is
    one on the page.
    """
    head = "".join(_cell("th", text, LINE, first=not place) for place, text in enumerate(titles))
    body = "".join(f"<tr>{_row(first, cells)}</tr>" for first, *cells in rows)
    items = "".join(f"<li>{escape(text)}</li>" for text in told)
    return (
        '<div><table style="border-collapse:collapse;color:inherit">'
        f'<caption style="{LEFT};caption-side:top;color:inherit">{_lines(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        + (f'<ul style="margin:0.5em 0;padding-left:1.2em">{items}</ul></div>' if items else "</div>")
    )


def _row(name: str, cells: Sequence[str]) -> str:
    return _cell("th", name, first=True) + "".join(_cell("td", cell) for cell in cells)


def _cell(tag: str, text: str, line: str = "", *, first: bool = False) -> str:
    style = ";".join(filter(None, (LEFT if first else RIGHT, "padding:0.2em 0.7em", line)))
    return f'<{tag} style="{style}">{_lines(text)}</{tag}>'


def _lines(text: str) -> str:
    return "<br>".join(escape(part) for part in text.split("\n"))
