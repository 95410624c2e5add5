"""The report as a file: whole, self-contained, small, and safe against what stands in a config."""

import base64
import gzip
import json
import re

import numpy as np
import pytest

from data.base.days import iso
from data.base.errors import ResultError
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.assembly.market_seen import market_for
from engine.audit.held import tolerable_falls
from engine.report import palette
from engine.report.heat import cell
from engine.report.limitations import limitations
from engine.report.pack import column_of, pack
from engine.report.page import report_html, write_report
from engine.report.stress_tables import stressed_days
from engine.report.timeline import events, spans
from engine.words import words
from tests.support.default_runs import default_run
from tests.support.sparing import only

FEW = Resampling(count=200)

HOSTILE = "<script>alert(1)</script><b>bold</b>"


@pytest.fixture(scope="module")
def comparison(market):
    runs = {}
    for name, pattern in ((HOSTILE, "core"), ("A", "A"), ("B", "B"), ("C", "C")):
        settings = ["period.start=2007-06-01", "period.end=2012-12-31", f"note='{HOSTILE}'"]
        runs[name] = backtest(load_config(None, settings, pattern=pattern), market)
    return compare_results(runs, market, plan=FEW)


@pytest.fixture(scope="module")
def english(comparison):
    return report_html(comparison)


@pytest.fixture(scope="module", params=only(["en", "ja"], "ja"))
def html(request, comparison, english):
    return english if request.param == "en" else report_html(comparison, request.param)


def header(html):
    packed = re.search(r'id="payload">([^<]+)<', html).group(1)
    content = gzip.decompress(base64.b64decode(packed))
    length = int.from_bytes(content[:4], "little")
    return json.loads(content[4 : 4 + length]), content[4 + length :]


def test_nothing_in_it_is_loaded_from_outside(html):
    assert "default-src 'none'" in html
    outside = re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?!data:|#)[\w.:/]+""", html)
    assert outside == []


def test_names_and_notes_from_a_config_are_text(html):
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_curves_are_those_of_the_runs_to_a_cent(html, comparison):
    head, content = header(html)
    for place, run in enumerate(comparison.runs.values()):
        kind, offset, count, units = head["columns"][f"{place}/equity"]
        drawn = column_of(kind, content[offset:], count, units)
        assert np.allclose(drawn, run.table("equity")["equity"].to_numpy(), rtol=0.0, atol=0.005)


def test_labels_are_those_of_the_comparison(html, comparison):
    head, content = header(html)
    assert [len(names) for names in head["labels"].values()] == [4, 2, 2, 4, 2, 4, 4, 3]
    assert sorted(head["labels"]["crises"])[:2] == ["2008", "2011-08"]
    assert sorted(head["order"]["crises"]) == [0, 3, 3]
    kind, offset, count, units = head["columns"]["label/vix"]
    codes = column_of(kind, content[offset:], count, units)
    told = comparison.table("sessions")["vix"].to_pylist()
    say = words(head["locale"])
    assert [head["labels"]["vix"][code] for code in codes] == [say(f"regime.{code}") for code in told]


def test_named_crises_have_a_table_and_are_periods_to_choose(html):
    for name, first, last in (("2008", "2007-10-09", "2009-03-09"), ("2011-08", "2011-07-22", "2011-08-08")):
        assert f'<option value="{first}_{last}">{name}</option>' in html
        assert re.search(rf'<th scope="row">{name}.{{1,2}}{first} ?.{{1,2}} ?{last}', html)


def test_every_event_and_every_fixed_date_is_there(html, comparison):
    head, _ = header(html)
    for shown, run in zip(head["runs"], comparison.runs.values(), strict=True):
        assert len(shown["events"]) == run.table("events").num_rows
        fills = run.table("fills").to_pylist()
        rolls = [fill for fill in fills if fill["reason"] == "roll"]
        kinds = {"en": "roll", "ja": "ロール(限月交代)"}
        cost = sum(dated[3] for dated in shown["calendar"] if dated[1] == kinds[head["locale"]])
        told = sum(fill["commission"] + abs(fill["size"]) * fill["half_spread"] * 5 for fill in rolls)
        # each date is told to the cent
        assert cost == pytest.approx(told, abs=0.005 * len(rolls) + 1e-9)


