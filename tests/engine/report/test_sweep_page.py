"""The page of a sweep: whole, self-contained, and every number of it from the tables."""

import base64
import gzip
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.base.errors import ResultError
from engine.report.frame import shown
from engine.report.pack import column_of
from engine.report.sweep_dataset import reading
from engine.report.sweep_page import sweep_html, write_sweep_report
from engine.report.sweep_verdict import first_sentences
from engine.words import catalogue, words
from tests.support.page_tables import shows, table
from tests.support.sweep_tables import BUFFERS, OVERLAYS, sweep_result

HOSTILE = "<script>alert(1)</script><b>bold</b>"
LANGUAGES = ["en", "ja"]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return sweep_result(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module", params=LANGUAGES)
def html(request, result):
    return sweep_html(result, request.param)


def header(html):
    content = gzip.decompress(base64.b64decode(re.search(r'id="payload">([^<]+)<', html).group(1)))
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    return head, {
        name: column_of(kind, content[4 + length + offset :], count, units)
        for name, (kind, offset, count, units) in head["columns"].items()
    }


def rows_of(result):
    return result.table("runs").to_pylist()


def test_nothing_in_it_is_loaded_from_outside(html):
    assert "default-src 'none'" in html
    outside = re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?!data:|#)[\w.:/]+""", html)
    assert outside == []


def test_the_first_sentences_stand_on_top(html, result):
    say = words(re.search(r'<html lang="(\w+)"', html).group(1))
    places = [html.index(shown(sentence)) for sentence in first_sentences(result, say)]
    assert places == sorted(places)
    assert places[-1] < html.index("<table")


@pytest.mark.pages
def test_every_square_of_the_map_is_that_of_the_table(result):
    told = {
        (row["cash.buffer"], row["overlay.ratio"]): row
        for row in rows_of(result)
        if row["account.profile"] == "us_fcm_tbill"
    }
    rows = table(sweep_html(result), words()("sweep.map"))
    assert [float(row[0]) for row in rows] == [*BUFFERS]
    for buffer, *squares in rows:
        for overlay, square in zip(OVERLAYS, squares, strict=True):
            row = told[float(buffer), overlay]
            text, *marks = square.split()
            assert text == "refused" if row["refused"] else shows(text, row["sharpe"])
            assert ("◆" in marks) == row["own"]


@pytest.mark.pages
def test_the_edge_of_the_plateau_goes_once_around_it(result):
    html = sweep_html(result)
    land = {row["cell"]: row for row in result.table("landscape").to_pylist()}
    mapped = [row for row in rows_of(result) if row["account.profile"] == "us_fcm_tbill"]
    inside = {
        (OVERLAYS.index(row["overlay.ratio"]), BUFFERS.index(row["cash.buffer"]))
        for row in mapped
        if land[row["cell"]]["plateau"]
    }
    edges = sum((x + dx, y + dy) not in inside for x, y in inside for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)))
    assert 1 < len(inside) < len(mapped)
    assert len(re.findall(r" edge-\w+", html[html.index("<main>") :])) == edges
    assert html.count('class="gain plateau') == len(inside)


@pytest.mark.pages
def test_the_list_has_every_run_in_order_with_its_figures(result):
    rows = table(sweep_html(result), words()("sweep.runs"))
    ran = sorted((row for row in rows_of(result) if not row["refused"]), key=lambda row: -row["sharpe"])
    assert [int(row[0]) for row in rows] == [*range(1, len(ran) + 1)]
    for row, told in zip(ran, rows, strict=True):
        assert [float(told[1]), float(told[2]), told[3]] == [
            row["overlay.ratio"], row["cash.buffer"], row["account.profile"],
        ]  # fmt: skip
        assert shows(told[5], row["sharpe"])
        assert shows(told[7], row["volatility"])
        assert int(told[11]) == row["forced_sales"]
        assert shows(told[12], row["final_equity"])
        assert ("◆" in told[4]) == row["own"]


@pytest.mark.pages
def test_a_long_list_is_cut_and_still_has_the_plan_itself(tmp_path):
    many = [round(0.1 + n / 1000, 3) for n in range(110)]
    html = sweep_html(sweep_result(tmp_path, overlays=[*many, 0.3], own=(0.3, 0.4)))
    rows = table(html, words()("sweep.runs"))
    assert len(rows) == 201
    assert int(rows[-1][0]) > 201
    assert "◆" in rows[-1][4]
    assert "201 of 666 runs" in html


