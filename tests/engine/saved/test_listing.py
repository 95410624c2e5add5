"""What is saved in a folder, from manifests alone, and which of it is wanted."""

import json
from datetime import date
from functools import partial

import pytest

from data.base.errors import ConfigError, ResultError
from engine.report.console import console
from engine.report.listing_table import listing_table
from engine.saved.listing import saved_in
from engine.saved.run_filter import RunFilter, parse_condition
from engine.settings.run_config import RunConfig
from tests.support.effort import calls


def make_run(parent, name, started="2026-11-22T09:00:00+00:00", pattern="A", config="", **changes):
    """A run folder as far as a listing reads it."""
    folder = parent / name
    folder.mkdir(parents=True)
    manifest = {
        "pattern": pattern, "started": started, "market": {"first": "1999-01-04", "last": "2018-12-31"},
        "metrics": {"cagr": 0.02, "max_drawdown": -0.07}, "tables": {"equity": {}},
    } | changes  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "config.toml").write_text(config)
    (folder / "equity.parquet").write_text("is not read")
    return folder


def make_comparison(parent, name, runs, started="2026-11-22T10:00:00+00:00"):
    folder = parent / name
    folder.mkdir()
    named = {run: {"pattern": "A", "folder": place} for run, place in runs.items()}
    (folder / "comparison.json").write_text(json.dumps({"started": started, "runs": named, "tables": {}}))


def names(listing):
    return [one.path.name for one in listing.saved]


def test_the_newest_comes_first(tmp_path):
    make_run(tmp_path, "old", "2026-01-01T00:00:00+00:00")
    make_run(tmp_path, "new", "2026-03-01T00:00:00+00:00")
    make_run(tmp_path, "elsewhere", "2026-03-01T02:00:00+09:00")
    assert names(saved_in(tmp_path)) == ["new", "elsewhere", "old"]


def test_a_run_tells_its_name_period_and_figures(tmp_path):
    make_run(tmp_path, "run", config='name = "small"\n[period]\nstart = 2008-01-02\n')
    (one,) = saved_in(tmp_path).saved
    assert (one.kind, one.patterns, one.name) == ("run", ("A",), "small")
    assert (one.first, one.last, one.cagr, one.max_drawdown) == ("2008-01-02", "2018-12-31", 0.02, -0.07)


def test_a_comparison_tells_of_its_runs(tmp_path):
    make_run(tmp_path, "one", config="[period]\nstart = 2008-01-02\n")
    make_run(tmp_path, "two", pattern="C")
    make_comparison(tmp_path, "compared", {"A": "one", "insured": "two"})
    one = saved_in(tmp_path).saved[0]
    assert (one.kind, one.patterns, one.name, one.first) == ("comparison", ("A", "C"), "A, insured", "1999-01-04")
    assert (one.cagr, len(one.settings)) == (None, 2)


BROKEN = {
    "no json": ("manifest.json", "{", "Expecting"),
    "a list": ("manifest.json", "[]", "is no object of JSON"),
    "null": ("manifest.json", "null", "is no object of JSON"),
    "no toml": ("config.toml", "=", "Invalid"),
    "not text": ("config.toml", b"\xff", "utf-8"),
    "no section": ("config.toml", "period = 3", "attribute 'get'"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_folder_does_not_stop_the_listing(tmp_path, case):
    file, content, why = BROKEN[case]
    make_run(tmp_path, "whole")
    broken = make_run(tmp_path, "broken") / file
    broken.write_bytes(content if isinstance(content, bytes) else content.encode())
    listing = saved_in(tmp_path)
    assert names(listing) == ["whole"]
    assert why in listing.unreadable["broken"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"started": "yesterday"}, "isoformat"),
        ({"started": None}, "must be str"),
        ({"metrics": {"cagr": "much"}}, "'much' is not a figure"),
        ({"metrics": {"cagr": float("nan")}}, "has NaN, and its numbers must be finite"),
        ({"market": {}}, "first is missing"),
        ({"tables": {"equity": {}, "ledger": {}}}, "ledger.parquet is missing"),
    ],
)
def test_a_manifest_that_lacks_something_is_told_with_what(tmp_path, changes, why):
    make_run(tmp_path, "broken", **changes)
    assert why in saved_in(tmp_path).unreadable["broken"]


