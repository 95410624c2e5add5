"""A chart as a drawing: lines, bands, bars and spells with their axes and a legend, whoever asks for it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engine.report.drawing import BLACK, Area, Ink, Line, Shape, Text, box, half_widths, wide, wrapped
from engine.report.palette import LINE, QUIET
from engine.report.picture_chart import Chart, Spells
from engine.report.picture_path import area_path, line_path
from engine.report.picture_scale import Scale, Tick, date_ticks, limits, ticks

GREY, GRID = Ink("quiet", QUIET), Ink("line", LINE)
SMALL = 22.0
ROW = 34.0
"""Height of a line of the legend."""
STRIP = 14.0
"""Height of the strip of spells below a chart, with as much above it."""
LABEL_LINES = 3
EDGE = 14.0
"""What stays free to the right of a chart."""
HALF_BAR = 0.36
"""Half the width of a bar as a share of its place."""


class Panel(NamedTuple):
    """A rectangle of a drawing."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


def drawn(chart: Chart, panel: Panel) -> list[Shape]:
    """A chart within a panel, its legend above and what stands at its axes included."""
    legend, used = _legend(chart, panel)
    upright = _upright(chart)
    named = [(0.5 + place, lane.name) for place, lane in enumerate(reversed(chart.lanes))]
    marks = named if chart.lanes else ticks(upright, chart.axis.form)
    # digits and minus signs are wider than letters are on the average
    left = max([1.25 * wide(text, SMALL) for _, text in marks] or [0.0]) + 16.0
    across = _across_marks(chart, panel.width - left)
    under = max([len(lines) for _, lines in across] or [1]) * ROW * 0.8 + (ROW if chart.across.title else 6.0)
    strip = 2.0 * STRIP if chart.strip else 0.0
    inner = Panel(panel.left + left, panel.top + used, panel.width - left - EDGE, panel.height - used - under - strip)
    right = Scale(*_ends(chart), inner.left, inner.right)
    up = upright._replace(start=inner.bottom, end=inner.top)
    return [
        *legend,
        *_grid(marks, up, inner, lanes=bool(chart.lanes)),
        *_below(chart, across, right, Panel(inner.left, inner.top, inner.width, inner.height + strip)),
        *_marks(chart, right, up),
        *_strip(chart, right, inner.bottom + STRIP),
    ]


def _upright(chart: Chart) -> Scale:
    """The axis upwards, not yet at its place."""
    if chart.lanes:
        return Scale(0.0, float(len(chart.lanes)), 0.0, 1.0)
    parts = [curve.ys for curve in chart.curves] + [ys for band in chart.bands for ys in (band.low, band.high)]
    if chart.bars:
        values = np.array([bars.values for bars in chart.bars], dtype=float)
        stacked = [np.where(values > 0.0, values, 0.0).sum(axis=0), np.where(values < 0.0, values, 0.0).sum(axis=0)]
        parts += list(values) if chart.grouped else stacked
    low, high = limits(np.concatenate([np.zeros(0), *parts]), log=chart.axis.log)
    low = low if chart.axis.low is None else chart.axis.low
    high = high if chart.axis.high is None else chart.axis.high
    return Scale(low, high, 0.0, 1.0, chart.axis.log)


def _ends(chart: Chart) -> tuple[float, float]:
    across = chart.across
    if across.kind == "names":
        return -0.5, len(across.names) - 0.5
    return across.first, across.last if across.last > across.first else across.first + 1.0


def _legend(chart: Chart, panel: Panel) -> tuple[list[Shape], float]:
    """(what is drawn, height): whose chart it is, what its axis is called, and each thing by its name."""
    shapes: list[Shape] = []
    x, y = panel.left, panel.top + ROW * 0.7
    for text, ink in ((chart.of, BLACK), (chart.axis.title, GREY)):
        if text:
            shapes.append(Text(x, y, text, ink, bold=ink is BLACK))
            x += wide(text) + 28.0
    for name, sample in _samples(chart):
        if x > panel.left and x + 50.0 + wide(name) > panel.right:
            x, y = panel.left, y + ROW
        shapes += [sample._replace(path=f"M{x:g} {y - 8.0:g}h40"), Text(x + 50.0, y, name)]
        x += 50.0 + wide(name) + 30.0
    return shapes, y - panel.top + ROW * 0.6


def _samples(chart: Chart) -> Iterator[tuple[str, Line]]:
    """What the legend names, each with a stroke that looks like it; what is wide is a thick one."""
    thick = 16.0
    yield from ((one.name, Line("", one.ink, thick)) for one in chart.bars if one.name)
    for band in chart.bands:
        if band.name:
            yield band.name, Line("", band.ink, thick, density=band.density)
    for curve in chart.curves:
        if curve.name and len(curve.xs):
            yield curve.name, Line("", curve.ink, dash="6 8" if curve.crosses else curve.dash)
    yield from ((one.name, Line("", one.ink, STRIP)) for one in chart.strip)


