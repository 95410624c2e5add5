"""Accounts left alone on the page of a survival result, on a terminal and as JSON."""

import io

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


def test_json_has_the_rows_of_the_table(result):
    assert plain_survival(result)["tables"]["absence"] == result.table("absence").to_pylist()
