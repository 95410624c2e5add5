"""Charts that are drawn without a browser: their scales, what is left out of a line, and what stands in a page."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from data.base.days import day_of, iso
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.report.drawing import Ink, Sheet, as_file, wide
from engine.report.palette import BAD
from engine.report.picture import Panel, drawn
from engine.report.picture_chart import Across, Axis, Bars, Chart, Curve, Spells
from engine.report.picture_path import GRAIN, line_path, thinned
from engine.report.picture_scale import Scale, date_ticks, limits, ticks
from engine.report.run_pictures import charts_of
from engine.words import words
from tests.support.pages import KINDS
from tests.support.sparing import only

SVG = "{http://www.w3.org/2000/svg}"
RED = Ink("bad", BAD)
PANEL = Panel(0.0, 0.0, 1400.0, 600.0)


def points(path):
    """Places of a path of whole steps, stroke by stroke."""
    strokes = [
        np.array(re.findall(r"-?\d+", one), float).reshape(-1, 2) for one in path.replace("h1", "l1 0").split("M")[1:]
    ]
    return [np.cumsum(stroke, axis=0) for stroke in strokes]


def test_the_one_day_that_fell_is_still_seen_among_ten_thousand():
    ys = np.full(10_000, 300.0)
    ys[6_543] = 17.0
    xs = np.linspace(100.0, 1300.0, 10_000)
    (line,) = points(line_path(xs, ys))
    assert len(line) < 1000
    assert line[:, 1].min() == 17.0
    assert line[line[:, 1].argmin(), 0] == pytest.approx(xs[6_543], abs=1.0)


def test_a_line_that_moves_every_day_keeps_the_ends_of_every_grain():
    xs, ys = np.linspace(0.0, 1200.0, 20_000), np.random.default_rng(7).normal(300.0, 50.0, 20_000)
    kept = thinned(xs, ys)
    assert len(kept) <= 2 * (1200 / GRAIN + 1)
    for place in np.arange(0, 1200, GRAIN):
        here, told = (one[(at >= place) & (at < place + GRAIN)] for at, one in ((xs, ys), (kept[:, 0], kept[:, 1])))
        assert (here.min(), here.max()) == (told.min(), told.max())


def test_where_there_is_no_value_there_is_no_line():
    ys = np.array([10.0, 20.0, np.nan, np.nan, 30.0, np.nan, 50.0, 60.0])
    found = points(line_path(np.arange(8) * 100.0, ys))
    assert [stroke[0].tolist() for stroke in found] == [[0.0, 10.0], [400.0, 30.0], [600.0, 50.0]]
    assert [stroke[-1, 1] for stroke in (found[0], found[2])] == [20.0, 60.0]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", [[0.02, 0.9], [3.0, 3.0], [1e6, 8e6], [0.99, 1.01], [0.0, 1e-4]])
def test_what_is_written_at_an_axis_lies_on_it(values, log):
    low, high = limits(np.array(values), log=log)
    found = ticks(Scale(low, high, 0.0, 1.0, log), "{:.12g}".format)
    assert 2 <= len(found) <= 8
    assert all(low <= value <= high and float(text) == pytest.approx(value) for value, text in found)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("1982-04-21", "2026-07-10", ["1985", "1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"]),
        ("2008-01-02", "2008-12-31", ["2008-03", "2008-05", "2008-07", "2008-09", "2008-11"]),
        ("2008-09-01", "2008-09-30", ["2008-09-01", "2008-09-07", "2008-09-13", "2008-09-19", "2008-09-25"]),
    ],
)
def test_dates_are_written_as_iso_writes_them(first, last, told):
    days = [day_of(np.datetime64(day).item()) for day in (first, last)]
    found = date_ticks(*days)
    assert [text for _, text in found] == told
    assert all(iso(int(day)).startswith(text) for day, text in found)


def test_bars_stand_on_one_another_and_below_zero_hang():
    bars = [Bars("one", RED, np.array([2.0, -1.0])), Bars("other", RED, np.array([1.0, -3.0]))]
    chart = Chart(Axis("", "{:g}".format, low=-4.0, high=4.0), Across("names", 0, 0, ["a", "b"]), bars=bars)
    paths = [shape.path for shape in drawn(chart, PANEL) if type(shape).__name__ == "Area"]
    (tops, heights) = zip(
        *(zip(*re.findall(r"M\S+ (\S+?)h\S+?v([\d.]+)", path), strict=True) for path in paths), strict=True
    )
    (first, fall), (second, deeper) = ([float(one) for one in row] for row in heights)
    unit = first / 2.0
    assert [first, fall, second, deeper] == pytest.approx([2 * unit, unit, unit, 3 * unit], abs=1.0)
    assert float(tops[1][0]) == pytest.approx(float(tops[0][0]) - second, abs=1.0)
    assert float(tops[1][1]) == pytest.approx(float(tops[0][1]) + fall, abs=1.0)


def test_names_of_many_bars_do_not_stand_upon_each_other():
    names = [f"{'a-long-name-' * (place % 3)}of-{place}" for place in range(12)]
    chart = Chart(Axis("", "{:g}".format), Across("names", 0, 0, names), bars=[Bars("", RED, np.ones(12))])
    labels = [one for one in drawn(chart, PANEL) if type(one).__name__ == "Text" and one.anchor == "middle"]
    for height in {one.y for one in labels}:
        row = sorted((one.x, wide(one.text, one.size)) for one in labels if one.y == height)
        gaps = [after - before - (one + other) / 2.0 for (before, one), (after, other) in pairwise(row)]
        assert min(gaps, default=0.0) > -2.0
    assert "…" in "".join(one.text for one in labels)


def test_a_name_from_a_config_is_text_in_a_picture():
    hostile = '<script>alert(1)</script>"&'
    curve = Curve(hostile, RED, np.array([0.0, 1.0]), np.array([1.0, 2.0]))
    lane = Spells(hostile, RED, np.array([[0.0, 0.5]]))
    chart = Chart(Axis(hostile, str), Across("numbers", 0, 1), hostile, curves=[curve], strip=[lane])
    text = as_file(Sheet(1400, 600, hostile, hostile, drawn(chart, PANEL)), "dark")
    told = [one.text for one in ET.fromstring(text).iter(f"{SVG}text")]  # noqa: S314
    assert told.count(hostile) == 4
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert RED.stroke.dark in text
    assert "var(" not in text


@pytest.mark.parametrize("kind", only([kind for kind in KINDS if kind != "worth"], "run"))
def test_every_chart_of_a_page_stands_in_it_before_anything_is_drawn(market, tmp_path, kind):
    page = KINDS[kind](market, tmp_path, "en")
    charts = re.findall(r'<div class="plot" data-chart="(\w+)"[^>]*>(<svg .*?</svg>)?', page, re.DOTALL)
    assert charts
    for name, still in charts:
        assert len(re.findall(r"<path d", still)) > 1, name


@pytest.mark.pages
def test_a_picture_ends_where_the_run_does(market):
    run = backtest(load_config(None, ["period.start=2008-01-02", "period.end=2008-12-31"], pattern="A"), market)
    comparison = compare_results({"A": run}, market, plan=Resampling(count=50))
    curve, index = charts_of(comparison, words())["equity"].curves
    assert index.name == "S&P 500 (price only, without dividends)"
    equity = run.table("equity")["equity"].to_numpy()
    assert curve.ys == pytest.approx(100.0 * equity / equity[0], rel=1e-6)