def _across_marks(chart: Chart, width: float) -> list[tuple[float, list[str]]]:
    """(value, lines of text) along the axis to the right."""
    across = chart.across
    if across.kind == "names":
        room = max(int(width / max(len(across.names), 1) / (SMALL * 0.55)) - 1, 1)
        longest = max([half_widths(name) for name in across.names] or [1])
        short = longest <= 8
        step = -(-(longest + 1) // max(room, 1)) if short else 1
        return [
            (float(place), [name] if short else _label(name, max(room, 6)))
            for place, name in enumerate(across.names)
            if place % step == 0
        ]
    if across.kind == "days":
        return [(value, [text]) for value, text in date_ticks(int(across.first), int(across.last))]
    scale = Scale(*_ends(chart), 0.0, 1.0)
    return [(value, [text]) for value, text in ticks(scale, "{:g}".format, most=5)]


def _label(name: str, width: int) -> list[str]:
    """A name in as many lines as there is room for below a chart; the last tells that there would be more."""
    lines = wrapped(name, width)
    kept = lines[:LABEL_LINES]
    return kept if len(lines) == len(kept) else [*kept[:-1], f"{kept[-1][: width - 1]}…"]


def _grid(marks: Sequence[Tick], up: Scale, inner: Panel, *, lanes: bool) -> Iterator[Shape]:
    """Lines across the chart, and what is written to the left of each."""
    for value, text in marks:
        y = float(up.at(value))
        zero = value == 0.0 and not lanes
        yield Line(f"M{inner.left:.0f} {y:.0f}H{inner.right:.0f}", GREY if zero else GRID, 2.0)
        yield Text(round(inner.left - 10.0), round(y + SMALL / 3), text, GREY, "end", SMALL)


def _below(chart: Chart, marks: list[tuple[float, list[str]]], right: Scale, inner: Panel) -> Iterator[Shape]:
    """What is written below a chart, and for time and numbers a line upwards from it."""
    for value, lines in marks:
        x = round(float(right.at(value)))
        if chart.across.kind != "names":
            yield Line(f"M{x} {inner.top:.0f}V{inner.bottom:.0f}", GRID, 1.0)
        for place, text in enumerate(lines):
            at = min(x, round(inner.right + EDGE - wide(text, SMALL) / 2.0))
            yield Text(at, round(inner.bottom + 26.0 + place * ROW * 0.8), text, GREY, "middle", SMALL)
    if chart.across.title:
        y = inner.bottom + 26.0 + ROW
        yield Text(round(inner.right), round(y), chart.across.title, GREY, "end", SMALL)


def _marks(chart: Chart, right: Scale, up: Scale) -> Iterator[Shape]:
    """What the chart is about."""
    for band in chart.bands:
        yield Area(area_path(right.at(band.xs), up.at(band.low), up.at(band.high)), band.ink, band.density)
    yield from _bars(chart, right, up)
    for place, lane in enumerate(reversed(chart.lanes)):
        height = up.at(0.0) - up.at(0.6)
        yield Line(_stretches(lane, right, float(up.at(place + 0.5))), lane.ink, round(float(height)))
    for curve in chart.curves:
        xs, ys = right.at(curve.xs), up.at(curve.ys)
        if curve.crosses:
            known = zip(xs[np.isfinite(ys)], ys[np.isfinite(ys)], strict=True)
            path = "".join(f"M{x - 8:.0f} {y - 8:.0f}l16 16m0-16l-16 16" for x, y in known)
            yield Line(path, curve.ink, 4.0)
        elif len(xs):
            yield Line(line_path(xs, np.clip(ys, up.end, up.start)), curve.ink, dash=curve.dash)


def _bars(chart: Chart, right: Scale, up: Scale) -> Iterator[Area | Line]:
    """Bars upon one another, those above zero upwards and those below it downwards; or beside one another."""
    over = np.zeros(len(chart.across.names))
    under = over.copy()
    for number, bars in enumerate(chart.bars):
        begin = over * 0.0 if chart.grouped else np.where(bars.values >= 0.0, over, under)
        end = begin + np.nan_to_num(bars.values)
        over, under = np.maximum(over, end), np.minimum(under, end)
        whole, hatched = "", ""
        for place, (one, other) in enumerate(zip(up.at(begin), up.at(end), strict=True)):
            left, far = right.at(_sides(chart, place, number))
            low, high, width = round(min(one, other)), round(abs(one - other), 1), round(far - left)
            if high >= 0.5 and place in bars.hatched:
                hatched += "".join(f"M{left:.0f} {low + step}h{width}" for step in range(2, round(high), 8))
            elif high >= 0.5:
                whole += box(round(left), low, width, high)
        yield from ([Area(whole, bars.ink)] if whole else []) + ([Line(hatched, bars.ink, 4.0)] if hatched else [])


def _sides(chart: Chart, place: int, number: int) -> tuple[float, float]:
    """Where a bar begins and ends among the names."""
    if not chart.grouped:
        return place - HALF_BAR, place + HALF_BAR
    width = 2.0 * HALF_BAR / len(chart.bars)
    return place - HALF_BAR + number * width, place - HALF_BAR + (number + 0.9) * width


def _strip(chart: Chart, right: Scale, top: float) -> Iterator[Line]:
    for spells in chart.strip:
        yield Line(_stretches(spells, right, top + STRIP / 2.0), spells.ink, STRIP)


def _stretches(spells: Spells, right: Scale, y: float) -> str:
    """A path along stretches of time at one height; those that a pixel cannot tell apart are one."""
    path, done = "", 0
    for first, last in np.rint(right.at(np.reshape(spells.ends, (-1, 2)))).astype(int).tolist():
        left = max(first, done)
        if (end := max(last, first + 2)) > left:
            path += f"m{left - done} 0h{end - left}" if path else f"M{left} {y:.0f}h{end - left}"
            done = end
    return path