def test_columns_of_the_scripts_are_those_of_the_tables(html, result):
    head, columns = header(html)
    runs = result.table("runs")
    for place, setting in enumerate(head["settings"]):
        told = [str(value) for value in runs[setting["name"]].to_pylist()]
        assert [setting["texts"][at] for at in columns[f"setting/{place}"]] == told
    for one in head["figures"]:
        expected = np.array(runs[one["name"]].to_pylist(), float)
        assert np.allclose(columns[f"figure/{one['name']}"], expected, rtol=1e-6, atol=0.0, equal_nan=True)
    reasons = [head["reasons"][at] if at >= 0 else None for at in columns["reason"]]
    assert reasons == runs["refused"].to_pylist()
    ranked = [(rank, row["sharpe"]) for rank, row in zip(columns["rank"], rows_of(result), strict=True) if rank]
    assert [of for _, of in sorted(ranked)] == sorted((of for _, of in ranked), reverse=True)
    assert [bool(flag & 1) for flag in columns["flags"]] == runs["own"].to_pylist()
    for bit, name in ((2, "plateau"), (4, "cliff")):
        assert [bool(flag & bit) for flag in columns["flags"]] == result.table("landscape")[name].to_pylist()
    for name in ("equity", "own", "best"):
        assert np.allclose(columns[f"walk/{name}"], result.table("stitched")[name].to_pylist(), rtol=1e-6, atol=0.0)


@pytest.mark.pages
def test_windows_are_those_of_the_table(result):
    rows = table(sweep_html(result), words()("sweep.walk"))
    for told, row in zip(rows, result.table("walk_forward").to_pylist(), strict=True):
        assert told[:2] == [row["start"].isoformat(), row["end"].isoformat()]
        assert all(shows(text, row[name]) for text, name in zip(told[-3:], ("train", "test", "median"), strict=True))


@pytest.mark.pages
def test_what_was_refused_is_told_by_reason(result):
    ((count, why, first),) = table(sweep_html(result), words()("sweep.refused_title"))
    assert int(count) == sum(row["refused"] is not None for row in rows_of(result)) == 6
    assert why == rows_of(result)[-1]["refused"]
    assert first.startswith("overlay.ratio=0.4 cash.buffer=0.2")


@pytest.mark.pages
def test_the_line_for_pandas_reads_the_runs(result):
    line = next(one.line for one in reading(result) if one.program == "pandas")
    assert f"<code>{line}</code>".replace('"', "&#34;") in sweep_html(result)
    found = eval(line, {"pandas": pd})  # noqa: S307  (our own line)
    best = sorted((row["sharpe"] for row in rows_of(result) if row["sharpe"] is not None), reverse=True)
    assert found["sharpe"].tolist() == best[:10]


def test_growth_of_the_stitched_account_is_that_of_the_table(result):
    table = result.table("stitched").to_pylist()
    years = (table[-1]["date"] - table[0]["date"]).days / 365.25
    sentence = first_sentences(result, words())[-1]
    for name in ("equity", "own", "best"):
        assert f"{(table[-1][name] / table[0][name]) ** (1.0 / years) - 1.0:.2%}" in sentence


@pytest.mark.pages
def test_one_setting_alone_is_a_line_and_words_alone_are_a_list(tmp_path):
    line = sweep_html(sweep_result(tmp_path / "line", buffers=(0.3,)))
    assert 'data-chart="line"' in line
    assert 'id="map"' not in line
    words_alone = sweep_html(sweep_result(tmp_path / "words", overlays=(0.2,), buffers=(0.3,), walk=False))
    assert 'id="controls"' not in words_alone
    assert 'class="plot"' not in words_alone
    assert len(table(words_alone, words()("sweep.runs"))) == 2


@pytest.mark.pages
def test_cells_that_were_drawn_have_a_map_of_medians(tmp_path):
    drawn = sweep_result(tmp_path, sample=36)
    rows = table(sweep_html(drawn), words()("sweep.map"))
    for buffer, *squares in rows:
        for overlay, square in zip(OVERLAYS, squares, strict=True):
            told = [
                row["sharpe"] for row in rows_of(drawn)
                if (row["cash.buffer"], row["overlay.ratio"]) == (float(buffer), overlay)
            ]  # fmt: skip
            assert square == "refused" if None in told else shows(square.split()[0], np.median(told))


@pytest.mark.pages
def test_names_are_text(tmp_path):
    html = sweep_html(sweep_result(tmp_path, profiles=("us_fcm_tbill", HOSTILE)))
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_scripts_speak_the_language_of_the_page(html):
    language = re.search(r'<html lang="(\w+)"', html).group(1)
    known = catalogue(language)
    said = {key.removeprefix("sweep_chart."): text for key, text in known.items() if key.startswith("sweep_chart.")}
    assert header(html)[0]["words"] == said


@pytest.mark.pages
def test_a_page_that_cannot_be_written_is_a_sentence(result, tmp_path):
    written = write_sweep_report(result, tmp_path / "report.html", "ja")
    assert '<html lang="ja">' in written.read_text(encoding="utf-8")
    with pytest.raises(ResultError, match="there is no folder"):
        write_sweep_report(result, tmp_path / "nowhere" / "report.html")


def test_a_walk_forward_that_loses_its_account_says_when(result):
    lived = result.table("stitched").slice(0, 100)
    equity = [*lived["equity"].to_pylist()[:80], *[-5.0] * 20]
    lost = lived.set_column(lived.column_names.index("equity"), "equity", pa.array(equity))
    said = first_sentences(replace(result, tables={**result.tables, "stitched": lost}), words())
    (sentence,) = (one for one in said if one.startswith("Chosen anew"))
    assert f"its account would have been lost on {lived['date'][80]};" in sentence
    assert "n/a" not in sentence
