"""A file on its way to numbers by day: its columns, units and quotes, as words, names and shapes say them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from data.base.arrays import Floats, Texts
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import Saying, said
from data.intake.bills import BillQuote, quoted
from data.intake.history import History
from data.intake.reading.column_choice import Choice, choose
from data.intake.reading.column_names import PROVENANCE, RATES, plain, unit_of
from data.intake.reading.problems import Cells, reading
from data.intake.reading.provider_shapes import SERIES, Shape, currencies, series_in, shape_of, sole_name
from data.intake.reading.sheet import Sheet, read_sheet
from data.intake.reading.text_cells import weighed, without_dashes
from data.intake.reading.written_dates import read_dates
from data.intake.reading.written_figures import MISSING, Figures, read_figures
from data.intake.source import BILLS, Source

BY_DIVISION = "noted.division"
CERTAINLY_PERCENT, CERTAINLY_DECIMAL = 0.5, 0.2
"""A rate of 0.5 as a decimal would be 50 %; a dividend yield of 0.2 as a percentage would be 0.2 %."""
FEW = 0.05
"""Share of the values that may be so large by mistake."""


@dataclass(slots=True)
class _Reading:
    """A file on its way to a history."""

    sheet: Sheet
    source: Source
    shape: Shape
    places: dict[str, int] = field(default_factory=dict)
    notes: list[Saying] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_history(source: Source) -> History:
    """A file as a history, with what was wrong in reading it among its findings. Raises
    `Refused` where nothing could be read.
    """
    sheet = read_sheet(source.path, source.columns.values(), kind=source.kind)
    job = _Reading(sheet, source, shape_of(sheet), notes=list(sheet.notes), findings=list(sheet.findings))
    job.findings += _another(sheet, source)
    quote = _quote(job)
    choice = _choice(job)
    job.findings += choice.findings
    names = {one: sheet.header[place].strip() for one, place in choice.places.items() if one != "date"}
    if "date" not in choice.places or not names:
        return _nothing(job)
    if choice.several_dates():
        sheet = sheet.beside(choice.places.values())
        job.notes[:] = sheet.notes
    order = source.words.get("order") or job.shape.order
    dates = read_dates(sheet.cells(choice.places["date"]), order, source.words.get("epoch", sheet.epoch))
    figures = _figures(job, {one: without_dashes(source.kind, one, sheet.cells(choice.places[one])) for one in names})
    job.findings += [*dates.findings, *weighed(source, names, figures)]
    rows = [place for place, day in enumerate(dates.days) if day is not None] if figures.values else []
    values = _derived(job, {one: column[rows] for one, column in figures.values.items()})
    days = np.array([dates.days[place] for place in rows], dtype=np.int64)
    unit = _unit(job, names, values, figures) if rows else ""
    lines = np.array(sheet.lines, dtype=np.int64)[rows]
    built = History(
        source, sheet.sha256, job.shape.name, dates.form, days, lines, values, names, unit, quote, (),
        tuple(job.findings),
        _said(sheet, rows), sheet.encoding,
    )  # fmt: skip
    return replace(_turned(job, _without_zeros(built)), notes=tuple(job.notes))


def _without_zeros(history: History) -> History:
    """Dividend yields of 0 among others are no values, and that is told; so is a file that has nothing else."""
    rates = history.values.get("rate", np.empty(0))
    zeros = np.flatnonzero(rates == 0.0)
    if history.kind != "dividends" or not len(zeros):
        return history
    first, last = (iso(int(history.days[zeros[one]])) for one in (0, -1))
    problem = said("series.zeros", rows=len(zeros), first=first, last=last)
    only = not (rates > 0.0).any()
    found = reading(
        "only-zero-yields" if only else "zero-yields", history.source.name, problem,
        line=int(history.lines[zeros[0]]),
        column=history.names.get("rate", said("series.dividend_yield")),
    )  # fmt: skip
    values = {**history.values, "rate": rates if only else np.where(rates == 0.0, np.nan, rates)}
    return replace(history, values=values, findings=(*history.findings, found))


def _said(sheet: Sheet, rows: list[int]) -> Texts:
    """What the first column of sources says of some rows; nothing where there is no such column."""
    places = [place for place, name in enumerate(sheet.header) if plain(name) in PROVENANCE]
    return np.array(sheet.cells(places[0]).texts, dtype=object)[rows] if places else np.empty(0, dtype=object)


def _nothing(job: _Reading) -> History:
    none, empty = np.empty(0, dtype=np.int64), dict[str, Floats]()
    return History(
        job.source, job.sheet.sha256, job.shape.name, "", none, none, empty, {}, findings=tuple(job.findings)
    )


def _quote(job: _Reading) -> BillQuote | None:
    """How bills are quoted; where the shape tells the column too, its place is kept."""
    if job.source.kind not in BILLS:
        _refuse_other_series(job)
        return None
    found = quoted(job.sheet, job.shape, job.source)
    job.findings += [found.finding] if found.finding else []
    if found.place is not None:
        job.places["rate"] = found.place
    return found.quote


def _refuse_other_series(job: _Reading) -> None:
    series = sole_name(job.sheet)
    other = SERIES.get(series, job.source.kind)
    if job.shape.kind not in {None, job.source.kind} or other != job.source.kind:
        problem = said("series.holds", held=job.shape.kind or other, kind=job.source.kind)
        job.findings.append(reading("series-unsuitable", job.source.name, problem, column=series or job.shape.name))


def _another(sheet: Sheet, source: Source) -> list[Finding]:
    """Series under each other, and pairs of other currencies, where columns of the file say so."""
    series, pair = series_in(sheet), currencies(sheet) if source.kind == "fx" else ""
    if len(series) > 1:
        return [reading("several-tickers", source.name, said("sheet.holds", names=", ".join(series[:5])))]
    problem = said("series.pair", pair=pair)
    return [reading("series-unsuitable", source.name, problem, column="CURRENCY")] if pair else []


def _choice(job: _Reading) -> Choice:
    named = {**job.shape.columns.get(job.source.kind, {}), **job.source.columns}
    choice = choose(job.source.name, job.sheet.header, job.source.kind, named, job.places)
    if {one.check for one in job.findings} & {"basis-unknown", "column-ambiguous", "several-tickers"}:
        choice.findings.clear()  # which column it is has been asked already
    return choice


def _figures(job: _Reading, columns: Mapping[str, Cells]) -> Figures:
    missing, mark = MISSING | job.shape.missing, job.source.words.get("mark", "")
    return read_figures(
        columns, missing=missing, delimiter=job.sheet.delimiter, mark=mark, percent=job.source.kind in RATES
    )


def _derived(job: _Reading, values: dict[str, Floats]) -> dict[str, Floats]:
    """Rates that a file gives in two columns: JPY per EUR over USD per EUR, dividend over price; and inverted ones."""
    if {"price", "dividend"} <= set(values):  # zeros stand where Shiller has no value yet
        values = {one: np.where(column == 0.0, np.nan, column) for one, column in values.items()}
    with np.errstate(all="ignore"):  # a zero becomes an infinite price, which a rule finds
        if {"usd", "jpy"} <= set(values):
            job.notes.append(said("noted.cross"))
            values = {**values, "rate": values["jpy"] / values["usd"]}
        if {"price", "dividend"} <= set(values) and "rate" not in values:
            job.notes.append(said(BY_DIVISION))
            values = {**values, "rate": values["dividend"] / values["price"]}
        if job.source.words.get("direction") == "jpyusd" and "rate" in values:
            job.notes.append(said("noted.inverted"))
            values = {**values, "rate": 1.0 / values["rate"]}
    return values


def _unit(job: _Reading, names: Mapping[str, str], values: Mapping[str, Floats], figures: Figures) -> str:
    """Unit of rates: as told, as percent signs, the column's name or the provider say, or as no other
    reading is possible; else a finding.
    """
    rates = values.get("rate", np.empty(0))
    if job.source.kind not in RATES or not len(rates):
        return ""
    told = _told_unit(job, names.get("rate", ""), signs="rate" in figures.percent_signs)
    if told:
        return told
    sizes = np.abs(rates[np.isfinite(rates)])
    largest = float(sizes.max()) if len(sizes) else 0.0
    if len(sizes) and (sizes >= CERTAINLY_PERCENT).mean() > FEW:
        return "percent"
    if job.source.kind == "dividends" and 0.0 < largest < CERTAINLY_DECIMAL:
        return "decimal"
    problem = said("series.unit_unknown", largest=largest)
    job.findings.append(reading("unit-unknown", job.source.name, problem))
    return ""


def _told_unit(job: _Reading, name: str, *, signs: bool) -> str:
    """The unit that words, percent signs, the column's name or the provider say, empty where nothing does;
    words against a name are a finding.
    """
    told, named = job.source.words.get("unit", ""), unit_of(name)
    if told and named and told != named:
        problem = said("series.unit_named", named=named, told=told)
        job.findings.append(reading("unit-unknown", job.source.name, problem, column=name))
    division = "decimal" if any(note.code == BY_DIVISION for note in job.notes) else ""
    return division or told or ("percent" if signs else "") or named or job.shape.unit


def _turned(job: _Reading, history: History) -> History:
    """A file whose provider writes the newest row first, turned round."""
    if job.shape.newest_first and len(history) > 1 and bool(np.all(np.diff(history.days) < 0)):
        job.notes.append(said("noted.turned"))
        return history.take(slice(None, None, -1))
    return history
