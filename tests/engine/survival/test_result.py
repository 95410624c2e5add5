"""A survival result: its first sentence, its tables, and its folder."""

from shutil import copytree

import pyarrow as pa
import pytest

from data.base.errors import ConfigError, ResultError
from engine.survival.first_sentence import first_sentence
from engine.survival.result import load_survival
from engine.survival.schemas import SCHEMAS
from engine.words import words
from tests.support.survival_tables import survival_result


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"), starts=True)


def row(result, cell, event="forced_sale", kind="all"):
    wanted = {"cell": cell, "event": event, "kind": kind}
    return next(one for one in result.table("survival").to_pylist() if wanted.items() <= one.items())


def test_the_first_sentence_says_both_and_what_is_safe(result):
    told = row(result, 9)
    wide = [row(result, 9, kind=kind) for kind in ("blocks", "regimes")]
    points = 100 * max(one["simulation_high"] - one["simulation_low"] for one in wide)
    least = next(one for one in result.table("terminal").to_pylist() if (one["cell"], one["quantile"]) == (9, 0.01))
    assert result.first_sentence() == (
        f"With overlay 20 % and buffer 30 %, between 0 % and {100 * told['high']:.2f} % of 20-year histories end in a "
        f"forced sale ({points:.2f} points of it simulation); "
        "not thrown out is not the same as not ruined: in 1 of 100 the account ends at "
        f"{least['wealth']:.2f}x or less. The largest overlay that is safe at 99 % here is 30 %; 40 % is not."
    )
    assert "退場させられないことと破綻しないことは違う。100 本に 1 本は" in result.first_sentence("ja")


@pytest.mark.pages
def test_where_somebody_is_absent_the_sentence_begins_with_how_long_that_may_be(tmp_path):
    told = survival_result(tmp_path / "a", absence=True)
    assert told.first_sentence().startswith(
        "Survives 9 sessions without you at 99 %: of accounts left alone on a random evening 40 of 20,000 are sold by "
        "force meanwhile or within a week after (upper end 0.80 %). Where the absence begins on the evening of the "
        "first margin call, 9 sessions end in a forced sale in 4.0 % of 400 cases (0 % with somebody there). With "
        "overlay 20 % and "
    )
    assert told.first_sentence("ja").startswith("99 % の確からしさで、9 営業日のあいだ不在でも耐える。")
    unknown = survival_result(tmp_path / "b", absence=True, histories=0, confidence=0.9999)
    assert unknown.first_sentence().startswith(
        "Whether it survives even 0 sessions without you at 99.99 % is more than so few histories can tell: of 20,000 "
        "accounts left alone on a random evening 0 are sold by force (upper end 0.10 %)."
    )


@pytest.mark.pages
def test_an_absence_that_is_not_safe_and_one_that_outlasts_the_futures_are_told_as_such(tmp_path):
    told = survival_result(tmp_path, absence=True, histories=0)

    def sentence(rows):
        tables = told.tables | {"absence": pa.Table.from_pylist(rows, SCHEMAS["absence"])}
        return first_sentence(tables, told.request, words("en"))

    rows = told.table("absence").to_pylist()
    assert sentence([row for row in rows if row["sessions"] == 21]).startswith(
        "Not safe at 99 % even for 21 sessions without you: of 20,000 accounts left alone on a random evening 520 are "
    )
    late = [row | {"sessions": row["sessions"] + 243} for row in rows if row["sessions"] < 21]
    assert "Survives 252 sessions" in sentence(late)
    assert "the overlay is gone: its futures expired" in sentence(late)
    assert "the overlay is gone" not in sentence(rows)


@pytest.mark.pages
def test_what_is_safe_is_that_of_the_own_buffer_and_account(tmp_path):
    none = survival_result(tmp_path / "a", overlays=(0.3, 0.4), buffers=(0.1,), own=(0.3, 0.1))
    assert none.first_sentence().endswith(" No overlay that was tried is safe at 99 % here.")
    every = survival_result(
        tmp_path / "b", overlays=(0.1, 0.2), own=(0.2, 0.2), profiles=("us_fcm", "jp_retail_futures")
    )
    assert every.first_sentence().startswith("With overlay 20 % and buffer 20 % at us_fcm, between ")
    assert every.first_sentence().endswith(" The largest overlay that is safe at 99 % here is 10 %; 20 % is not.")


@pytest.mark.pages
def test_without_resampled_histories_the_sentence_says_that_it_knows_simulation_alone(tmp_path):
    alone = survival_result(tmp_path, histories=0, kinds=("blocks",))
    assert "as far as simulation alone goes (no history was resampled: the truth can lie outside)" in (
        alone.first_sentence()
    )
    assert "points of it" not in alone.first_sentence()


@pytest.mark.pages
def test_without_a_plan_of_ones_own_the_first_cell_is_told(tmp_path):
    grid = survival_result(tmp_path, own=(9.0, 9.0))
    assert grid.first_sentence().startswith("With overlay 10 % and buffer 10 %, ")


def test_paths_come_part_by_part_and_whole(result):
    whole = result.table("paths")
    assert whole.schema.equals(SCHEMAS["paths"])
    assert whole.num_rows == 12 * 100
    parts = list(result.parts(["cell", "path"]))
    assert pa.concat_tables(parts).equals(whole.select(["cell", "path"]))
    assert set(whole["path"][: 12 * 50].to_pylist()) == set(range(50))
    assert list(result.frame("cells")["overlay"]) == result.table("cells")["overlay"].to_pylist()


def test_a_table_that_there_is_not_is_one_sentence(result):
    with pytest.raises(ResultError, match="unknown table 'equity'; a survival result has cells, survival"):
        result.table("equity")
    with pytest.raises(ConfigError, match="unknown language 'fr'"):
        result.first_sentence("fr")


@pytest.mark.pages
def test_what_is_loaded_is_what_was_written(tmp_path):
    result = survival_result(tmp_path, starts=True, absence=True)
    again = load_survival(result.path)
    assert (again.config.digest, again.request) == (result.config.digest, result.request)
    assert SCHEMAS.keys() - set(again.names) == {"joint", "pairs", "whole"}  # those of a portfolio
    for name, schema in SCHEMAS.items():
        if name != "paths" and name in again.names:
            assert again.table(name).schema.equals(schema)
            assert again.table(name).num_rows == result.table(name).num_rows > 0


@pytest.mark.parametrize("name", ["survival.json", "config.toml", "safe.parquet", "paths/part-00001.parquet"])
def test_a_folder_that_was_changed_is_refused(result, tmp_path, name):
    path = copytree(result.path, tmp_path / "copy")
    (path / name).write_bytes((path / name).read_bytes().replace(b"0", b"1", 1))
    with pytest.raises(ResultError, match=r"is not what was written; run it again|cannot be read as a survival result"):
        load_survival(path)


@pytest.mark.parametrize("name", ["survival.json", "safe.parquet"])
def test_a_folder_that_is_none_is_one_sentence(result, tmp_path, name):
    path = copytree(result.path, tmp_path / "copy")
    (path / name).unlink()
    with pytest.raises(ResultError, match=f"is not a survival result, {name} is missing"):
        load_survival(path)
