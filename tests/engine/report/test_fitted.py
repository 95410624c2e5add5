"""Tables on a terminal of 80 columns: names, numbers and dates are whole in every language."""

import io
import random

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

from engine.cli import cli
from engine.report.apart import in_one_line
from engine.report.fitted import Fitted, filled
from engine.words import LANGUAGES

OF_MARKET = ("leverage", "--leverage", "3", "--price", "120", "--volatility", "market")
LADDER = ("size", "--pattern", "A", "--fall", "0.35", "--allowed-loss", "0.05", "--ladder")
BEAR = ("size", "--bear", "5%", "--pattern", "core", "--paths", "1")


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [OF_MARKET, LADDER, BEAR], ids=["measured", "ladder", "bear"])
def test_a_table_of_sizing_is_whole_on_80_columns(command, language, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    out = ("--out", str(tmp_path)) if command == BEAR else ()
    done = CliRunner().invoke(cli, [*command, *out, "--lang", language], catch_exceptions=False)
    assert done.exit_code == 0
    assert "…" not in done.output
    assert max(map(cell_len, (line for line in done.output.splitlines() if "──" in line))) <= 80
    if command != BEAR:
        assert ("2026-07-10" if command == OF_MARKET else "2,133,680") in done.output


def printed(table, width):
    screen = Console(width=width, file=io.StringIO())
    screen.print(table)
    return screen.file.getvalue()


@pytest.mark.parametrize("seed", range(20))
def test_cells_are_whole_wherever_they_can_be(seed):
    draw = random.Random(seed)  # noqa: S311  (letters, not keys)
    names = ["x" * draw.randint(3, 18) + str(place) for place in range(3)]
    titles = [" ".join("y" * draw.randint(2, 7) for _ in range(draw.randint(1, 4))) for _ in range(6)]
    table = Fitted("a title")
    table.add_column("run", overflow="fold")
    for title in titles:
        table.add_column(title, justify="right", overflow="fold")
    numbers = [[f"{draw.uniform(0, 99):.2f}" for _ in titles] for _ in names]
    for name, row in zip(names, numbers, strict=True):
        table.add_row(name, *row)
    shown = printed(table, 80)
    least = max(map(len, names)) + sum(max(5, *map(len, title.split())) + 2 for title in titles)
    assert least <= 80, "a table that cannot fit says nothing here"
    assert max(map(len, shown.splitlines())) <= 80
    assert all(cell in shown.split() for row in ([*names], *numbers) for cell in row)
    assert all(word in shown.split() for title in titles for word in title.split())


def test_a_table_that_fits_keeps_its_wide_gaps_and_is_told_again_at_another_width():
    table = Fitted()
    for title in ("one and more", "two and more"):
        table.add_column(title, justify="right", overflow="fold")
    table.add_row("1", "2")
    wide = printed(table, 80)
    assert "one and more   two and more" in wide
    assert "one" in printed(table, 14)
    assert printed(table, 80) == wide


def test_a_title_may_be_wider_than_its_table():
    table = Fitted("a title of many words above a table of two")
    table.add_column("x")
    table.add_row("1")
    assert printed(table, 80).splitlines()[0] == "a title of many words above a table of two"


@pytest.mark.parametrize("word", ["many words ", "語"])
def test_text_gives_way_before_numbers_and_to_as_many_lines_as_it_needs(word):
    table = Fitted()
    for title in ("what", "told", "number"):
        table.add_column(title, overflow="fold", justify="right" if title == "number" else "left")
    table.add_row(word * 60, "short text", "1,234,567.89")
    shown = printed(table, 80)
    assert "short text" in shown
    assert "1,234,567.89" in shown
    assert max(map(cell_len, shown.splitlines())) <= 80


@pytest.mark.parametrize(("title", "told"), [("return\na year", "return a year"), ("年率\nリターン", "年率リターン")])
def test_a_title_of_two_lines_is_one_with_a_space_where_the_language_has_spaces(title, told):
    assert in_one_line(title) == told


def test_lines_of_japanese_text_are_filled_and_keep_numbers_katakana_and_stops_together():
    said = "入金がなければ、期限の 1 営業日後、決済される(ロスカット)。東京 2026-11-30 11:30、ニューヨーク 21:30 まで。"
    lines = filled(said, 40)
    assert all(cell_len(line) <= 40 for line in lines)
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    assert min(map(cell_len, lines[:-1])) >= 28
    assert not [line for line in lines if line[0] in "、。)"]
    assert any("ニューヨーク" in line for line in lines)
    assert any("(ロスカット)。" in line for line in lines)


def test_japanese_cells_of_figures_stay_on_the_right():
    table = Fitted()
    table.add_column("a", justify="right")
    table.add_row("なし")
    table.add_row("100.0%")
    assert [line for line in printed(table, 80).splitlines() if "なし" in line] == ["  なし"]


def test_a_word_wider_than_its_column_is_cut():
    assert filled("アメリカ合衆国https://example.org/page", 10) == [
        "アメリカ合",
        "衆国",
        "https://ex",
        "ample.org/",
        "page",
    ]


def test_a_table_that_cannot_fit_is_told_as_several_with_the_first_column():
    table = Fitted("above")
    table.add_column("run")
    for place in range(8):
        table.add_column(f"title {place}", justify="right")
    rows = [(name, *(f"{sign}{place},234,567.89" for place in range(8))) for name, sign in (("one", "+"), ("two", "-"))]
    for row in rows:
        table.add_row(*row)
    table.caption = "below"
    shown = printed(table, 60)
    assert max(map(len, shown.splitlines())) <= 60
    assert all(shown.split().count(cell) == 1 for row in rows for cell in row[1:])
    assert [shown.count(word) for word in ("above", "below", "one", "two")] == [1, 1, 2, 2]


def test_a_column_that_does_not_wrap_is_whole():
    table = Fitted()
    table.add_column("event", no_wrap=True)
    table.add_column("number", justify="right")
    table.add_row("ends below the fund", "1,234,567.89")
    assert "ends below the fund" in printed(table, 34)
