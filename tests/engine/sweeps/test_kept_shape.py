"""What is kept of a sweep that was stopped is believed where it has the shape of an answer, whoever stamped it."""

import json

import pyarrow as pa
import pytest

from data.base.cache import stamped, write_atomically
from engine.settings.run_config import parse_config
from engine.sweeps.chunk import Chunk, asked_of, run_chunk
from engine.sweeps.kept import kept_in, read_figures, read_rows

PLANS = [{"period": "2007"}, {"period": "2007", "overlay": {"ratio": 0.1}}, {"period": {"start": "2030-01-01"}}]


@pytest.fixture(scope="module")
def answered(crisis):
    chunk = Chunk("full", tuple(asked_of(place, parse_config(plan)) for place, plan in enumerate(PLANS)), curves=True)
    return chunk, run_chunk(chunk, crisis)


@pytest.fixture
def kept(answered, tmp_path):
    chunk, answer = answered
    found = kept_in(tmp_path, chunk)
    found.keep(answer)
    return found


def stamp(path, table):
    write_atomically(path, table.replace_schema_metadata(stamped(table)))


def told(kept, **columns):
    """The rows as columns of plain values, some of them others."""
    labels, rows = read_rows([kept])[1], read_figures([kept])
    months = [None if "refused" in row else [0.01] * len(labels) for row in rows]
    plain = {"row": [json.dumps(row, default=str) for row in rows], "months": months, "labels": [labels] * len(rows)}
    return pa.table(
        {**plain, **columns},
        pa.schema({"row": pa.string(), "months": pa.list_(pa.float64()), "labels": pa.list_(pa.string())}),
    )


def test_an_answer_that_was_kept_is_intact_with_what_was_refused(kept, answered):
    assert kept.intact
    assert "has no session" in read_figures([kept])[2]["refused"]
    stamp(kept.rows, told(kept))
    assert kept.intact


@pytest.mark.parametrize("other", [
    pa.table({"a": [1, 2, 3]}),
    pa.table({"row": ["{}"] * 3}),
    pa.table({"row": pa.array([], pa.string()), "months": pa.array([], pa.list_(pa.float64())),
              "labels": pa.array([], pa.list_(pa.string()))}),
])  # fmt: skip
def test_rows_of_other_columns_and_none_are_no_answer(kept, other):
    stamp(kept.rows, other)
    assert not kept.intact


ROWS = ("", "{", "[]", "1", "{}", '{"cell": 1}', '{"cell": 0, "refused": 1}', '{"cell": 0, "refused": "no", "own": 1}')


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_is_none_of_its_cell_is_no_answer(kept, row):
    _, *others = told(kept)["row"].to_pylist()
    stamp(kept.rows, told(kept, row=[row, *others]))
    assert not kept.intact


WRONG = {"sharpe": "high", "fills": 1.5, "ruined": "some day", "cell": 2, "own": True, "overlay.ratio": 0.3}


@pytest.mark.parametrize("name", WRONG)
def test_a_figure_that_is_no_number_and_a_name_that_is_no_figure_are_no_answer(kept, name):
    first, *others = told(kept)["row"].to_pylist()
    stamp(kept.rows, told(kept, row=[json.dumps({**json.loads(first), name: WRONG[name]}), *others]))
    assert not kept.intact


def test_a_figure_that_is_missing_is_no_answer(kept):
    first, *others = told(kept)["row"].to_pylist()
    stamp(kept.rows, told(kept, row=[json.dumps({k: v for k, v in json.loads(first).items() if k != "cagr"}), *others]))
    assert not kept.intact


@pytest.mark.parametrize("months", [None, [], [0.01], [float("nan")] * 12, [None] * 12])
def test_returns_that_are_not_of_its_months_are_no_answer(kept, months):
    stamp(kept.rows, told(kept, months=[months, *told(kept)["months"].to_pylist()[1:]]))
    assert not kept.intact


@pytest.mark.parametrize("labels", [["x"] * 12, ["2007-01"] * 12, ["NaT"] * 12, [None] * 12, None])
def test_months_that_are_none_are_no_answer(kept, labels):
    stamp(kept.rows, told(kept, labels=[labels] * 3))
    assert not kept.intact


@pytest.mark.parametrize("change", [
    lambda table: table.drop_columns("equity"),
    lambda table: table.slice(0, 0),
    lambda table: table.filter(pa.compute.equal(table["cell"], 0)),
    lambda table: table.set_column(2, table.schema.field("equity"), [pa.array([float("nan")] * len(table))]),
])  # fmt: skip
def test_curves_of_other_columns_or_cells_are_no_answer(kept, answered, change):
    stamp(kept.curves, change(answered[1].curves))
    assert not kept.intact
