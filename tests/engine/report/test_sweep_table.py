"""A sweep on a terminal of 80 columns, and as JSON."""

import io
import json

import pytest
from rich.console import Console

from engine.report.sweep_table import plain_sweep, sweep_tables
from engine.words import LANGUAGES, words
from tests.support.page_tables import shows
from tests.support.sweep_tables import BUFFERS, OVERLAYS, PROFILES, sweep_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return sweep_result(tmp_path_factory.mktemp("sweep"))


def texts(table):
    """Texts of a table's cells, a list for each row, below those of its titles."""
    cells = zip(*(column._cells for column in table.columns), strict=True)
    return [[str(column.header) for column in table.columns], *map(list, cells)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_eighty_columns_without_breaking_a_number(result, language):
    for table in sweep_tables(result, words(language)):
        console = Console(width=80, record=True, file=io.StringIO())
        console.print(table)
        lines = console.export_text().splitlines()
        assert max(map(len, lines)) <= 80
        shown = [line.rstrip() for line in lines]
        for row in texts(table)[1:]:
            assert any(all(str(text) in line for text in row) for line in shown)


def test_a_long_word_is_not_folded_while_columns_can_stand_closer(tmp_path):
    profiles = ("a_broker_of_a_rather_long_name", "jp_retail_futures")
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(sweep_tables(sweep_result(tmp_path, profiles=profiles), words())[0])
    assert profiles[0] in console.export_text()


def test_the_best_come_first_and_the_plan_itself_is_among_them(result):
    titles, *rows = texts(sweep_tables(result, words())[0])
    ran = [row for row in result.table("runs").to_pylist() if row["sharpe"] is not None]
    best = sorted(ran, key=lambda row: -row["sharpe"])[:10]
    sharpe = titles.index("Sharpe")
    assert all(shows(told[sharpe], row["sharpe"]) for told, row in zip(rows, best, strict=True))
    assert [row[4].endswith("*") for row in rows] == [row["own"] for row in best]


@pytest.mark.pages
def test_what_is_the_same_for_all_stands_below_and_not_in_a_column(tmp_path):
    table = sweep_tables(sweep_result(tmp_path, profiles=PROFILES[:1]), words())[0]
    titles = texts(table)[0]
    assert "profile" not in titles
    assert "account.profile us_fcm_tbill" in str(table.caption)
    both = sweep_tables(sweep_result(tmp_path / "both", overlays=(0.1, 0.2)), words())[0]
    assert "calls" not in texts(both)[0]
    assert "calls 0, forced sales 0" in str(both.caption)


def test_the_map_has_the_criterion_of_every_cell(result):
    _, mapped, _ = sweep_tables(result, words())
    titles, *rows = texts(mapped)
    assert [float(one) for one in titles[1:]] == [*OVERLAYS]
    told = {
        (row["cash.buffer"], row["overlay.ratio"]): row
        for row in result.table("runs").to_pylist()
        if row["account.profile"] == PROFILES[0]
    }
    land = {row["cell"]: row for row in result.table("landscape").to_pylist()}
    for buffer, *cells in rows:
        for overlay, text in zip(OVERLAYS, cells, strict=True):
            row = told[float(buffer), overlay]
            assert text == "x" if row["refused"] else shows(text.rstrip("=!*"), row["sharpe"])
            assert ("*" in text) == row["own"]
            assert ("=" in text) == land[row["cell"]]["plateau"]
    assert "x was refused" in str(mapped.caption)


@pytest.mark.pages
def test_a_wide_map_is_told_in_tenths_and_a_wider_one_is_left_to_the_page(tmp_path):
    wide = sweep_result(tmp_path / "wide", overlays=[round(0.1 + n / 50, 2) for n in range(15)], profiles=PROFILES[:1])
    _, mapped, _ = sweep_tables(wide, words())
    rows = texts(mapped)[1:]
    cells = {text.rstrip("=!*") for row in rows for text in row[1:] if text != "x"}
    assert cells <= {*"0123456789"}
    assert "0 is the worst" in str(mapped.caption)
    wider = sweep_result(tmp_path / "wider", overlays=[round(0.1 + n / 200, 3) for n in range(45)], walk=False)
    assert len(sweep_tables(wider, words())) == 1
    assert len(BUFFERS) == len(rows)


def test_json_is_numbers_and_codes(result):
    told = json.loads(json.dumps(plain_sweep(result), allow_nan=False))
    assert told["cells"]["ran"] == 30
    assert told["cells"]["refused"] == 6
    assert len(told["best"]) == 10
    assert told["best"][0]["sharpe"] == max(row["sharpe"] for row in told["best"])
    assert told["own"]["own"]
    assert told["walk_forward"][0]["start"] == "2000-01-03"
    assert {note["code"] for note in told["notes"]} == {"cells_refused", "setting_idle_with"}
