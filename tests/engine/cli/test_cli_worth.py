"""`overlay worth`, and how the other commands know what it made, from outside."""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from engine.cli import cli
from engine.weighing.result import load_worth
from tests.support.worth_result import CALLED, interpreted

pytestmark = pytest.mark.pages

ASKED = ("--paths", "0", "--resamples", "100", *(part for one in CALLED for part in ("--set", one)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one result, and what was printed."""
    place, patched = tmp_path_factory.mktemp("worth"), interpreted()
    patched.chdir(place)
    done = CliRunner().invoke(cli, ["worth", *ASKED], catch_exceptions=False)
    patched.undo()
    assert done.exit_code == 0, done.output
    return place, done.stdout


@pytest.fixture
def overlay(folder, monkeypatch):
    """Run a command beside the result; what it printed. A user's mistake is raised."""
    monkeypatch.chdir(folder[0])

    def run(*arguments):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_the_answer_stands_first_and_last_where_it_is_saved(folder):
    (path,) = (folder[0] / "results").glob("*-worth-*")
    lines = folder[1].splitlines()
    assert lines[0].startswith("Rules that did more than chance, from 2007-01-03 to 2011-12-30 and after ")
    assert lines[-2:] == [f"saved: results/{path.name}", f"report: results/{path.name}/report.html"]
    assert any(line.startswith("halving ") for line in lines)
    assert load_worth(path).manifest["survival"] is None


def test_others_know_what_it_is(overlay, folder, tmp_path):
    (one,) = json.loads(overlay("ls", "--json"))["saved"]
    assert (one["kind"], one["patterns"], one["accounts"]) == ("worth", ["A"], ["jp_retail_futures"])
    assert "worth" in overlay("ls")
    assert overlay("show", "worth").splitlines()[0] == folder[1].splitlines()[0]
    assert json.loads(overlay("show", "worth", "--json"))["request"]["paths"] == 0
    assert "cagr" in overlay("show", "worth", "--table", "effects", "--contains", "cagr")
    overlay("export", "worth", "--table", "episodes", "--to", str(tmp_path / "episodes.csv"))
    assert (tmp_path / "episodes.csv").read_text(encoding="utf-8-sig").startswith('"variant","crisis","first"')


def test_the_page_is_written_again_in_another_language(overlay, tmp_path):
    page = tmp_path / "page.html"
    overlay("report", "worth", "--to", str(page), "--lang", "ja")
    assert "ルールそれぞれの価値" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--years", "0"), "years = 0: should be from 1 to 40"),
        (("--resamples", "3"), "resamples = 3: should be from 100 to 100,000"),
        (("--set", "overlay.ratio=0.9"), "overlay.ratio 0.9 makes total"),
        (("--market", "no.parquet"), "no.parquet"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(overlay, folder, arguments, sentence):
    before = sorted((folder[0] / "results").iterdir())
    with pytest.raises(OverlayError, match=sentence) as error:
        overlay("worth", *arguments)
    assert len(str(error.value).splitlines()) == 1
    assert sorted((folder[0] / "results").iterdir()) == before
