"""What the scripts of the report compute and how its charts are told, in a browser."""

import re
from itertools import pairwise

import numpy as np
import pytest

from data.intake.benchmark_file import Benchmark
from engine import backtest, compare_results, load_config
from engine.analysis.drawdowns import episodes
from engine.analysis.record import life_of
from engine.analysis.returns import cagr
from engine.analysis.uncertainty import Resampling
from engine.report.page import write_report
from tests.support.browser import IN_A_BROWSER, then

SETTINGS = ["period.start=2006-02-01", "period.end=2012-12-31"]
FEW = Resampling(count=100)
MINUS = "\N{MINUS SIGN}"

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def runs(market):
    return {name: backtest(load_config(None, SETTINGS, pattern=name), market) for name in ("A", "C")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("outcomes")


@pytest.fixture(scope="module")
def beside(runs, market, folder):
    return write_report(compare_results(runs, market, plan=FEW), folder / "two.html").as_uri()


def rows(page, chart):
    return page.eval_on_selector_all(
        f"[data-table='{chart}'] tbody tr", "all => all.map(one => [...one.cells].map(cell => cell.textContent))"
    )


def traces(page, chart, looked_at):
    """What is drawn of each run and benchmark."""
    return page.evaluate(
        f"document.querySelector('#chart-{chart} .plot').data.filter(one => one.name).map({looked_at})"
    )


def told(text):
    return float(text.replace(MINUS, "-").replace(",", "").removesuffix("%").strip().lstrip("> ")) / 100.0


def years_after(day, years):
    """The last day of the month stands for one that it has not."""
    month = day.astype("datetime64[M]") + 12 * years
    last = (month + 1).astype("datetime64[D]") - 1
    return min(month.astype("datetime64[D]") + (day - day.astype("datetime64[M]")), last)


def windows(run, years):
    """Returns a year over every window of a run, by its first day."""
    life = life_of(run.tables)
    days = life.days.astype("datetime64[D]")
    found = {}
    for begin, day in enumerate(days):
        due = years_after(day, years)
        if due > days[-1]:
            break
        end = int(np.searchsorted(days, due, side="right")) - 1
        ends = np.array([begin, end])
        found[str(day)] = float((life.equity[end] / life.equity[begin]) ** (365.25 / np.diff(life.days[ends])[0]) - 1.0)
    return found


def test_outcomes_in_the_table_are_those_of_python(offline, beside, runs):
    page = offline(beside)
    table = {(row[0], int(row[1])): row[2:] for row in rows(page, "outcomes")}
    assert set(table) == {(name, years) for name in runs for years in (1, 3, 5)}
    for (name, years), (count, worst, on, median, best, best_on, lost) in table.items():
        expected = windows(runs[name], years)
        returns = np.array(list(expected.values()))
        assert int(count.replace(",", "")) == len(returns)
        assert told(worst) == pytest.approx(returns.min(), abs=6e-5)
        assert expected[on] == pytest.approx(returns.min(), abs=1e-6)
        assert told(median) == pytest.approx(np.median(returns), abs=6e-5)
        assert told(best) == pytest.approx(returns.max(), abs=6e-5)
        assert expected[best_on] == pytest.approx(returns.max(), abs=1e-6)
        assert told(lost) == pytest.approx((returns < 0.0).mean(), abs=5.1e-3)


def test_windows_that_are_drawn_are_those_of_python(offline, beside, runs):
    page = offline(beside + "#window=3")
    drawn = traces(page, "outcomes", "one => [one.name, one.x, one.y]")
    rng = np.random.default_rng(28)
    for name, x, y in drawn:
        expected = list(windows(runs[name], 3).items())
        assert len(expected) == len(x)
        for place in rng.integers(0, len(x), 40):
            day, value = expected[place]
            assert str(np.datetime64(int(x[place]), "ms").astype("datetime64[D]")) == day
            assert y[place] == pytest.approx(value, abs=1e-6)


def test_outcomes_are_those_of_the_chosen_period(offline, beside):
    page = offline(beside + "#window=5")
    whole = rows(page, "outcomes")
    then(page, lambda: page.select_option("#period", "last-3"))
    assert page.is_hidden("#chart-outcomes .plot")
    assert page.inner_text("#none-outcomes") == "The period is too short for 5-year windows."
    assert [row[2] for row in rows(page, "outcomes") if row[1] == "5"] == ["0", "0"]
    then(page, lambda: page.select_option("#window", "1"))
    assert page.is_visible("#chart-outcomes .plot")
    assert 0 < int(rows(page, "outcomes")[0][2]) < int(whole[0][2].replace(",", ""))
    assert "window=1" in page.evaluate("location.hash")


def test_recoveries_are_the_falls_of_python(offline, beside, runs):
    page = offline(beside)
    for name, run in runs.items():
        life = life_of(run.tables)
        shown = [row[1:] for row in rows(page, "recoveries") if row[0] == name]
        for one, row in zip(episodes(life.days, life.equity, 5), shown, strict=True):
            assert told(row[0]) == pytest.approx(one.depth, abs=6e-5)
            days = [str(np.datetime64(day, "D")) for day in (one.peak, one.trough)]
            assert row[1:3] == days
            assert row[3] == (str(np.datetime64(one.recovery, "D")) if one.recovery is not None else "not yet")
            end = life.days[-1] if one.recovery is None else one.recovery
            assert float(row[6].lstrip("> ")) == pytest.approx((end - one.peak) / (365.25 / 12), abs=0.051)


def test_a_file_is_the_benchmark_of_every_chart_and_axes_begin_where_it_has_values(offline, runs, market, folder):
    days = np.arange(14000, 15500, 7)
    own = Benchmark("Mine", days, 100.0 * 1.0002 ** np.arange(len(days)) * np.where(days > 14800, 0.7, 1.0))
    page = offline(
        write_report(compare_results({"A": runs["A"]}, market, plan=FEW), folder / "own.html", "en", own).as_uri()
    )
    for chart in ("equity", "drawdown", "outcomes", "recoveries"):
        assert traces(page, chart, "one => one.name") == ["A", "Mine (from your file)"]
    said = page.inner_text("#benchmark-told")
    first, last, growth, fall = re.fullmatch(
        r"Mine \(from your file\), (\S+) to (\S+): (\S+)% a year, deepest fall (\S+)% .*", said
    ).groups()
    assert (first, fall) == ("2008-05-01", f"{MINUS}30.0")
    levels, on = own.on(life_of(runs["A"].tables).days), life_of(runs["A"].tables).days
    known = np.isfinite(levels)
    assert told(growth) == pytest.approx(cagr(on[known], levels[known]), abs=6e-5)
    assert str(np.datetime64(int(on[known][-1]), "D")) == last
    then(page, lambda: page.uncheck("#benchmark"))
    assert page.is_hidden("#benchmark-told")
    assert page.evaluate("document.querySelector('#chart-drawdown .plot').layout.yaxis.range[1]") == 0


def test_twelve_runs_are_told_apart_by_dash_and_mark(offline, runs, market, folder):
    many = {f"run {number}": list(runs.values())[number % 2] for number in range(12)}
    page = offline(write_report(compare_results(many, market, plan=FEW), folder / "many.html").as_uri())
    looks = traces(
        page, "equity", "one => [one.line.color, one.line.dash, one.mode === 'lines' ? '' : one.marker.symbol]"
    )
    assert len({tuple(one) for one in looks}) == 12
    assert [one[2] for one in looks] == [""] * 6 + ["circle"] * 6
    assert (
        page.eval_on_selector_all("#shown .key", "all => all.map(one => one.dataset.mark ?? '')")
        == [""] * 6 + ["●"] * 6
    )
    assert page.query_selector_all("#chart-equity .scatterlayer .point")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1.0e6, 6.5e7, [1e6, 2e6, 5e6, 1e7, 2e7, 5e7]),
        (2.0e3, 9.0e6, [1e4, 1e5, 1e6]),
        (96.0, 131.0, [100, 110, 120, 130]),
        (100.0, 390.0, [100, 200, 300]),
    ],
)
def test_labels_of_logarithmic_axes_do_not_overlap(offline, beside, low, high, ticks):
    page = offline(beside + "#log=1&rebased=0")
    assert page.evaluate(f"logTicks({low}, {high})") == ticks
    boxes = page.eval_on_selector_all("#chart-margin .ytick text", "all => all.map(one => one.getBoundingClientRect())")
    tops = sorted((box["top"], box["bottom"]) for box in boxes)
    assert len(tops) > 1
    assert all(bottom <= top for (_, bottom), (top, _) in pairwise(tops))


