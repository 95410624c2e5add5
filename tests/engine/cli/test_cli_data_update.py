"""`overlay data update` and `--market latest`, from outside; no test asks a real server."""

import json
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from data.fetch.store import Store
from engine import load_run
from tests.support.commands import outside as overlay
from tests.support.fetched_files import fred, kept, values

ROOT = Path(__file__).parents[3]
NOWHERE = "http://127.0.0.1:9"
COLUMNS = ("open", "high", "low", "close", "vix", "bill_yield", "bill_yield_1m", "usdjpy")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def update(*more):
    return overlay("data", "update", "--offline", *more)


@pytest.mark.pages
def test_a_market_is_made_of_what_is_kept_found_as_latest_and_told_by_the_run(cache, tmp_path):
    kept(Store(cache / "fetched"))
    done = update()
    assert (done.returncode, done.stderr) == (0, "")
    file = cache / "markets" / "market-2026-07-23.parquet"
    *told, saved = done.stdout.splitlines()
    assert [line.split(":")[0] for line in told] == list(COLUMNS)
    assert all(line.endswith("days in common with the history, and all agree") for line in told)
    assert saved.startswith(f"saved: {file}, 9 sessions behind the history, 2026-07-13 to 2026-07-23")
    before = file.read_bytes()
    again = json.loads(update("--json").stdout)
    assert (again["state"], again["file"], file.read_bytes() == before) == ("kept", str(file), True)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    ran = overlay(
        "run", "--pattern", "core", "--market", "latest", "--set", "period.start=2026-06-01", "--no-lines", "--json",
        "--out", tmp_path / "runs",
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    market = load_run(json.loads(ran.stdout)["folder"]).manifest["market"]
    assert (market["last"], market["content_sha256"]) == ("2026-07-23", again["market_sha256"])
    assert market["origin"]["renewed"]["first"] == "2026-07-13"


def test_where_there_is_none_latest_is_refused_with_what_makes_one(cache, tmp_path):
    for command in (("run",), ("compare",), ("data", "check", tmp_path / "x.csv", "--kind", "futures")):
        done = overlay(*command, "--market", "latest")
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert f"there is no market in {cache / 'markets'}; `overlay data update` makes one" in done.stderr
    meant = overlay("run", "--market", "lates")
    assert "there is no such file; the newest dated market is called latest" in meant.stderr


@pytest.mark.pages
def test_a_source_that_failed_is_told_and_nothing_is_written(cache, monkeypatch):
    store = kept(Store(cache / "fetched"))
    (store.folder / "vix.csv").write_bytes(b"scribble")
    done = update()
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no market was made, because of vix; usable: " in done.stderr
    assert "gspc to 2026-07-23" in done.stderr
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, NOWHERE)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    asked = overlay("data", "update")
    assert asked.returncode == 2
    *why, last = asked.stderr.splitlines()
    assert any("could not be reached" in line for line in why)
    assert last.startswith("overlay: no market was made, because of ")
    assert not (cache / "markets").exists()
    assert "Traceback" not in asked.stdout + asked.stderr


@pytest.mark.pages
def test_days_that_differ_are_told_or_refused_in_both_languages(cache):
    days, columns = values()
    kept(Store(cache / "fetched"), dtb3=fred("DTB3", days, [columns["dtb3"][0] + 0.05, *columns["dtb3"][1:]]))
    assert update().returncode == 0
    other = fred("DTB3", days, [one * 1.1 for one in columns["dtb3"]])
    kept(Store(cache / "fetched"), dtb3=other)
    done = update("--lang", "ja")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "取得した bill_yield" in done.stderr


@pytest.mark.pages
def test_a_corrected_series_makes_another_file_of_the_day_and_latest_is_the_newer(cache):
    kept(Store(cache / "fetched"))
    update()
    days, columns = values()
    kept(Store(cache / "fetched"), dtb3=fred("DTB3", days, [*columns["dtb3"][:-1], 3.6]))
    told = json.loads(update("--json").stdout)
    assert told["file"].endswith("market-2026-07-23-2.parquet")
    shown = overlay("data", "check", cache / "markets" / "market-2026-07-23-2.parquet")
    assert (shown.returncode, "nothing is wrong" in shown.stdout) == (0, True)
    kept(Store(cache / "fetched"))
    back = json.loads(update("--json").stdout)
    assert (back["state"], back["file"].endswith("-23-3.parquet")) == ("written", True)


@pytest.mark.pages
def test_two_updates_at_once_each_write_their_market(cache, tmp_path):
    kept(Store(cache / "fetched"))
    asked = [sys.executable, "-m", "mmf_overlay", "data", "update", "--offline", "--dividends"]
    for name, figure in (("a", 1.2), ("b", 2.2)):
        rows = [f"2026-{month:02d},{figure}\n" for month in range(1, 8)]
        (tmp_path / f"{name}.csv").write_text("month,yield\n" + "".join(rows), encoding="utf-8")
    both = [
        Popen([*asked, f"{tmp_path / name}.csv:percent"], cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True)
        for name in "ab"
    ]
    assert [(one.communicate()[1], one.returncode) for one in both] == [("", 0)] * 2
    names = sorted(path.name for path in (cache / "markets").iterdir())
    assert names == ["market-2026-07-23-2.parquet", "market-2026-07-23.parquet"]


@pytest.mark.pages
def test_a_folder_that_cannot_be_made_is_one_sentence(cache, tmp_path):
    kept(Store(cache / "fetched"))
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = update("--to", tmp_path / "file" / "below")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "cannot be made (Not a directory); name another folder with --to" in done.stderr