def test_half_written_folders_and_strangers_are_told_and_files_are_not(tmp_path):
    make_run(tmp_path, ".tmp-half")
    (tmp_path / "notes").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("")
    make_comparison(tmp_path, "lonely", {"A": "gone"})
    (tmp_path / ".tmp-half" / "manifest.json").unlink()
    listing = saved_in(tmp_path)
    assert listing.saved == []
    assert listing.unreadable == {
        ".tmp-half": "never finished", "notes": "manifest.json is missing", "lonely": "gone is missing",
    }  # fmt: skip


def test_a_folder_that_is_not_there_or_is_a_run_is_refused(tmp_path):
    with pytest.raises(ResultError, match=r"nowhere: there is no such folder; `overlay run --out"):
        saved_in(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="file: is a file; name the folder in which runs are saved"):
        saved_in(tmp_path / "file")
    with pytest.raises(ResultError, match="run: is a run itself; `overlay show"):
        saved_in(make_run(tmp_path, "run"))


@pytest.mark.pages
def test_three_hundred_runs_take_ten_times_the_work_of_thirty(tmp_path):
    config = "".join(f"[section{n}]\nfirst = 1.0\nsecond = 'word'\nthird = true\n" for n in range(14))
    for n in range(300):
        make_run(tmp_path / "all", f"run{n}", config=config)
        if n < 30:
            make_run(tmp_path / "few", f"run{n}", config=config)
    few, every = (calls(partial(saved_in, tmp_path / name)) for name in ("few", "all"))
    assert len(saved_in(tmp_path / "all").saved) == 300
    assert every < 11 * few


def wanted(folder, **asked):
    listing = saved_in(folder)
    return sorted(one.path.name for one in listing.saved if RunFilter(**asked).covers(one))


@pytest.fixture
def four(tmp_path):
    make_run(tmp_path, "a", "2026-01-01T23:59:00+00:00", config="[overlay]\nratio = 0.3\n[halving]\nenabled = false\n")
    make_run(tmp_path, "b", "2026-01-02T00:00:00+00:00", config="[overlay]\nratio = 0.3\n")
    make_run(tmp_path, "c", "2026-01-03T12:00:00+00:00", pattern="core")
    make_comparison(tmp_path, "d", {"A": "a", "core": "c"}, "2026-01-04T00:00:00+00:00")
    return tmp_path


def test_patterns_and_days_choose(four):
    assert wanted(four) == ["a", "b", "c", "d"]
    assert wanted(four, patterns=["core"]) == ["c", "d"]
    assert wanted(four, patterns=["core", "A"]) == ["a", "b", "c", "d"]
    assert wanted(four, since=date(2026, 1, 2), until=date(2026, 1, 3)) == ["b", "c"]


def test_settings_choose_and_those_older_than_a_setting_have_its_default(four):
    def where(*texts):
        return wanted(four, conditions=[parse_condition(text) for text in texts])

    assert where("overlay.ratio=0.3") == ["a", "b", "d"]
    assert where("overlay.ratio=0.2") == ["c", "d"]
    assert where("overlay.ratio=0.3", "halving.enabled=true") == ["b"]
    assert where("overlay.rebalance=monthly") == []
    assert RunConfig().overlay.ratio == 0.2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("overlay.ratoi=0.3", "--where: unknown key overlay.ratoi; did you mean overlay.ratio?"),
        ("ratio=0.3", "--where: unknown key ratio; did you mean"),
        ("overlay=0.3", "--where: overlay: is a section; set one of its keys, such as overlay.ratio"),
        ("overlay.ratio=much", "--where: overlay.ratio = 'much': should be a valid number"),
        ("overlay.ratio", "--where overlay.ratio: should read section.key=value, such as overlay.ratio=0.2"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_with_a_suggestion(text, sentence):
    with pytest.raises(ConfigError) as error:
        parse_condition(text)
    assert sentence in str(error.value)


def test_a_setting_that_would_need_another_one_may_be_asked_for():
    assert parse_condition("overlay.max_total_exposure=5.0").value == 5.0


def test_the_table_fits_80_columns_whatever_the_names(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    make_run(tmp_path, "20261122T090132-core-73db11-2", config=f'name = "{"very " * 8}"\n')
    make_comparison(tmp_path, "x" * 60, {"n" * 40: "20261122T090132-core-73db11-2"})
    console().print(listing_table(saved_in(tmp_path).saved))
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) > 6
    assert max(map(len, shown)) <= 80
    assert not any("…" in line for line in shown)


def test_the_ledger_of_trials_is_no_result(tmp_path):
    make_run(tmp_path, "run")
    (tmp_path / "trials").mkdir()

    found = saved_in(tmp_path)

    assert (names(found), found.unreadable) == (["run"], {})
