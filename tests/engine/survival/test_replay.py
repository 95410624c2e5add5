"""A path runs in the event engine as it ran in the loop, and a difference is found."""

import json
from dataclasses import replace
from functools import partial

import pyarrow as pa
import pytest

from data.base.errors import ResultError
from data.market.embedded import embedded_market, long_market
from engine.results.run import load_run
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.survival.path_runs import PathRuns
from engine.survival.replay import replay, terms_of
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.survive import survived
from tests.support.made_up_runs import answer, contents
from tests.support.sparing import only

pytestmark = pytest.mark.pages

TERMS = SurvivalTerms(years=2, paths=3, histories=2, seed=7, block=40.0, crashes=("1987:2.0",), drift=0.02)
PLAN = load_config(
    None,
    [
        "account.profile=jp_retail_futures", "cash.buffer=0.05", "investor.currency=JPY", "hedge.ratio=0.5",
        "capital.initial=300000", "stops.voluntary=false", "stops.monthly_loss=off", "execution.fill_at=open",
        "margin.test=intraday", "overlay.max_total_exposure=2.2", "overlay.acknowledge_high_leverage=true",
    ],
)  # fmt: skip


def answered(out, threads):
    asked = request_of(PLAN, ("pattern=A,C", "overlay.ratio=0.2,1.0"), TERMS)
    listener = listener_of(lambda _: None, threads=threads)
    return survived(asked, embedded_market(), out, listener, partial(PathRuns, compiled=False))


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answered(tmp_path_factory.mktemp("out"), 1)


def test_several_threads_have_the_bits_of_one(result, tmp_path):
    assert contents(answered(tmp_path, 3)) == contents(result)


@pytest.mark.parametrize("place", only([(0, 0), (1, 1), (4, 2), (9, 3), (7, 3)], (1, 1), (7, 3)), ids=str)
def test_a_path_is_what_it_was_in_the_loop(result, place):
    number, cell = place
    found = replay(result, embedded_market(), number, cell)
    assert found.different == []
    assert found.run.manifest["replay"] == {"survival": result.path.name, "cell": cell, "path": number}
    assert found.run.config.overlay.ratio == result.table("cells")["overlay"][cell].as_py()


def test_something_happens_on_these_paths(result):
    rows = result.table("paths").to_pylist()
    assert {row["forced_sales"] > 0 for row in rows} == {True, False}
    assert len({row["wealth"] for row in rows}) == len(rows)
    assert {row["margin_factor"] != 1.0 for row in rows if row["history"]} == {True}


def test_a_replay_is_saved_as_any_run(result, tmp_path):
    saved = replay(result, embedded_market(), 0).run.save(tmp_path)
    assert load_run(saved.path).manifest["replay"]["path"] == 0


def test_a_difference_is_told_by_its_columns(result):
    class Tampered(type(result)):
        def parts(self, columns=None):
            for part in super().parts(columns):
                place = part.schema.get_field_index("wealth")
                more = pa.array([one * (1.0 + 1e-8) for one in part["wealth"].to_pylist()], pa.float64())
                yield part.set_column(place, part.schema.field(place), more)

    tampered = Tampered(result.config, result.tables, result.manifest, result.path)
    assert replay(tampered, embedded_market(), 1).different == ["wealth"]


def test_terms_are_read_back_from_the_manifest(result):
    assert terms_of(json.loads(json.dumps(result.request))) == TERMS


def test_a_cell_that_was_searched_is_drawn_as_it_was(tmp_path):
    found = answer(tmp_path, find="overlay", paths=2, histories=0)
    assert found.request["groups"] == [1] * found.table("cells").num_rows


def test_what_is_not_there_is_told(result):
    with pytest.raises(ResultError, match=r"has no path 10; its paths are 0 to 9$"):
        replay(result, embedded_market(), 10)
    with pytest.raises(ResultError, match=r"has no cell 4; its cells are 0 to 3$"):
        replay(result, embedded_market(), 0, 4)
    with pytest.raises(ResultError, match=r"was made from another market; name that one with --market$"):
        replay(result, long_market(), 0)
    with pytest.raises(ResultError, match=r"lack path 0 in cell 0; run it again$"):
        replay(replace(result, path=None), embedded_market(), 0)
