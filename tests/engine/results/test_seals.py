"""Edits of a stored result: every one is told when it is loaded, also of one that was sealed anew to what cannot be."""

import json
import os
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.errors import ResultError
from engine import backtest, load_config, load_run
from engine.results.checksums import NAME, seal
from engine.results.folders import write_text
from engine.saved.listing import saved_in


@pytest.fixture(scope="module")
def saved(market, tmp_path_factory):
    run = backtest(load_config(None, ["period=2018-01"], pattern="A"), market)
    return run.save(tmp_path_factory.mktemp("sealed")).path


@pytest.fixture
def copy(saved, tmp_path):
    return shutil.copytree(saved, tmp_path / "results" / saved.name)


def edited(folder, change):
    """The run's manifest changed, and the folder sealed anew."""
    told = json.loads((folder / "manifest.json").read_text())
    change(told)
    (folder / "manifest.json").write_text(json.dumps(told))
    seal(folder, "manifest.json")


@pytest.mark.pages
def test_no_edit_of_any_byte_of_any_file_loads_unseen(saved, copy):
    random = np.random.default_rng(1)
    for path in sorted(saved.iterdir()):
        content = path.read_bytes()
        for place in random.integers(len(content), size=2):
            changed = bytearray(content)
            changed[place] ^= 1 << int(random.integers(8))
            (copy / path.name).write_bytes(changed)
            with pytest.raises(ResultError):
                load_run(copy)
        (copy / path.name).write_bytes(content)
    load_run(copy)


def test_an_edit_names_the_file(copy):
    (copy / "config.toml").write_text((copy / "config.toml").read_text() + "\n")
    with pytest.raises(ResultError, match=r"config\.toml is not what was written; run it again"):
        load_run(copy)


def test_a_line_of_the_list_that_is_gone_with_its_file_is_missed(copy):
    lines = (copy / NAME).read_text().splitlines(keepends=True)
    (copy / NAME).write_text("".join(line for line in lines if "verdicts" not in line))
    with pytest.raises(ResultError, match="SHA256SUMS is not what was written"):
        load_run(copy)


def test_a_folder_cannot_be_told_to_be_of_a_format_without_seals(copy):
    told = json.loads((copy / "manifest.json").read_text())
    write_text(copy / "manifest.json", json.dumps({**told, "format": 1}))
    (copy / NAME).unlink()
    with pytest.raises(ResultError, match="SHA256SUMS is missing"):
        load_run(copy)


def test_what_a_user_may_do_is_no_edit(copy):
    (copy / "report.html").write_text("a page")
    (copy / "mine").mkdir()
    (copy / "report.html").unlink()
    moved = copy.rename(copy.with_name("date"))
    assert load_run(moved).path == moved
    assert [one.path.name for one in saved_in(moved.parent).saved] == ["date"]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("metrics", "cagr"), "x", "metrics.cagr is 'x', and should be a finite number"),
        (("started",), "yesterday", "started is 'yesterday', and should be a moment"),
        (("terms", "profile"), "jp", "terms.profile is 'jp', and should be an object"),
        (("notes",), [{"code": "listed", "values": []}], r"notes\[0\] is .* a note"),
        (("market", "first"), None, "market.first is None, and should be a day"),
        (("tables",), {"../../x": {"content_sha256": ""}}, "'../../x' is no name of a table"),
        (("tables",), {"n" * 300: {"content_sha256": ""}}, "is no name of a table"),
        (("tables",), [], "should be an object"),
        (("format",), True, "its format is True"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused_in_a_sentence(copy, place, value, said):
    def change(told):
        for key in place[:-1]:
            told = told[key]
        told[place[-1]] = value

    edited(copy, change)
    with pytest.raises(ResultError, match=f"cannot be read as a run .*{said}"):
        load_run(copy)


@pytest.mark.pages
@pytest.mark.parametrize("text", ['{"a":' * 600 + "1" + "}" * 600, "[" * 100_000, '{"a": Infinity}', "\ufeff{}", "\0"])
def test_what_is_no_manifest_is_refused_in_a_sentence_and_ls_lists_the_rest(saved, copy, text):
    shutil.copytree(saved, copy.with_name("whole"))
    (copy / "manifest.json").write_text(text)
    with pytest.raises(ResultError, match=r"manifest\.json is not what was written"):
        load_run(copy)
    (copy / NAME).unlink()
    with pytest.raises(ResultError, match="cannot be read as a run"):
        load_run(copy)
    found = saved_in(copy.parent)
    assert ([one.path.name for one in found.saved], list(found.unreadable)) == (["whole"], [copy.name])


def test_a_changed_manifest_is_listed_as_changed(copy):
    told = json.loads((copy / "manifest.json").read_text())
    told["metrics"]["cagr"] = 9.0
    (copy / "manifest.json").write_text(json.dumps(told, indent=2) + "\n")
    assert saved_in(copy.parent).unreadable == {copy.name: "manifest.json was changed after it was written"}


def as_date_of_a_zone(table):
    return table.set_column(0, "date", pa.nulls(len(table), pa.timestamp("us", "Asia/Tokyo")))


def as_words(table):
    return table.set_column(1, table.column_names[1], pa.array(["x"] * len(table)).dictionary_encode())


def without_values(table):
    return table.set_column(1, table.column_names[1], pa.nulls(len(table), table.schema.field(1).type))


@pytest.mark.pages
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (as_date_of_a_zone, "column date is timestamp"),
        (as_words, "column equity is dictionary"),
        (without_values, "column equity has no value in some row"),
        (lambda table: table.append_column("equity", table["equity"]), "column equity is there twice"),
        (lambda table: table.drop_columns(["equity"]), "column equity is missing"),
        (lambda table: table.slice(0, 0), "table equity is empty"),
        (lambda table: pa.concat_tables([table, table]), "its sessions do not follow each other"),
        (lambda table: table.slice(3), "has a day that equity has not|its days are not"),
    ],
)
def test_a_table_that_cannot_be_is_refused_in_a_sentence(copy, change, said):
    path = copy / "equity.parquet"
    pq.write_table(change(pq.ParquetFile(path).read()), path)
    seal(copy, "manifest.json")
    with pytest.raises(ResultError, match=f"cannot be read as a run .*({said})"):
        load_run(copy)


@pytest.mark.parametrize(
    "setting", ['overlay.ratio = "x"', "overlay.ratio = nan", "overlay = 1", "overlay.ratio = [1]"]
)
def test_settings_that_cannot_be_are_refused_in_a_sentence(copy, setting):
    (copy / "config.toml").write_text(f'pattern = "A"\n{setting}\n')
    seal(copy, "manifest.json")
    with pytest.raises(ResultError, match=r"cannot be read as a run \(setting.* overlay"):
        load_run(copy)


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../elsewhere", "ledger.parquet"])
def test_a_link_is_no_file_of_the_folder(copy, target):
    (copy / "equity.parquet").rename(copy.parent / "elsewhere")
    (copy / "equity.parquet").symlink_to(target)
    with pytest.raises(ResultError, match="leads out of its folder, or is a link"):
        load_run(copy)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("name", ["equity.parquet", "manifest.json", "config.toml", NAME])
def test_a_pipe_in_place_of_a_file_is_refused_at_once(copy, name):
    (copy / name).unlink()
    os.mkfifo(copy / name)
    with pytest.raises(ResultError, match="it is a pipe"):
        load_run(copy)


def test_a_link_that_runs_in_a_circle_stops_no_listing(copy):
    (copy.parent / "circle").symlink_to("circle")
    assert [one.path.name for one in saved_in(copy.parent).saved] == [copy.name]
