"""Accounts left alone on the page of a survival result, on a terminal and as JSON."""

import io
import re

import pytest
from rich.console import Console

from engine.report.survival_alone import TITLES, alone_tables
from engine.report.survival_page import survival_html
from engine.report.survival_table import plain_survival, survival_tables
from engine.words import words
from tests.support.survival_tables import survival_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("alone"), overlays=(0.2,), buffers=(0.3,), absence=True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_length_of_every_evening_stands_in_the_page(result, language):
    html, say = survival_html(result, language), words(language)
    told = alone_tables(result, say)
    assert [one.title for one in told] == [say(f"absence_begins.{begins}") for begins in ("any", "fall", "call")]
    for one in told:
        assert f"<h3>{one.title}</h3>" in html
        for row in one.rows:
            assert len(row.texts) == len(TITLES)
            assert "".join(f"<td>{text}</td>" for text in row.texts) in html
    assert html.index(say("survive.alone_title")) < html.index('<figure class="still"><svg')


@pytest.mark.pages
def test_where_nobody_was_asked_to_be_absent_there_is_nothing(tmp_path):
    without = survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,))
    assert "h-alone" not in survival_html(without)
    assert "absence" not in plain_survival(without)["tables"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_bar_on_the_terminal_is_as_long_as_the_probability(result, language):
    screen = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    for table in survival_tables(result, words(language)):
        screen.print(table)
    lines = [line.strip() for line in screen.file.getvalue().splitlines()]
    (worst,) = [line for line in lines if line.startswith("21 ") and "52.0 %" in line]
    assert worst.endswith("#" * 6 + "-" * 6)
    assert len([line for line in lines if line.startswith("21 ")]) == 3


@pytest.mark.pages
def test_what_a_page_is_of_stands_above_it_with_and_without_absences(result, tmp_path):
    told = [survival_html(one) for one in (result, survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,)))]
    spans = [re.search('<p class="span">(.*?)</p>', html).group(1) for html in told]
    assert spans[0] == spans[1]
    assert "jp_retail_futures" in spans[0]


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
def test_of_several_accounts_each_has_a_curve_and_a_column(tmp_path, language):
    profiles = ("jp_retail_futures", "us_fcm_tbill", "retail_cash_margin")
    several = survival_result(tmp_path, (0.2,), (0.3,), profiles=profiles, absence=True)
    say = words(language)
    told = alone_tables(several, say)
    assert len(told) == 3
    for one in told:
        assert len(one.titles) == 1 + len(profiles)
        assert {len(row.texts) for row in one.rows} == {len(one.titles)}
        assert one.drawn.count("<polyline") + one.drawn.count("<path") >= len(profiles)
        assert one.drawn in survival_html(several, language)
    assert told[0].rows[-1].texts[1] == say("survive.alone_cell", share=0.026, high=0.08)
    screen = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    for table in survival_tables(several, say):
        screen.print(table)
    assert say("survive.alone_cells_note")[:20] in screen.file.getvalue()


@pytest.mark.pages
def test_of_many_settings_only_the_plan_was_left_alone(tmp_path):
    many = survival_result(tmp_path, absence=True)
    assert len({tuple(one.titles) for one in alone_tables(many, words("en"))}) == 1
    assert not alone_tables(many, words("en"))[0].drawn


def test_json_has_the_rows_of_the_table(result):
    assert plain_survival(result)["tables"]["absence"] == result.table("absence").to_pylist()
