"""Figures of a chosen period, worked out in the browser, against those of the program on the same sessions."""

import re
from dataclasses import replace

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import iso
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.comparison.common_sessions import between as cut
from engine.report import heat, page_rows
from engine.report.chance import between_runs
from engine.report.first_screen import first_rows
from engine.report.frame import minus
from engine.report.page import write_report
from engine.words import words
from tests.support.browser import IN_A_BROWSER, then

pytestmark = IN_A_BROWSER
PLAN = Resampling(count=4000)
PERIODS = 5
CHANCE = re.compile(r" \((more than chance|it may be luck)[^)]*\)")
CELLS = ("growth", "final", "over", "worst", "call", "cost")


@pytest.fixture(scope="module")
def comparison(market):
    period = ["period.start=2003-01-02", "period.end=2014-12-31"]
    runs = {name: backtest(load_config(None, period, pattern=name), market) for name in ("core", "A", "C", "hedge")}
    retail = ["account.profile=jp_retail_futures", "overlay.ratio=0.3"]
    runs["A jp"] = backtest(load_config(None, [*period, *retail], pattern="A"), market)
    paid = ["flows.withdraw=9000", "flows.contribute=2000", "flows.every=quarter", "flows.start=2006-01-01"]
    runs["A paid"] = backtest(load_config(None, [*period, *paid], pattern="A"), market)
    return compare_results(runs, market, plan=PLAN)


@pytest.fixture(scope="module")
def spans(comparison):
    """Random periods: the first is shorter than a year, the last has more than six years, so that it has intervals."""
    days = to_array(comparison.table("sessions")["date"]).tolist()
    draw = np.random.default_rng(28)
    lengths = [120, *draw.integers(260, 1200, PERIODS - 2).tolist(), 1700]
    firsts = [int(draw.integers(len(days) - length)) for length in lengths]
    return [(days[first], days[first + length - 1]) for first, length in zip(firsts, lengths, strict=True)]


@pytest.fixture(scope="module")
def truths(comparison, spans, market):
    """Comparisons of the same runs on those sessions; their plans are judged by all sessions."""
    made = (
        compare_results({name: cut(run, span) for name, run in comparison.runs.items()}, market, plan=PLAN)
        for span in spans
    )
    return [replace(one, whole=comparison.runs) for one in made]


@pytest.fixture
def choose(offline, comparison, tmp_path):
    """The page, and how to choose a period on it."""
    page = offline(write_report(comparison, tmp_path / "report.html").as_uri(), 1200)

    def chosen(span):
        page.evaluate(
            "([from, to]) => { element('from').value = from; element('to').value = to; drawLive(chosen()); }",
            list(map(iso, span)),
        )
        return page

    return chosen


def texts(page, selector):
    return page.eval_on_selector_all(selector, "all => all.map(one => one.textContent)")


def flat(cells):
    """Cells as a page shows them, their lines joined."""
    return [minus(text).replace("\n", "") for text in cells]


def test_the_first_screen_of_a_period_is_that_of_runs_of_that_period(choose, spans, truths):
    say = words()
    for span, truth in zip(spans, truths, strict=True):
        page = choose(span)
        for place, row in enumerate(first_rows(truth, say)):
            wanted = row.told.removesuffix(f"{row.kept}.") + say("verdict.of_whole", plan=row.kept) + "."
            told = page.text_content(f"[data-live='told-{place}']")
            assert CHANCE.sub("", told) == minus(CHANCE.sub("", wanted))
            line = f"table.numbers tbody tr:nth-child({place + 1})"
            shown = [page.text_content(f"{line} [data-cell='{name}']") for name in CELLS]
            assert shown == flat(getattr(row, name) for name in CELLS)


def test_falls_months_and_regimes_of_a_period_are_those_of_runs_of_that_period(choose, spans, truths):
    say = words()
    for span, truth in zip(spans, truths, strict=True):
        page = choose(span)
        for place, (run, months) in enumerate(zip(truth.runs.values(), heat.monthly_heat(truth, say), strict=True)):
            falls = [
                [row["depth"], row["peak"], row["trough"], row["recovery"] or "not yet", row["sessions"],
                 row["to_recovery"] or "\N{EN DASH}"]
                for row in page_rows.falls(run)
            ]  # fmt: skip
            found = texts(page, f"[data-live='falls-{place}'] td")
            assert found == [minus(cell) for row in falls for cell in row]
            assert heats(page, f"months-{place}") == as_told(months)
        for table in heat.regime_heat(truth, say):
            assert heats(page, f"scheme-{table.name}") == as_told(table)


