"""Results at a prompt: period and capital, and a line of figures for each run."""

from typing import TYPE_CHECKING

from engine.notebook.looked_at import runs_of
from engine.report.headlines import own_lines, headline_cells, labels, period_and_capital

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.results.run import RunResult


def lines(result: "RunResult | Comparison") -> str:
    """What a result answers when it is asked for at a prompt, in English."""
    runs = runs_of(result)
    first = next(iter(runs.values()))
    titles = [label.replace("\n", " ") for label in labels(first)]
    widest = max(map(len, runs))
    told = [f"{type(result).__name__}: {period_and_capital(runs)}"]
    for name, run in runs.items():
        cells = zip(titles, headline_cells(run), strict=True)
        told.append(f"  {name:{widest}}  " + ", ".join(f"{label} {cell}" for label, cell in cells))
    return "\n".join([*told, *(f"  {line}" for line in own_lines(runs))])
