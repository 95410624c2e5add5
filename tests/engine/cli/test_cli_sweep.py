"""`overlay sweep`, and how the others know what it made, from outside."""

import json

import pandas as pd
import pyarrow.compute as pc
import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from engine.cli import cli
from engine.sweeps.result import load_sweep

GRID = ("--vary", "overlay.ratio=0.2:0.4:0.1", "--vary", "cash.buffer=0.2,0.3")
SHORT = ("--period", "2007-01..2008-06")


def invoke(*arguments):
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one sweep, and what was printed."""
    place = tmp_path_factory.mktemp("sweep")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place)
        return place, invoke("sweep", *GRID, *SHORT)


@pytest.fixture
def overlay(folder, monkeypatch):
    """Run a command beside the sweep; what it printed. A user's mistake is raised."""
    monkeypatch.chdir(folder[0])
    return invoke


@pytest.fixture
def result(folder):
    (path,) = (folder[0] / "results").glob("*-sweep-*")
    return load_sweep(path)


def test_the_verdict_stands_first_and_last_where_it_is_saved(folder, result):
    lines = folder[1].splitlines()
    assert lines[0].startswith("Of 4 plans the best by Sharpe ratio is overlay.ratio=")
    assert lines[2] == "Refused: 2 more (the reasons stand below)."
    assert lines[-2:] == [f"saved: results/{result.path.name}", f"report: results/{result.path.name}/report.html"]
    assert '<html lang="en">' in (result.path / "report.html").read_text(encoding="utf-8")


def test_what_was_refused_and_what_did_nothing_is_said(folder):
    assert "note: cells refused: 2 (overlay.ratio 0.4 makes total exposure 1.4" in folder[1]
    assert "note: cash.buffer made no difference: cells that differ in it alone had the same returns" in folder[1]


@pytest.mark.pages
def test_where_nothing_can_be_ranked_it_says_so(tmp_path):
    said = invoke("sweep", "--vary", "overlay.ratio=0.1,0.2", "--period", "2008-09", "--out", str(tmp_path))
    lines = said.splitlines()
    assert lines[0].startswith("None of 2 plans has a Sharpe ratio: too few sessions, or no risk")


def test_show_tells_the_same_again(folder, overlay):
    assert overlay("show", "sweep").splitlines() == folder[1].splitlines()[:-1]


def test_show_prints_rows_and_one_json_object(overlay, result):
    assert overlay("show", "sweep", "--table", "landscape").count("yes") >= 1
    told = json.loads(overlay("show", "sweep", "--json"))
    assert told["folder"] == f"results/{result.path.name}"
    assert [row["cell"] for row in told["best"]] == result.frame().nlargest(4, "sharpe")["cell"].tolist()


def test_ls_lists_it(overlay, result):
    assert result.path.name in overlay("ls")
    (one,) = json.loads(overlay("ls", "--json"))["saved"]
    assert (one["kind"], one["patterns"]) == ("sweep", ["A"])
    assert tuple(one["period"].values()) == ("2007-01-01", "2008-06-30")


@pytest.mark.pages
def test_report_writes_the_page_in_either_language(overlay, result):
    assert overlay("report", "sweep", "--lang", "ja").strip() == f"results/{result.path.name}/report.ja.html"
    assert '<html lang="ja">' in (result.path / "report.ja.html").read_text(encoding="utf-8")


def test_export_writes_a_table(overlay, tmp_path):
    overlay("export", "sweep", "--table", "runs", "--to", str(tmp_path / "runs.parquet"))
    assert len(pd.read_parquet(tmp_path / "runs.parquet")) == 6


@pytest.mark.pages
def test_json_is_one_object_and_a_page_is_written_all_the_same(overlay, tmp_path):
    told = json.loads(overlay("sweep", "--vary", "overlay.ratio=0.1,0.2", *SHORT, "--json", "--out", str(tmp_path)))
    (page,) = tmp_path.glob("*-sweep-*/report.html")
    assert told["folder"] == str(page.parent)


@pytest.mark.pages
def test_patterns_are_varied_and_full_books_keep_their_curves(overlay, tmp_path):
    vary = ("--vary", "pattern=A,core", "--vary", "overlay.ratio=0.1,0.2", "--engine", "full", "--curves")
    told = overlay("sweep", *vary, "--period", "2008-09..2008-11", "--by", "max_drawdown", "--out", str(tmp_path))
    assert told.startswith(
        "Of 3 plans the best by deepest fall is pattern=core (0.00%).\nNo other is about as good by this figure."
    )
    (folder,) = tmp_path.glob("*-sweep-*")
    made = load_sweep(folder)
    runs = made.table("runs").select(["pattern", "overlay.ratio"]).to_pylist()
    assert [(*row.values(),) for row in runs] == [("A", 0.2), ("A", 0.1), ("core", None)]
    drawn = {line.name: list(line.y) for line in made.plot("curves").data}
    for cell, name in ((0, "the plan itself"), (1, "pattern=A overlay.ratio=0.1"), (2, "pattern=core")):
        own = pc.equal(made.table("curves")["cell"], cell)
        assert drawn[name] == made.table("curves").filter(own)["equity"].to_pylist()


def test_a_run_is_asked_for_where_a_sweep_is_named(overlay, result):
    with pytest.raises(OverlayError, match="is a sweep; name a run"):
        overlay("audit", str(result.path.relative_to(result.path.parents[1])))
