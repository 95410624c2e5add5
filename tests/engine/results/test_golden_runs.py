"""Run folders that earlier versions wrote, kept as they were: they load, show, compare and report, and mean what they
meant.
"""

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, ResultError
from engine import load_comparison, load_run
from engine.cli import cli
from engine.plugs.pattern import PATTERNS
from engine.results import first_version
from engine.results.checksums import seal
from engine.settings.versions import VERSION
from tests.support.commands import overlay
from tests.support.sparing import only

GOLDEN = Path(__file__).parents[2] / "golden"
RUNS = sorted(path for path in GOLDEN.glob("*/*") if (path / "manifest.json").exists())
ENDS = [path for path in RUNS if path.parent.name in {"1", str(VERSION - 1)}]
BETWEEN = [path for path in RUNS if path not in ENDS]
COMPARISONS = sorted(path for path in GOLDEN.glob("*/*") if (path / "comparison.json").exists())
ALL = {"core", "A", "B", "C", "fx", "fx_trades", "cash"}


of_the_first_and_the_last_version_and_between = pytest.mark.parametrize(
    "paths", [pytest.param(ENDS, id="ends"), pytest.param(BETWEEN, marks=pytest.mark.pages, id="between")]
)


def name(path):
    return f"{path.parent.name}/{path.name}"


def shown(path):
    return json.loads(overlay("show", path, "--json"))


def reported(path, to, *more):
    overlay("report", path, "--to", to, *more)
    return to.read_text()


@pytest.mark.pages
def test_there_is_a_run_of_each_pattern_in_each_version():
    for version in {path.parent for path in RUNS}:
        told = [tomllib.loads((path / "config.toml").read_text()) for path in RUNS if path.parent == version]
        assert {one["pattern"] for one in told} == ALL


@pytest.mark.pages
@of_the_first_and_the_last_version_and_between
def test_it_loads_and_shows_the_figures_it_was_written_with_but_nothing_a_year_of_less_than_one(paths, subtests):
    """Version 1 told figures a year of four months, and no total return."""
    for path in paths:
        with subtests.test(name(path)):
            told, found = json.loads((path / "manifest.json").read_text()), load_run(path).metrics
            changed = {name for name, value in told["metrics"].items() if found[name] != value}
            assert changed == (
                {"cagr", "excess_return", "sharpe", "sortino", "calmar", "cost_drag", "turnover"}
                if path.name == "A-four-months"
                else set()
            )
            assert all(found[name] is None for name in changed)
            assert set(found) - set(told["metrics"]) == ({"total_return"} if path.parent.name == "1" else set())
            assert shown(path)["config_digest"] == told["config_digest"]
            assert overlay("show", path)


@pytest.mark.pages
@of_the_first_and_the_last_version_and_between
def test_its_settings_are_those_in_its_file_so_far_as_it_reads_them(paths, subtests):
    for path in paths:
        with subtests.test(name(path)):
            written = json.loads(json.dumps(tomllib.loads((path / "config.toml").read_text()), default=str))
            config = load_run(path).config.model_dump(mode="json")
            for section, values in written.items():
                if isinstance(values, dict):
                    read = {key for key in values if PATTERNS[written["pattern"]].reads_setting(f"{section}.{key}")}
                    assert {key: config[section][key] for key in read} == {key: values[key] for key in read}
                else:
                    assert config[section] == values


@pytest.mark.pages
def test_it_is_reported_and_audited(tmp_path, subtests):
    for path in RUNS:
        with subtests.test(name(path)):
            assert "<html" in reported(path, tmp_path / f"{path.parent.name}-{path.name}.html")
            assert overlay("audit", path)


@pytest.mark.pages
@of_the_first_and_the_last_version_and_between
def test_saved_again_it_is_the_same_run_in_today_s_form(tmp_path, paths, subtests):
    for path in paths:
        with subtests.test(name(path)):
            run = load_run(path)
            again = load_run(run.save(tmp_path / name(path)).path)
            assert again.config == run.config
            assert again.metrics == run.metrics
            assert {name: table.to_pylist() for name, table in again.tables.items()} == {
                name: table.to_pylist() for name, table in run.tables.items()
            }


@pytest.mark.pages
def test_a_comparison_loads_shows_and_reports(tmp_path, subtests):
    for path in COMPARISONS:
        with subtests.test(name(path)):
            saved = load_comparison(path)
            assert set(saved.runs) == {"core", "A"}
            assert shown(path)["runs"][1]["metrics"] == saved.runs["A"].metrics
            assert overlay("show", path)
            assert "<html" in reported(path, tmp_path / f"{path.parent.name}-{path.name}.html", "--lang", "ja")


def test_four_months_of_an_earlier_version_are_listed_without_growth_a_year():
    listed = {
        Path(row["folder"]).name: row["metrics"] for row in json.loads(overlay("ls", GOLDEN / "1", "--json"))["saved"]
    }
    assert (listed["A-four-months"]["cagr"], listed["A"]["cagr"]) == (
        None,
        load_run(GOLDEN / "1" / "A").metrics["cagr"],
    )


