"""`overlay survive` and `overlay replay`, and how the others know what they made, from outside."""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from engine.cli import cli
from engine.fast import compiled as machine
from engine.report.frame import shown
from engine.survival.result import load_survival

SMALL = ("--years", "1", "--paths", "3", "--histories", "2")
PLAN = ("--set", "account.profile=jp_retail_futures", "--set", "cash.buffer=0.1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one result, in plain Python; what was printed, and what was said meanwhile."""
    place = tmp_path_factory.mktemp("survive")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place)
        patched.setattr(machine, "will_compile", lambda *, wish: False)
        vary = ("--vary", "cash.buffer=0.1,0.2")
        done = CliRunner().invoke(cli, ["survive", *PLAN, *SMALL, *vary], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return place, done.stdout, done.stderr


@pytest.fixture
def overlay(folder, monkeypatch):
    """Run a command beside the result; what it printed. A user's mistake is raised."""
    monkeypatch.chdir(folder[0])
    monkeypatch.setattr(machine, "will_compile", lambda *, wish: False)

    def run(*arguments):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def result(folder):
    (path,) = (folder[0] / "results").glob("*-survive-*")
    return load_survival(path)


def test_the_first_sentence_stands_first_and_last_where_it_is_saved(folder, result):
    lines = folder[1].splitlines()
    assert lines[0] == result.first_sentence()
    assert lines[0].startswith("With overlay 20 % and buffer 10 %, between 0 % and ")
    assert lines[-2:] == [f"saved: results/{result.path.name}", f"report: results/{result.path.name}/report.html"]
    assert (result.path / "report.html").stat().st_size > 100_000


def test_without_numba_it_is_said_before_it_begins_how_long_it_takes(folder):
    said = folder[2].splitlines()[0]
    assert "plain Python: about 0.0 hours in all" in said
    assert "python -m pip install numba" in said or said.startswith("NUMBA_DISABLE_JIT is set")


def test_the_plan_is_kept_as_it_was_asked(result):
    assert result.config.account.profile == "jp_retail_futures"
    assert [row["buffer"] for row in result.table("cells").to_pylist()] == [0.1, 0.2]
    assert (result.request["years"], result.request["vary"]) == (1, ["cash.buffer=0.1,0.2"])


@pytest.mark.pages
def test_others_know_what_it_is(overlay, result, tmp_path):
    assert "survival" in overlay("ls")
    (one,) = json.loads(overlay("ls", "--json"))["saved"]
    assert (one["kind"], one["patterns"], one["metrics"]["cagr"]) == ("survival", ["A"], None)
    assert one["accounts"] == ["jp_retail_futures"]
    assert overlay("ls", "--where", "cash.buffer=0.1", "--json") == overlay("ls", "--json")
    assert overlay("show", "survive").startswith(result.first_sentence())
    assert json.loads(overlay("show", "survive", "--json"))["digest"] == result.manifest["digest"]
    assert "forced_sale" in overlay("show", "survive", "--table", "survival", "--contains", "forced_sale")
    page = tmp_path / "page.html"
    overlay("report", "survive", "--to", str(page), "--lang", "ja")
    assert shown(result.first_sentence("ja")) in page.read_text(encoding="utf-8")
    overlay("export", "survive", "--table", "paths", "--to", str(tmp_path / "paths.csv"))
    assert (
        len((tmp_path / "paths.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + result.table("paths").num_rows
    )


def test_what_takes_runs_alone_says_what_it_is(overlay):
    with pytest.raises(OverlayError, match=r"is a survival result; name a run$"):
        overlay("audit", str(next(iter(__import__("pathlib").Path("results").glob("*-survive-*")))))


def test_a_path_is_replayed_into_a_run_with_its_report(overlay, result, tmp_path):
    told = json.loads(overlay("replay", "survive", "--path", "1", "--cell", "1", "--out", str(tmp_path), "--json"))
    assert (told["different"], told["replay"]) == ([], {"survival": result.path.name, "cell": 1, "path": 1})
    (run,) = tmp_path.glob("2*")
    assert (run / "report.html").exists()
    shown = overlay("replay", "survive", "--path", "1", "--cell", "1", "--out", str(tmp_path))
    assert "the event engine tells of this path what the survival result has" in shown


@pytest.mark.pages
def test_json_is_one_object_and_nothing_else(overlay, tmp_path):
    told = json.loads(overlay("survive", *PLAN, *SMALL, "--histories", "0", "--out", str(tmp_path), "--json"))
    assert told["request"]["histories"] == 0
    assert {row["low"] for row in told["tables"]["survival"]} == {None}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("survive", "--years", "0"), "years = 0: should be from 1 to 40"),
        (("survive", "--paths", "0"), "paths = 0: should be from 1 to 1000000"),
        (("survive", "--confidence", "99"), "confidence = 99.0: should be from 0.5 to less than 1, such as 0.99"),
        (("survive", "--absent", "0,1001"), "absent = [0, 1001]: should be sessions from 0 to 1000, such as 0,5,9,21"),
        (("survive", "--crash", "1987"), "crash '1987': should be a year and how often a year"),
        (("survive", "--vary", "period=2008,2009"), "--vary period=2008,2009: paths have sessions of their own"),
        (("survive", "--vary", "overlay.ratio=0.2,0.9"), "--vary overlay.ratio=0.9: overlay.ratio 0.9 makes total"),
        (("survive", "--find", "overlay", "--pattern", "core"), "--find overlay: pattern core has none"),
        (("survive", "--pattern", "cash"), "pattern"),
        (("survive", "--market", "no.parquet"), "no.parquet"),
        (("replay", "survive", "--path", "99"), "has no path 99; its paths are 0 to 9"),
        (("replay", "survive", "--path", "0", "--cell", "7"), "has no cell 7; its cells are 0 to 1"),
        (("replay", "nothing", "--path", "0"), "nothing: no survival result in results has that in its name"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(overlay, result, arguments, sentence):
    with pytest.raises(OverlayError) as error:
        overlay(*arguments)
    assert sentence in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert [path.name for path in result.path.parent.iterdir()] == [result.path.name]