def heats(page, name):
    """Titles, and of each row its title and its cells with their sides and strengths."""
    box = f"[data-live='{name}']"
    cells = page.eval_on_selector_all(
        f"{box} td",
        "all => all.map(one => [one.textContent, one.className, Number(one.style.getPropertyValue('--heat'))])",
    )
    return texts(page, f"{box} thead th")[1:], texts(page, f"{box} tbody th"), cells


def as_told(table):
    cells = [[minus(one.text), one.side, pytest.approx(one.heat, abs=0.0101)] for _, row in table.rows for one in row]
    return flat(table.titles), [title for title, _ in table.rows], cells


def test_differences_of_a_period_are_those_of_runs_of_that_period(choose, spans, truths):
    page = choose(spans[-1])
    rows = between_runs(truths[-1])
    shown = page.eval_on_selector_all(
        "[data-live='differences'] tr", "all => all.map(one => [...one.cells].map(cell => cell.textContent))"
    )
    assert [line[:2] for line in shown] == [
        [f"{row['run']} less {row['against']}", minus(f"{row['difference']:+.2%}")] for row in rows
    ]
    for line, row in zip(shown, rows, strict=True):
        low, high = (float(text.rstrip("%").replace("\N{MINUS SIGN}", "-")) / 100.0 for text in line[2].split(" to "))
        # 4000 resamples leave the ends of an interval open by some hundredths of its width
        assert [low, high] == pytest.approx([row["low"], row["high"]], abs=0.06 * (row["high"] - row["low"]) + 1e-4)


def test_a_short_period_has_no_interval_and_says_why(choose, spans):
    page = choose(spans[0])
    assert "was not tested: bootstrap: 119 returns are too few" in page.text_content("[data-live='between']")
    assert set(texts(page, "table.numbers [data-cell='interval']")) == {"\N{EN DASH}"}
    assert page.is_hidden(".differences")


def test_the_whole_period_shows_again_what_the_program_wrote(choose, spans):
    page = choose(spans[1])
    told = page.inner_text("main")
    then(page, lambda: page.select_option("#period", "all"))
    whole = page.inner_text("main")
    assert "worked out on this page" in told
    assert "worked out on this page" not in whole
    assert "opening capital" in page.inner_text("[data-live='span']")


def test_a_run_that_is_left_out_is_in_no_sentence_and_no_table(choose, spans):
    page = choose(spans[-1])
    for box in (0, 2, 3):
        then(page, lambda box=box: page.uncheck(f"#shown input[value='{box}']"))
    assert [text.split(" ")[0] for text in texts(page, ".first li:not([hidden]) b")] == ["A", "A", "A"]
    visible = page.eval_on_selector_all(
        "table th", "all => all.filter(one => one.checkVisibility()).map(one => one.textContent)"
    )
    assert {"core", "C", "C less core", "A jp less C"} & set(visible) == set()
    assert "A jp less A" in visible
    assert not any(re.search(r"\bcore\b|\bC\b", text) for text in texts(page, "[data-any]:not([hidden])"))
    assert page.eval_on_selector_all("#spark polyline", "all => all.length") == 3
    assert page.eval_on_selector_all("[data-within] tbody tr:not([hidden])", "all => all.length") > 0


def test_sources_of_a_period_are_those_of_runs_of_that_period(choose, spans, truths):
    say = words()
    for span, truth in zip(spans, truths, strict=True):
        page = choose(span)
        wanted = page_rows.sources_by_year(truth), page_rows.sources_by_regime(truth, say)["trend"]
        for place, name in enumerate(truth.runs):
            found = page.evaluate(
                "focus => [sourcesByYear, sourcesByRegime].map(of => of({ ...chosen(), focus }))",
                place,
            )
            for shown, told, key, exact in zip(found, wanted, ("year", "regime"), (1e-6, 2.0), strict=True):
                rows = [told[name][key].index(one) for one in shown.pop(key)]
                for source, values in shown.items():
                    amounts = told[name].get(source)
                    assert values == pytest.approx([amounts[row] if amounts else 0.0 for row in rows], abs=exact), (
                        source
                    )
