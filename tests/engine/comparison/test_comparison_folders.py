"""Comparisons in folders: written beside their runs, read back, and refused where something was changed."""

import json

import pyarrow.parquet as pq
import pytest

from data.base.errors import ResultError
from engine import backtest, compare_results, load_comparison, load_config
from engine.analysis.uncertainty import Resampling
from engine.results.checksums import seal

FEW = Resampling(count=200)


@pytest.fixture(scope="module")
def short_runs(market):
    configs = {name: load_config(None, ["period=2008-2009"], pattern=name) for name in ("core", "A")}
    return {name: backtest(config, market) for name, config in configs.items()}


@pytest.fixture(scope="module")
def short(short_runs, market):
    return compare_results(short_runs, market, plan=FEW)


@pytest.mark.pages
def test_saving_twice_writes_over_nothing(short, tmp_path):
    assert short.save(tmp_path).path != short.save(tmp_path).path


def test_a_changed_table_is_noticed(short, tmp_path):
    path = short.save(tmp_path).path
    table = pq.read_table(path / "years.parquet")
    pq.write_table(table.slice(1), path / "years.parquet")
    with pytest.raises(ResultError, match="table years is not what was written"):
        load_comparison(path)


@pytest.mark.pages
def test_a_run_in_the_place_of_another_is_noticed(short, tmp_path):
    saved = short.save(tmp_path)
    one, other = (saved.runs[name].path for name in ("A", "core"))
    one.rename(tmp_path / "between")
    other.rename(one)
    (tmp_path / "between").rename(other)
    with pytest.raises(ResultError, match="is not the run core that was compared; compare again"):
        load_comparison(saved.path)


@pytest.mark.pages
def test_a_comparison_of_runs_that_are_saved_elsewhere_has_them_beside_it(short_runs, market, tmp_path):
    saved = {name: run.save(tmp_path / "runs") for name, run in short_runs.items()}
    again = load_comparison(compare_results(saved, market, plan=FEW).save(tmp_path / "compared").path)
    assert {run.path.parent for run in again.runs.values()} == {tmp_path / "compared"}


@pytest.mark.pages
def test_a_run_that_is_saved_elsewhere_is_copied_as_it_was_written_and_once(short_runs, market, tmp_path):
    saved = {name: run.save(tmp_path / "runs") for name, run in short_runs.items()}
    (saved["A"].path / "mine.txt").write_text("mine")
    for _ in range(2):
        found = compare_results(saved, market, plan=FEW).save(tmp_path / "compared")
    copy = found.runs["A"].path
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == {
        path.name: path.read_bytes() for path in saved["A"].path.iterdir()
    }
    assert len(list((tmp_path / "compared").glob("*-A-*"))) == 1


def test_a_run_is_no_comparison(short_runs, tmp_path):
    with pytest.raises(ResultError, match=r"is not a comparison, comparison\.json is missing"):
        load_comparison(short_runs["core"].save(tmp_path).path)


def test_the_same_comparison_has_the_same_digest(short_runs, market, short):
    assert compare_results(short_runs, market, plan=FEW).manifest["digest"] == short.manifest["digest"]


@pytest.mark.pages
def test_a_comparison_without_runs_is_refused_in_a_sentence(short, tmp_path):
    path = short.save(tmp_path).path
    manifest = json.loads((path / "comparison.json").read_text())
    (path / "comparison.json").write_text(json.dumps({**manifest, "runs": {}}))
    seal(path, "comparison.json")
    with pytest.raises(ResultError, match=r"cannot be read as a comparison .*no runs"):
        load_comparison(path)


@pytest.mark.pages
@pytest.mark.parametrize("name", ["..", "../elsewhere", "/etc", "C:\\runs", "a\\b", "n" * 300, "a\0b", "", "link"])
def test_a_run_is_named_by_its_folder_beside_the_comparison_alone(short, tmp_path, name):
    path = short.save(tmp_path / "results").path
    (tmp_path / "results" / "link").symlink_to(tmp_path)
    manifest = json.loads((path / "comparison.json").read_text())
    manifest["runs"]["A"]["folder"] = name
    (path / "comparison.json").write_text(json.dumps(manifest))
    seal(path, "comparison.json")
    with pytest.raises(ResultError, match=r"cannot be read as a comparison|is not a run folder"):
        load_comparison(path)
