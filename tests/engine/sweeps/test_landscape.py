"""Plateaus and cliffs of a grid."""

import numpy as np
import pytest

from engine.sweeps.landscape import landscape

MONTHS = 240
SHAPE = np.random.default_rng(4).normal(0.0, 0.03, MONTHS)


def row(cell, x, y, sharpe, **more):
    months = SHAPE - SHAPE.mean() + sharpe / np.sqrt(12.0) * SHAPE.std(ddof=1)
    return {"cell": cell, "x": x, "y": y, "sharpe": sharpe, "months": months.tolist(), "refused": None} | (
        {"forced_sales": 0} | more
    )


def grid(heights, **more):
    """Rows of a grid of Sharpe ratios, x along the columns."""
    cells = [(x, y, value) for y, line in enumerate(heights) for x, value in enumerate(line)]
    return [row(place, *one, **more.get(f"at{place}", {})) for place, one in enumerate(cells)]


def land(rows, values=None):
    told = values or {name: sorted({one[name] for one in rows}) for name in ("x", "y")}
    return landscape(rows, told, "sharpe").to_pydict()


def where(found, what):
    return [cell for cell, there in zip(found["cell"], found[what], strict=True) if there]


def test_the_plateau_is_what_is_connected_with_the_best_and_about_as_good():
    found = land(grid([[1.0, 0.98, 0.5, 0.99], [0.97, 0.5, 0.5, 0.99]]))
    assert where(found, "plateau") == [0, 1, 4]
    assert where(found, "alike") == [0, 1, 3, 4, 7]
    assert found["worst_neighbour"][:4] == [0.97, 0.5, 0.5, 0.5]


def test_a_step_over_a_cliff_is_one_down_by_more_than_a_fifth():
    found = land(grid([[1.0, 0.9, 0.7, 0.69]]))
    assert where(found, "cliff") == [1]


def test_a_step_into_a_forced_sale_is_a_cliff_however_good_it_is():
    found = land(grid([[1.0, 1.0, 1.0]], at2={"forced_sales": 1}))
    assert where(found, "cliff") == [1]


@pytest.mark.parametrize("lost", [{"forced_sales": 1}, {"ruined": "1987-10-19"}])
def test_no_plateau_leads_into_a_forced_sale_or_a_lost_account(lost):
    assert where(land(grid([[1.0, 1.0, 0.99, 1.0]], at2=lost)), "plateau") == [0, 1]


def test_what_differs_by_chance_alone_is_no_cliff():
    rows = grid([[0.5, 0.3]])
    assert where(land(rows), "cliff") == [0]
    other = np.random.default_rng(8).normal(0.0, 0.03, MONTHS)
    rows[1]["months"] = (other - other.mean() + 0.3 / np.sqrt(12.0) * other.std(ddof=1)).tolist()
    assert where(land(rows), "cliff") == []
    assert where(land(rows), "plateau") == [0, 1]


def test_words_have_no_order_and_are_no_step():
    rows = grid([[1.0, 0.5]])
    for one, name in zip(rows, ("mild", "harsh"), strict=True):
        one["x"] = name
    found = land(rows, {"x": ["mild", "harsh"], "y": [0]})
    assert where(found, "cliff") == []
    assert found["worst_neighbour"] == [1.0, 0.5]


def test_a_refused_cell_is_no_neighbour():
    rows = grid([[1.0, 0.9, 0.9]])
    rows[1] |= {"refused": "no", "sharpe": None, "months": None, "forced_sales": None}
    found = land(rows)
    assert found["value"] == [1.0, None, 0.9]
    assert found["worst_neighbour"] == [1.0, None, 0.9]
    assert where(found, "plateau") == [0]


def test_a_plan_beside_its_grid_does_not_part_the_cells_on_either_side_of_it():
    rows = grid([[1.0, 0.98], [0.97, 0.96]])
    beside = row(4, 0.5, 7, 0.9)
    found = land([*rows, beside])
    assert where(found, "plateau") == where(land(rows), "plateau") == [0, 1, 2, 3]
    assert found["worst_neighbour"] == [*land(rows)["worst_neighbour"], 0.9]


@pytest.mark.parametrize("seed", range(5))
def test_a_grid_by_chance_is_what_a_slow_look_around_says(seed):
    heights = np.random.default_rng(seed).uniform(0.6, 1.0, (5, 6)).round(2)
    rows, found = grid(heights.tolist()), land(grid(heights.tolist()))
    for place in range(len(rows)):
        y, x = divmod(place, 6)
        near = [heights[j, i] for j in range(5) for i in range(6) if abs(i - x) + abs(j - y) == 1]
        assert found["worst_neighbour"][place] == min([heights[y, x], *near])
        # what moves together has an error of next to nothing: a fifth decides
        assert found["cliff"][place] == any(heights[y, x] - one > 0.2 * heights[y, x] for one in near)
