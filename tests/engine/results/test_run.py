import json
import subprocess
import sys
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from data.base.errors import ResultError
from engine import backtest, load_config, load_run
from engine.results.checksums import seal
from engine.results.schemas import SCHEMAS
from engine.results.sealed import FORMAT
from engine.words import words

YEAR = ["period.start=2008-01-02", "period.end=2008-12-31"]


@pytest.fixture(scope="module")
def result(market):
    return backtest(load_config(None, YEAR, pattern="A"), market)


def test_a_saved_run_reads_back_as_it_was(result, tmp_path):
    loaded = load_run(result.save(tmp_path).path)
    assert loaded.config == result.config
    assert loaded.manifest == result.manifest
    assert {name: table.to_pylist() for name, table in loaded.tables.items()} == {
        name: table.to_pylist() for name, table in result.tables.items()
    }


def test_every_table_has_its_declared_schema_with_units(result, tmp_path):
    path = result.save(tmp_path).path
    assert {name for name in SCHEMAS if not (path / f"{name}.parquet").exists()} == {
        "investor_equity",
        "investor_attribution",
        "resting_orders",
        "own_fills",
        "option_attribution",
        "flows",
        "investor_flows",
        "cash_rules",
        "cash_series",
        "fx_edges",
        "fx_rules",
        "fx_stages",
        "trades",
    }
    for name, schema in ((name, SCHEMAS[name]) for name in result.tables):
        stored = pq.read_schema(path / f"{name}.parquet")
        assert stored.equals(schema, check_metadata=False), name
        assert stored.metadata[b"schema_version"] == schema.metadata[b"schema_version"]
        assert [field.metadata[b"unit"] for field in stored] == [field.metadata[b"unit"] for field in schema]


def test_the_manifest_says_what_the_run_was_made_of(result, market):
    manifest = result.manifest
    assert manifest["config_digest"] == result.config.digest
    assert manifest["market"]["content_sha256"] == market.digest
    assert manifest["software"]["backtrader"] == "1.9.78.123"
    assert manifest["modelled"]["position_marks"] == 1.0
    assert manifest["seeds"] == []
    assert manifest["code_revision"]
    assert {"code": "listed", "values": {"root": "MES", "kind": "futures", "date": "2019-05-06"}} in manifest["notes"]


def test_two_saves_are_two_folders(result, tmp_path):
    first, second = result.save(tmp_path).path, result.save(tmp_path).path
    assert first != second
    assert load_run(first).manifest == load_run(second).manifest


def test_a_folder_in_the_way_is_left_alone(result, tmp_path):
    path = result.save(tmp_path).path
    (path / "equity.parquet").write_text("mine")
    result.save(tmp_path)
    assert (path / "equity.parquet").read_text() == "mine"


def test_a_table_that_was_changed_is_found_out(result, tmp_path):
    path = result.save(tmp_path).path
    table = pq.read_table(path / "equity.parquet")
    pq.write_table(table.slice(1), path / "equity.parquet")
    with pytest.raises(ResultError, match="table equity is not what was written; run it again"):
        load_run(path)


def test_a_run_from_before_there_were_shares_held_none(result, tmp_path):
    older = result.tables["equity"].drop_columns(["share_value"])
    before = replace(result, tables={**result.tables, "equity": older})
    again = load_run(load_run(before.save(tmp_path).path).save(tmp_path).path)
    assert again.table("equity").column_names == result.tables["equity"].column_names
    assert set(again.table("equity")["share_value"].to_pylist()) == {0.0}


@pytest.mark.parametrize(("setting", "pattern"), [("fx.leverage=5.0", "fx"), ("cash_ratio.band=0.1", "cash")])
def test_settings_of_another_pattern_do_not_change_what_a_run_is_called(setting, pattern):
    assert load_config(None, [setting], pattern="A").digest == load_config(None, pattern="A").digest
    assert load_config(None, [setting], pattern=pattern).digest != load_config(None, pattern=pattern).digest


def test_what_is_not_a_run_is_refused(tmp_path):
    with pytest.raises(ResultError, match=r"is not a run folder, manifest.json is missing"):
        load_run(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ResultError, match="cannot be read as a run"):
        load_run(tmp_path)


@pytest.mark.parametrize("text", ["[]", "null", '{"tables": ["equity"]}', '{"tables": {"equity": {}}}'])
def test_a_manifest_that_is_not_one_is_refused(result, tmp_path, text):
    path = result.save(tmp_path).path
    (path / "manifest.json").write_text(text)
    with pytest.raises(ResultError, match=r"manifest\.json is not what was written"):
        load_run(path)
    (path / "SHA256SUMS").unlink()
    with pytest.raises(ResultError, match="cannot be read as a run"):
        load_run(path)


