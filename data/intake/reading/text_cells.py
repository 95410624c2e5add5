"""What cells that are no numbers weigh: nothing, a warning or an error, by what their column is for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from data.base.finding import Finding
from data.base.saying import said
from data.intake.reading.column_names import LOOKED_AT, NOTHING
from data.intake.reading.problems import Cells, reading
from data.intake.reading.written_figures import Figures
from data.intake.source import Kind, Source


def without_dashes(kind: Kind, one: str, cells: Cells) -> Cells:
    """The column of a field; where it is only looked at, signs that say that there is no value are none."""
    if one not in LOOKED_AT.get(kind, ()):
        return cells
    return replace(cells, texts=["" if text.lower() in NOTHING else text for text in cells.texts])


def weighed(source: Source, names: Mapping[str, str], figures: Figures) -> list[Finding]:
    """Findings about numbers; `names` are columns by field.

    Columns that are only looked at are left out of the figures with one warning, and a column
    of nothing but text is one error.
    """
    spare = {names[one] for one in names if one in LOOKED_AT.get(source.kind, ())}
    texts = Counter(finding.column for finding in figures.findings if finding.check == "text-in-number")
    whole = {name for one, name in names.items() if texts[name] and not np.isfinite(figures.values[one]).any()}
    for one, name in names.items():
        if name in spare and texts[name]:
            figures.values.pop(one, None)
    kept, told = _without_empty(source, names, figures), set[str]()
    for finding in figures.findings:
        name = finding.column
        if finding.check != "text-in-number" or name not in spare | whole:
            kept.append(finding)
        elif name not in told:
            told.add(name)
            kept.append(_of_column(finding, texts[name], spare=name in spare))
    return kept


def _without_empty(source: Source, names: Mapping[str, str], figures: Figures) -> list[Finding]:
    """Takes opens, highs and lows without any value out of the figures of an index, a warning for each."""
    found = list[Finding]()
    for one in ("open", "high", "low"):
        values = figures.values.get(one, np.empty(0)) if source.kind == "index" else np.empty(0)
        if (
            len(values)
            and np.isnan(values).all()
            and not any(finding.column == names[one] for finding in figures.findings)
        ):
            del figures.values[one]
            found.append(reading("column-empty", source.name, said("cell.column_empty"), column=names[one]))
    return found


def _of_column(finding: Finding, rows: int, *, spare: bool) -> Finding:
    """One finding for the cells of a column that are no numbers."""
    code = "cell.on_more" if rows > 2 else "cell.on_one_more"
    problem = said(code, problem=finding.problem, rows=rows - 1) if rows > 1 else finding.problem
    if spare:
        return replace(finding, problem=problem, severity="warning", why=said("why_spare.text-in-number"))
    return replace(finding, problem=problem)