def test_runs_of_two_versions_are_set_side_by_side():
    path = GOLDEN / "1"
    (found,) = json.loads(overlay("diff", path / "A", path / "A-yen", "--json"))["runs"]
    assert {change["key"] for change in found["settings"]} >= {"investor.currency", "hedge.ratio"}


@pytest.mark.pages
def test_settings_run_again_under_today_s_code_are_the_same_settings(tmp_path, subtests):
    for path in [path for path in RUNS if path.name in ALL | {"A-yen", "A-liquidated", "C-insured"}]:
        with subtests.test(name(path)):
            found = json.loads(overlay("rerun", path, "--out", tmp_path / name(path), "--json"))
            assert found["settings"] == []
            assert found["sessions"]["left"] == found["sessions"]["right"] == found["sessions"]["both"]
            assert load_run(found["folders"]["right"]).config == load_run(found["folders"]["left"]).config


@pytest.mark.pages
def test_a_run_of_the_whole_market_of_its_time_is_run_again_on_the_days_it_had(tmp_path):
    """Version 3 had twenty years, and left the period open."""
    found = json.loads(overlay("rerun", GOLDEN / "3" / "core-twenty-years", "--out", tmp_path, "--json"))
    assert {change["key"] for change in found["settings"]} == {"period.start", "period.end"}
    assert found["sessions"]["left"] == found["sessions"]["right"] == found["sessions"]["both"] == 5031


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("origin", "was made on a market of its own; name it with --market"),
        ("futures_sha256", "was made on futures of its own; name it with --futures"),
        ("option_quotes_sha256", "was made on chains of its own; name it with --chains"),
    ],
)
def test_a_run_on_files_of_ones_own_is_not_run_again_without_them(tmp_path, key, sentence):
    run = load_run(GOLDEN / "1" / "core")
    market = {**run.manifest["market"], key: {"made_by": "a test"} if key == "origin" else "made by a test"}
    saved = replace(run, manifest={**run.manifest, "market": market}).save(tmp_path)
    with pytest.raises(ResultError, match=sentence):
        overlay("rerun", saved.path, "--out", tmp_path)


@pytest.mark.pages
def test_what_differs_is_shown_to_people_too(tmp_path):
    told = overlay("rerun", GOLDEN / "1" / "core", "--out", tmp_path)
    assert "code_revision" in told
    assert "market.content_sha256" in told
    assert "no setting differs" in told
    assert "equity differs from 2008-06-03 on" in told


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["core", "fx"])
def test_a_run_on_a_market_of_its_own_is_not_run_again_on_another_one_unasked(tmp_path, pattern):
    file, out = tmp_path / "market.parquet", tmp_path / "runs"
    overlay("data", "synth", "--seed", "1", "--start", "2010-01-04", "--years", "1", "-o", file)
    overlay("run", "--pattern", pattern, "--market", file, "--out", out)
    (made,) = out.glob("2*")
    for command in ("rerun", "report"):
        refused = CliRunner().invoke(cli, [command, str(made)])
        assert isinstance(refused.exception, (ResultError, ConfigError))
    assert "equity is the same on all" in overlay("rerun", made, "--market", file, "--out", tmp_path / "again")


@pytest.mark.parametrize("file", ["config.toml", "ledger.parquet"])
def test_a_folder_of_version_1_that_was_edited_is_found_out(tmp_path, file):
    edited = shutil.copytree(GOLDEN / "1" / "A", tmp_path / "A")
    if file == "config.toml":
        (edited / file).write_text((edited / file).read_text().replace("band = 0.03", "band = 0.04"))
    else:
        shutil.copyfile(edited / "fills.parquet", edited / file)
    with pytest.raises(ResultError, match="is not what was written; run it again"):
        load_run(edited)


def test_the_digest_of_version_1_is_computed_as_it_was(subtests):
    for path in [path for path in RUNS if path.parent.name == "1"]:
        with subtests.test(name(path)):
            settings = tomllib.loads((path / "config.toml").read_text())
            told = json.loads((path / "manifest.json").read_text())["config_digest"]
            assert first_version.settings_digest(settings) == told


def test_a_run_of_a_later_version_asks_for_an_update(tmp_path):
    path = load_run(GOLDEN / "1" / "core").save(tmp_path).path
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps({**manifest, "settings_version": VERSION + 1}))
    seal(path, "manifest.json")
    with pytest.raises(ResultError, match=rf"settings are of version {VERSION + 1}, this program knows 1 to {VERSION}"):
        load_run(path)


@pytest.mark.parametrize("version", only("12", "1"))
def test_columns_that_were_renamed_are_read_under_their_new_name(version, subtests):
    for path in [path for path in RUNS if path.parent.name == version]:
        with subtests.test(name(path)):
            was, now = pq.read_table(path / "equity.parquet"), load_run(path).tables
            assert now["equity"]["excess_ratio"].to_pylist() == was["buffer_ratio"].to_pylist()
            assert "buffer_ratio" not in now["equity"].column_names
