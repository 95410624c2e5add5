"""Maps of a survival result: squares, what is safe, and the line between."""

import pytest

from engine.report.survival_heat import grids
from engine.words import words
from tests.support.survival_tables import survival_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"), profiles=("jp_retail_futures", "us_fcm"))


def test_every_cell_has_its_square_on_the_map_of_its_account(result):
    cells = {row["cell"]: row for row in result.table("cells").to_pylist()}
    maps = grids(result, words())
    assert [grid.name for grid in maps] == ["jp_retail_futures · pattern A", "us_fcm · pattern A"]
    assert sorted(square.cell for grid in maps for square in grid.squares) == sorted(cells)
    for grid in maps:
        for buffer, squares in zip(grid.buffers, grid.rows, strict=True):
            for overlay, square in zip(grid.overlays, squares, strict=True):
                assert (cells[square.cell]["buffer"], cells[square.cell]["overlay"]) == (buffer, overlay)
                assert square.row["cell"] == square.cell
    assert [square.cell for grid in maps for square in grid.squares if square.own] == [9]


def test_what_is_safe_is_what_the_table_says(result):
    table = {(row["profile"], row["buffer"]): row["overlay"] for row in result.table("safe").to_pylist()}
    for grid, profile in zip(grids(result, words()), ("jp_retail_futures", "us_fcm"), strict=True):
        for buffer, squares in zip(grid.buffers, grid.rows, strict=True):
            safe = [overlay for overlay, one in zip(grid.overlays, squares, strict=True) if one.safe]
            assert (safe[-1] if safe else None) == table[profile, buffer]


def test_the_line_runs_wherever_safe_and_not_safe_meet_and_nowhere_else(result):
    rows = grids(result, words())[0].rows
    assert [[one.safe for one in squares] for squares in rows] == [
        [False, False, False, False], [True, False, False, False], [True, True, True, False],
    ]  # fmt: skip
    assert [(y, x) for y, squares in enumerate(rows) for x, one in enumerate(squares) if one.right] == [(1, 0), (2, 2)]
    assert [(y, x) for y, squares in enumerate(rows) for x, one in enumerate(squares) if one.below] == [
        (0, 0), (1, 1), (1, 2),
    ]  # fmt: skip


@pytest.mark.pages
def test_what_was_not_tried_is_no_square_and_has_no_line(tmp_path):
    result = survival_result(tmp_path)
    cells = result.table("cells")
    kept = cells.filter([(row["overlay"], row["buffer"]) != (0.4, 0.3) for row in cells.to_pylist()])
    holed = type(result)(result.config, {**result.tables, "cells": kept}, result.manifest, result.path)
    rows = grids(holed, words())[0].rows
    assert rows[2][3] is None
    assert not any(one.right for one in rows[2][:3])


def test_other_settings_that_were_varied_have_maps_of_their_own(tmp_path):
    result = survival_result(tmp_path, overlays=(0.2,), buffers=(0.2, 0.3))
    rows = result.table("cells").to_pylist()
    more = [{**row, "settings": row["settings"][:-1] + f', "stops.monthly_loss": {n}}}'} for n, row in enumerate(rows)]
    told = type(result.table("cells")).from_pylist(more, result.table("cells").schema)
    split = type(result)(result.config, {**result.tables, "cells": told}, result.manifest, result.path)
    assert [grid.name for grid in grids(split, words())] == [
        "jp_retail_futures · pattern A · stops.monthly_loss=0",
        "jp_retail_futures · pattern A · stops.monthly_loss=1",
    ]


def test_a_power_of_ten_is_a_step_of_colour(result):
    square = grids(result, words())[0].squares[0]
    heats = [square._replace(row={"probability": one}).heat for one in (0.0, 1e-9, 1e-4, 1e-3, 1e-2, 0.1, 1.0)]
    assert heats == [0.0, 0.0, 0.0, 0.25, 0.5, 0.75, 1.0]