def test_dates_are_typed_as_iso_writes_them_and_a_wrong_one_is_told(offline, beside):
    page = offline(beside)
    assert page.input_value("#from") == "2006-02-01"
    then(page, lambda: page.fill("#from", "2009-01-05"))
    assert page.input_value("#period") == "own"
    page.fill("#from", "20090220")
    then(page, lambda: page.press("#from", "Enter"))
    assert page.input_value("#from") == "2009-02-20"
    for wrong, sentence in (
        ("2009-02-30", "2009-02-30 is no date; write it as 2008-09-15."),
        ("1999-01-04", "1999-01-04 lies outside the data, 2006-02-01 to 2012-12-31."),
    ):
        page.fill("#from", wrong)
        page.press("#from", "Enter")
        assert page.inner_text("#wrong-date") == sentence
        assert page.get_attribute("#from", "aria-invalid") == "true"
    page.fill("#from", "2010-01-04")
    page.fill("#to", "2009-01-05")
    assert "2010-01-04 comes after 2009-01-05" in page.inner_text("#wrong-date")
    then(page, lambda: page.select_option("#period", "last-1"))
    assert page.is_hidden("#wrong-date")


def test_every_negative_number_has_a_minus_sign(offline, beside):
    page = offline(beside + "#benchmark=1")
    for box in page.query_selector_all("details"):
        box.evaluate("one => { one.open = true }")
    text = page.evaluate(
        "document.body.innerText.replaceAll(document.querySelector('#limitations, details.limitations').innerText, '')"
    )
    for pre in page.eval_on_selector_all("pre, code", "all => all.map(one => one.innerText)"):
        text = text.replace(pre, "")
    assert re.findall(r"(?<![\w.=/:,-])-\d.*", text) == []
    assert MINUS in text
    ticks = page.eval_on_selector_all("#chart-drawdown .ytick text", "all => all.map(one => one.textContent)")
    assert any(tick.startswith(MINUS) for tick in ticks)