def test_sources_of_a_year_add_up_to_its_return(html, comparison):
    head, _ = header(html)
    years = [row for row in comparison.table("years").to_pylist() if row["run"] == "A"]
    shown = head["years"]["A"]
    for place, row in enumerate(years):
        parts = sum(shown[name][place] for name in ("carry", "overlay", "costs"))
        assert parts == pytest.approx(row["return"], abs=1e-9)


def test_a_span_of_halving_begins_and_ends_with_its_events(comparison):
    run = comparison.runs["A"]
    began = [why for _, kind, _, why, _ in events(run, words()) if kind == "halved"]
    found = [span for span in spans(run, words()) if span.rule == "halving"]
    assert began[-len(found) :] == [span.why for span in found][-len(began) :]
    assert all(span.first <= span.last for span in found)


def test_the_same_results_give_the_same_page(comparison, english):
    assert report_html(comparison) == english


@pytest.mark.pages
def test_a_single_run_has_a_report(market):
    run = backtest(load_config(None, ["period.start=2018-06-01"]), market)
    html = report_html(compare_results({"A": run}, market, plan=FEW))
    assert "it is shorter than a year, so nothing is told a year" in html
    year = backtest(load_config(None, ["period.start=2017-01-03", "period.end=2018-06-29"]), market)
    assert "too short a time for a confidence interval" in report_html(compare_results({"A": year}, market, plan=FEW))


@pytest.mark.pages
def test_twenty_years_of_four_patterns_are_two_megabytes_at_most(market, tmp_path):
    runs = {pattern: default_run(pattern, market) for pattern in ("core", "A", "B", "C")}
    comparison = compare_results(runs, market, plan=FEW)
    path = write_report(comparison, tmp_path / "report.html")
    assert path.stat().st_size < 2_000_000


@pytest.mark.pages
def test_a_report_that_cannot_be_written_leaves_the_old_one(comparison, tmp_path):
    with pytest.raises(ResultError, match="there is no folder"):
        write_report(comparison, tmp_path / "nowhere" / "report.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pages
def test_the_page_has_the_plan_and_the_stress_of_each_run_in_words(comparison, english):
    assert english.count('<ol class="plan">') == 4
    assert "Exposure: MES futures worth 20 % of equity, 1.2x in all; above " in english
    assert "Halving: switched off." in english
    assert english.count("no futures were held on those days.") == 2  # the core and pattern B
    stressed = stressed_days(comparison, words())
    assert [len(days) for days in stressed.values()] == [0, 2, 0, 2]
    for days in stressed.values():
        for day in days:
            assert all(cell.text in english for heat in day.heats for _, cells in heat.rows for cell in cells)
            assert f"{day.date}: {day.why}" in english


@pytest.mark.pages
def test_the_day_of_the_smallest_fall_is_stressed_and_the_last(market):
    settings = [
        "period.start=2007-06-01",
        "period.end=2009-06-30",
        "account.profile=jp_retail_futures",
        "overlay.ratio=0.3",
    ]
    run = backtest(load_config(None, settings, pattern="A"), market)
    days = stressed_days(compare_results({"A": run}, market, plan=FEW), words())["A"]
    falls = tolerable_falls(run)
    assert days[0].date == str(run.table("equity")["date"][int(np.nanargmin(falls))])
    assert days[1].date == "2009-06-30"
    assert "first closed at index" in days[0].first


def test_packed_columns_begin_at_multiples_of_four():
    content = gzip.decompress(
        base64.b64decode(pack({"a": np.array([1, 2, 3], np.uint8), "b": np.ones(1, np.float32)}, {}))
    )
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    assert head["columns"] == {"a": ["u1", 0, 3, 1], "b": ["f4", 4, 1, 1]}
    assert (4 + length) % 4 == 0
    assert column_of("f4", content[4 + length + 4 :], 1) == 1.0


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0123, ("+1.2%", "gain", 0.41)),
        (-0.5, ("-50.0%", "loss", 1.0)),
        (-0.0001, ("0.0%", "loss", 0.0)),
        (None, ("", "gain", 0.0)),
    ],
)
def test_a_cell_has_a_sign_a_side_and_a_strength(value, told):
    assert cell(value, 0.03) == told


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_has_a_contrast_of_three_to_one_on_both_pages(subtests):
    for ink in [palette.INDEX, *palette.SOURCES.values(), *palette.REGIMES]:
        with subtests.test(str(ink)):
            assert contrast(ink.light, palette.PAPER.light) >= 3.0
            assert contrast(ink.dark, palette.PAPER.dark) >= 3.0