def test_settings_and_figures_that_were_edited_are_found_out(result, tmp_path):
    path = result.save(tmp_path).path
    settings = (path / "config.toml").read_text()
    (path / "config.toml").write_text(settings.replace("ratio = 0.2", "ratio = 0.1"))
    with pytest.raises(ResultError, match=r"config.toml is not what was written"):
        load_run(path)
    (path / "config.toml").write_text(settings)
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["metrics"]["cagr"] = 9.0
    (path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultError, match=r"manifest\.json is not what was written"):
        load_run(path)


def test_a_missing_table_is_named(result, tmp_path):
    path = result.save(tmp_path).path
    (path / "ledger.parquet").unlink()
    with pytest.raises(ResultError, match=r"is not a run folder, ledger\.parquet is missing"):
        load_run(path)


@pytest.mark.parametrize("left_out", ["", "config.toml", "manifest.json", "ledger.parquet"])
def test_a_list_of_checksums_that_leaves_a_file_out_is_found_out(result, tmp_path, left_out):
    path = result.save(tmp_path).path
    lines = (path / "SHA256SUMS").read_text().splitlines(keepends=True)
    (path / "SHA256SUMS").write_text("".join(line for line in lines if left_out not in line))
    with pytest.raises(ResultError, match="SHA256SUMS is not what was written"):
        load_run(path)


def test_a_folder_of_a_later_format_is_refused_with_the_request_to_update(result, tmp_path):
    path = result.save(tmp_path).path
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps({**manifest, "format": FORMAT + 1}))
    seal(path, "manifest.json")
    with pytest.raises(
        ResultError, match=rf"format {FORMAT + 1}, this program knows 1 to {FORMAT}: update the program"
    ):
        load_run(path)


def test_the_manifest_holds_the_terms_that_facts_filled_in(result):
    terms = result.manifest["terms"]
    assert terms["profile"]["fund_haircut"] == 0.01
    assert terms["costs"]["MES"]["commission"] == 0.62
    assert len(result.manifest["facts_sha256"]) == 64


def test_an_overlay_that_never_trades_says_so(market):
    small = backtest(load_config(None, [*YEAR, "capital.initial=10000.0"], pattern="A"), market)
    assert words()("note.never_whole") in small.notes()


def test_an_unknown_table_is_answered_with_the_known_ones(result):
    with pytest.raises(ResultError, match="unknown table 'curves'; a run has equity, ledger, orders"):
        result.frame("curves")


def test_every_table_is_a_frame(result):
    assert all(len(result.frame(name)) == len(result.table(name)) for name in result.tables)
    assert list(result.frame("verdicts").index) == list(range(len(result.table("verdicts"))))


def test_frames_are_indexed_by_date(result):
    assert str(result.equity.index[0].date()) == "2008-01-02"
    assert result.equity.index.name == "date"
    assert set(result.ledger["category"]) >= {"mmf_income", "futures_price", "commission"}


def test_a_place_that_cannot_be_written_is_named(result, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ResultError, match="file: the run cannot be written there"):
        result.save(blocked)


def test_a_failed_write_leaves_nothing(result, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.results.run.tomli_w.dumps", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(ResultError, match="disk full"):
        result.save(tmp_path)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys
from pathlib import Path
import engine.results.stored as stored
from engine import backtest, load_config
from engine.words import words
run = backtest(load_config(None, ["period.start=2008-01-02", "period.end=2008-03-31"]))
write = stored.write_parquet
def slow(*arguments, **more):
    write(*arguments, **more)
    print("written", flush=True)
    sys.stdin.read()
stored.write_parquet = slow
run.save(sys.argv[1])
"""


def test_a_run_that_is_killed_while_writing_leaves_no_run_folder(tmp_path):
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "written\n"
        process.kill()
    left = list(tmp_path.iterdir())
    assert left
    assert all(path.name.startswith(".tmp-") for path in left)
    with pytest.raises(ResultError):
        load_run(left[0])


@pytest.mark.pages
def test_the_same_config_twice_in_one_process_gives_the_same_tables(market):
    config = load_config(None, YEAR, pattern="A")
    hashes = [json.dumps(backtest(config, market).manifest["tables"], sort_keys=True) for _ in range(2)]
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize("key", ["metrics", "market", "notes"])
def test_a_manifest_that_lacks_something_is_refused_in_a_sentence(result, tmp_path, key):
    path = result.save(tmp_path).path
    manifest = json.loads((path / "manifest.json").read_text())
    del manifest[key]
    (path / "manifest.json").write_text(json.dumps(manifest))
    seal(path, "manifest.json")
    with pytest.raises(ResultError, match=f"cannot be read as a run .*{key}"):
        load_run(path)


def test_a_list_of_checksums_of_another_form_is_refused_in_a_sentence(result, tmp_path):
    path = result.save(tmp_path).path
    (path / "SHA256SUMS").write_text("0000 *config.toml\n\n")
    with pytest.raises(ResultError, match="SHA256SUMS is no list of checksums"):
        load_run(path)
