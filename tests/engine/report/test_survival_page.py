"""The page of a survival result: whole, self-contained, and every number of it from the tables."""

import base64
import gzip
import json
import re

import numpy as np
import pytest

from data.base.errors import ResultError
from engine.report.frame import shown
from engine.report.pack import column_of
from engine.report.survival_assumed import assumed, limits
from engine.report.survival_page import survival_html, write_survival_report
from engine.survival.result import SurvivalResult
from engine.survival.schemas import EVENTS, KINDS, QUANTILES
from engine.words import catalogue, words
from tests.support.page_tables import Tables, ends, shows, table
from tests.support.survival_tables import survival_result

NOTHING = "\u2013"
HOSTILE = "<script>alert(1)</script><b>bold</b>"
LANGUAGES = ["en", "ja"]
DATED = [event for event in EVENTS if event != "below_fund"]
"""Events that have a year."""


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"), starts=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("small"), overlays=(0.1, 0.2), buffers=(0.2, 0.3))


@pytest.fixture(scope="module", params=LANGUAGES)
def html(request, result):
    return survival_html(result, request.param)


def header(html):
    content = gzip.decompress(base64.b64decode(re.search(r'id="payload">([^<]+)<', html).group(1)))
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    return head, {
        name: column_of(kind, content[4 + length + offset :], count, units)
        for name, (kind, offset, count, units) in head["columns"].items()
    }


def test_nothing_in_it_is_loaded_from_outside(html):
    assert "default-src 'none'" in html
    outside = re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?!data:|#)[\w.:/]+""", html)
    assert outside == []


def test_the_first_sentence_stands_on_top(html, result):
    language = re.search(r'<html lang="(\w+)"', html).group(1)
    assert html.index(shown(result.first_sentence(language))) < html.index("<table")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_probability_of_the_own_cell_is_that_of_the_table(result, language):
    say, html = words(language), survival_html(result, language)
    told = {(row["event"], row["kind"]): row for row in result.table("survival").to_pylist() if row["cell"] == 9}
    rows = table(html, say("survive.answer"))
    assert [row[0] for row in rows] == [say(f"happened.{event}") for event in EVENTS]
    for event, (_, probability, interval, simulation, blocks, regimes, count, year) in zip(EVENTS, rows, strict=True):
        row = told[event, "all"]
        assert shows(probability, row["probability"])
        low, high = ends(interval)
        assert shows(low, row["low"])
        assert shows(high, row["high"])
        widths = [told[event, kind]["simulation_high"] - told[event, kind]["simulation_low"] for kind in KINDS]
        assert shows(simulation, 100.0 * max(widths))
        assert shows(blocks, told[event, "blocks"]["probability"])
        assert shows(regimes, told[event, "regimes"]["probability"])
        assert count == NOTHING if row["mean_count"] is None else shows(count, row["mean_count"])
        assert shows(year, row["median_year"])


@pytest.mark.pages
def test_every_square_of_the_map_is_that_of_the_table(result):
    cells = {(row["buffer"], row["overlay"]): row["cell"] for row in result.table("cells").to_pylist()}
    told = {
        row["cell"]: row
        for row in result.table("survival").to_pylist()
        if (row["event"], row["kind"]) == ("forced_sale", "all")
    }
    html = survival_html(result)
    titles, *rows = Tables(html).found["jp_retail_futures · pattern A"]
    assert len(rows) * len(titles[1:]) == len(cells)
    for buffer, *squares in rows:
        for overlay, square in zip(titles[1:], squares, strict=True):
            row = told[cells[float(buffer[:-2]) / 100, float(overlay[:-2]) / 100]]
            probability, low, high = re.fullmatch(r"(\S+ %) (?:◆ )?(\S+ %) to (\S+ %)", square).groups()
            assert shows(probability, row["probability"])
            assert shows(low, row["low"])
            assert shows(high, row["high"])
            assert ("◆" in square) == (row["cell"] == 9)
    assert len(re.findall(r'class="loss safe[^"]*"', html)) == 4


def test_the_largest_safe_overlays_are_those_of_the_table(result):
    rows = table(survival_html(result), words()("survive.safe_table"))
    told = [row for row in result.table("safe").to_pylist() if row["event"] == "forced_sale"]
    for row, (_, buffer, *texts) in zip(told, rows, strict=True):
        assert shows(buffer, row["buffer"])
        for name, text in zip(("overlay", "high", "beyond", "carry_given_up"), texts, strict=True):
            assert text == "none" if row[name] is None else shows(text, row[name])