def test_limitations_are_all_there(root):
    written = (root / "LIMITATIONS.md").read_text(encoding="utf-8")
    assert limitations("en").count("<strong>") == written.count("\n**")
    assert "<a " not in limitations("en")


@pytest.mark.pages
def test_a_yen_investor_sees_equity_in_yen_and_margin_in_dollars(market):
    settings = ["period.start=2008-06-01", "period.end=2008-12-31", "investor.currency=JPY"]
    run = backtest(load_config(None, settings), market)
    html = report_html(compare_results({"A": run}, market, plan=FEW))
    head, content = header(html)
    assert (head["currency"], head["account"]) == ("JPY", "USD")
    kind, offset, count, units = head["columns"]["0/equity"]
    drawn = column_of(kind, content[offset:], count, units)
    assert np.allclose(drawn, run.table("investor_equity")["equity"].to_numpy(), rtol=1e-6)
    kind, offset, count, units = head["columns"]["0/collateral"]
    drawn = column_of(kind, content[offset:], count, units)
    assert np.allclose(drawn, run.table("equity")["collateral"].to_numpy(), rtol=1e-6)
    assert "told in JPY" in html


RISKLESS = {"en": "the yen call rate", "ja": "円コールレート"}
IN_YEN = {"an investor of yen": ("core", ["investor.currency=JPY"]), "an account in yen": ("fx", [])}
TOLD_IN_YEN = [(what, language) for what in IN_YEN for language in RISKLESS]


@pytest.mark.pages
@pytest.mark.parametrize("told", TOLD_IN_YEN, ids=" ".join)
def test_what_is_told_in_yen_is_over_the_yen_call_rate(market, told):
    what, language = told
    pattern, chosen = IN_YEN[what]
    made = backtest(
        load_config(None, [*chosen, "period.start=2007-06-01", "period.end=2012-12-31"], pattern=pattern), market
    )
    seen = market_for(made.config, market)
    comparison = compare_results({"first": made, "second": made}, seen, plan=FEW)
    html = report_html(comparison, language)
    texts = re.findall(r"<(?:li|th|p|td|h3)[^>]*>([^<]*)", html.partition("<details")[0])
    assert any(RISKLESS[language] in text for text in texts)
    assert [
        text
        for text in texts
        if re.search(r"T-bill|Treasury bill|over bills", text) and "USD/JPY" not in text and "米ドル円" not in text
    ] == []


@pytest.mark.pages
def test_the_timeline_of_the_cash_ratio_shows_alarms_and_the_way_back(market):
    settings = ["period.start=2007-06-01", "period.end=2010-12-31", "tactical.enabled=true", "cash_events.enabled=true"]
    run = backtest(load_config(None, settings, pattern="cash"), market)
    found = spans(run, words())
    states = {str(row["date"]): row["state"] for row in run.table("cash_rules").to_pylist()}
    assert {span.rule for span in found} == {"cash_alarm", "cash_reentry", "cash_events", "cash_tactical"}
    assert all(states[iso(span.first)] == "alarmed" for span in found if span.rule == "cash_alarm")
    assert all(states[iso(span.first)].startswith("stage") for span in found if span.rule == "cash_reentry")
    assert {span.why for span in found if span.rule == "cash_alarm"} == {"alarm", "the recovery failed"}


@pytest.mark.pages
def test_the_timeline_of_trades_shows_when_dollars_were_bought_and_sold(market):
    run = backtest(load_config(None, ["period.end=2002-12-31"], pattern="fx_trades"), market)
    ordered = {str(row["date"]): row["target_contracts"] for row in run.table("fx_rules").to_pylist()}
    for span in spans(run, words()):
        assert (ordered[iso(span.first)] > 0) == (span.rule == "fx_long")
        assert (ordered[iso(span.first)] < 0) == (span.rule == "fx_short")
        assert span.why
