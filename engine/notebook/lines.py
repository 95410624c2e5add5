"""Results at a prompt: period and capital, and a line of figures for each run."""

from typing import TYPE_CHECKING

from engine.notebook.looked_at import apart_of, runs_of
from engine.report.apart import reason_of
from engine.report.headlines import ENGLISH, headline_cells, labels, own_lines, period_and_capital

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.results.run import RunResult


def lines(result: "RunResult | Comparison") -> str:
    """What a result answers when it is asked for at a prompt, in English; what stands apart below its reason."""
    told = [_lines(result)]
    for apart in apart_of(result):
        told += [f"  {reason_of(apart, ENGLISH)}", _lines(apart)]
    return "\n".join(told)


def _lines(result: "RunResult | Comparison") -> str:
    runs = runs_of(result)
    first = next(iter(runs.values()))
    titles = [label.replace("\n", " ") for label in labels(first)]
    widest = max(map(len, runs))
    told = [f"{type(result).__name__}: {period_and_capital(runs)}"]
    for name, run in runs.items():
        cells = zip(titles, headline_cells(run), strict=True)
        told.append(f"  {name:{widest}}  " + ", ".join(f"{label} {cell}" for label, cell in cells))
    return "\n".join([*told, *(f"  {line}" for line in own_lines(runs))])