@pytest.mark.pages
def test_curves_fan_and_wealth_at_the_end_are_those_of_the_tables(html, result):
    head, columns = header(html)
    assert head["events"] == list(EVENTS)
    for kind in ("all", "blocks", "regimes"):
        for event in DATED:
            told = [
                row["share"]
                for row in result.table("by_year").to_pylist()
                if (row["cell"], row["kind"], row["event"]) == (9, kind, event)
            ]
            assert np.allclose(columns[f"curve/9/{kind}/{event}"], told, rtol=1e-6, atol=0.0)
    assert not any("below_fund" in name for name in columns)
    for quantile in QUANTILES:
        fan = [row["wealth"] for row in result.table("fan").to_pylist() if row["quantile"] == quantile]
        assert np.allclose(columns[f"fan/9/{quantile:g}"], fan, rtol=1e-6, atol=0.0)
    ends_at = [row for row in result.table("terminal").to_pylist() if row["cell"] == 9]
    for name in ("wealth", "fund"):
        assert np.allclose(columns[f"terminal/9/{name}"], [row[name] for row in ends_at], rtol=1e-6, atol=0.0)


@pytest.mark.pages
def test_up_to_eight_cells_are_told_in_full_and_all_are_listed(result, small):
    assert {name.split("/")[1] for name in header(survival_html(result))[1]} == {"9"}
    assert {name.split("/")[1] for name in header(survival_html(small))[1]} == {"0", "1", "2", "3"}
    assert re.findall(r'<div data-cell="(\d+)">', survival_html(small)) == ["3", "0", "1", "2"]
    for one in (result, small):
        rows = table(survival_html(one), words()("survive.all_cells"))
        assert [row[0] for row in rows] == one.table("cells")["name"].to_pylist()


@pytest.mark.pages
def test_a_single_cell_has_a_page_without_lists_of_cells(tmp_path):
    html = survival_html(survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,)))
    found = Tables(html).found
    assert len(next(iter(found.values()))) == 1 + len(EVENTS)
    assert 'class="heat map"' not in html
    assert words()("survive.safe_table") not in found
    assert words()("survive.all_cells") not in found


@pytest.mark.pages
def test_without_resampled_histories_intervals_are_those_of_simulation_and_the_page_says_so(tmp_path):
    alone = survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,), histories=0, kinds=("blocks",))
    html = survival_html(alone)
    row = next(row for row in alone.table("survival").to_pylist() if row["event"] == "forced_sale")
    texts = table(html, words()("survive.answer"))[EVENTS.index("forced_sale")]
    assert len(texts) == 6
    for text, end in zip(ends(texts[2]), ("simulation_low", "simulation_high"), strict=True):
        assert shows(text, row[end])
    assert words()("survive.assumed_one_history") in html
    assert "as far as simulation alone goes" in html


@pytest.mark.pages
def test_a_result_without_paths_or_fan_has_a_page(tmp_path):
    result = survival_result(tmp_path)
    bare = SurvivalResult(result.config, {**result.tables, "fan": result.table("fan").slice(0, 0)}, result.manifest)
    html = survival_html(bare)
    assert words()("survive.worst") not in html
    assert not any(name.startswith("fan/") for name in header(html)[1])


def test_names_of_cells_and_accounts_are_text(tmp_path):
    html = survival_html(survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,), profiles=(HOSTILE,)))
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_assumed_is_what_was_asked(tmp_path, language):
    say = words(language)
    crash = {"asked": "1987:0.025", "day": "1987-10-19", "fall": 0.2047, "rate": 0.025}
    asked = survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,), crashes=[crash], drift=0.03)
    html = survival_html(asked, language)
    for sentence in (*assumed(asked, say), *limits(say)):
        assert f"<li>{shown(sentence)}</li>" in html
    told = " ".join(assumed(asked, say))
    for number in ("10,000", "1987-10-19", "20.5%", "0.025", "3 %", "200", "63", "1982-04-21"):
        assert number in told
    assert say("survive.assumed_own_drift") not in told
    assert say("survive.assumed_no_crash") not in told


def test_every_kind_and_event_has_words_that_are_shown(html):
    language = re.search(r'<html lang="(\w+)"', html).group(1)
    head, _ = header(html)
    known = catalogue(language)
    assert head["happened"] == {key[9:]: text for key, text in known.items() if key.startswith("happened.")}
    words = {key[14:]: text for key, text in known.items() if key.startswith("survive_chart.")}
    assert head["words"] == {**words, "between": known["differences.between"]}
    for kind in ("all", "blocks", "regimes"):
        assert f">{known[f'path_kind.{kind}']}</option>" in html


@pytest.mark.pages
def test_the_same_result_gives_the_same_page(result):
    assert survival_html(result) == survival_html(result)


@pytest.mark.pages
def test_a_page_that_cannot_be_written_leaves_the_old_one(result, tmp_path):
    written = write_survival_report(result, tmp_path / "report.html", "ja")
    assert '<html lang="ja">' in written.read_text(encoding="utf-8")
    with pytest.raises(ResultError, match="there is no folder"):
        write_survival_report(result, tmp_path / "nowhere" / "report.html")
