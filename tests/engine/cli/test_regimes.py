"""`--regimes` and `--regime-rule`: a scheme, a file of labels, thresholds, of a comparison and of a run's report."""

import json
import shutil
from pathlib import Path

import pytest

from data.base.errors import OverlayError
from engine.cli.regimes import AskedRegimes
from engine.settings.run_config import RunConfig
from engine.words import words
from tests.support.commands import outside as overlay

EXAMPLE = Path(__file__).parents[3] / "examples" / "regimes.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the example and a comparison told by it."""
    folder = tmp_path_factory.mktemp("told")
    shutil.copy(EXAMPLE, folder / "regimes.csv")
    done = overlay(
        "compare", "--patterns", "core,A", "--period", "2008-01..2009-12", "--regimes", "regimes.csv",
        "--regime-rule", "crash_fall=0.2", "--resamples", "100", "--block", "5", "--no-report", cwd=folder,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "shown").write_text(done.stdout, encoding="utf-8")
    return folder


def saved(folder, part):
    return next(str(one) for one in sorted((folder / "results").iterdir()) if f"-{part}-" in one.name)


def test_the_example_tells_a_comparison(folder):
    shown = (folder / "shown").read_text(encoding="utf-8")
    assert "deleveraging" in shown
    assert "regimes are told apart by settings that are not the program's own: crash_fall = 0.2" in shown
    manifest = json.loads((Path(saved(folder, "compare")) / "comparison.json").read_text(encoding="utf-8"))
    assert manifest["regimes"] == "own"
    assert manifest["regime_rules"] == {"file": "regimes.csv", "crash_fall": 0.2}
    assert manifest["own_labels"][0] == ["2000-03-25", "deleveraging"]


def test_the_runs_of_a_comparison_are_not_changed_by_what_it_is_told_by(folder):
    assert "own_labels" not in json.loads((Path(saved(folder, "A")) / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.pages
def test_a_saved_comparison_is_shown_with_its_labels_and_not_told_anew(folder):
    shown = overlay("show", saved(folder, "compare"), "--table", "regimes", "--contains", "expansion", "--json")
    assert {row["scheme"] for row in json.loads(shown.stdout)["rows"]} == {"own", "own_known"}
    refused = overlay("report", saved(folder, "compare"), "--regimes", "vix")
    assert "are for the report of a run; compare again with them" in refused.stderr


@pytest.mark.pages
def test_the_report_of_a_run_is_told_by_a_file(folder):
    page = folder / "mine.html"
    done = overlay("report", saved(folder, "A"), "--regimes", str(EXAMPLE), "--to", str(page), "--lang", "ja")
    assert (done.returncode, done.stderr) == (0, "")
    html = page.read_text(encoding="utf-8")
    assert '<option value="own" selected>独自のラベル (記入されたとおりの区分)' in html
    assert "deleveraging" in html


@pytest.mark.parametrize(
    ("text", "rules", "sentence"),
    [
        ("own", (), "--regimes own: there are no labels; name their file"),
        ("moon", (), "unknown scheme of regimes 'moon'; known: trend"),
        ("no.csv", (), "no.csv: cannot be read"),
        (None, ("crash=1",), "--regime-rule: unknown key regimes.crash; did you mean regimes.crash_fall?"),
        (None, ("crash_fall=2",), "--regime-rule: regimes.crash_fall = 2: should be less than 1"),
        (None, ("crash_fall",), "--regime-rule crash_fall: should read key=value"),
        (None, ("vix_edges=[3,2]",), "--regime-rule: regimes.vix_edges [3.0, 2.0] should rise"),
        (None, ("crash_fall=0.2", "crash_fall=0.3"), "crash_fall is set twice; say it once"),
        ("no.csv", ("file=x.csv",), "both name a file of labels; leave one out"),
    ],
)
def test_what_cannot_be_is_one_sentence_before_anything_runs(text, rules, sentence):
    with pytest.raises(OverlayError) as told:
        AskedRegimes(text, rules).scheme([RunConfig()])
    assert sentence in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_labels_of_the_runs_are_shown_first_where_nothing_else_is_asked():
    config = RunConfig.model_validate({"regimes": {"file": str(EXAMPLE)}})
    assert AskedRegimes(None, ()).scheme([config]).name == "own"
    assert AskedRegimes("vix", ()).scheme([config]).name == "vix"
    assert AskedRegimes(None, ()).scheme([RunConfig()]).name == "trend"


def test_the_example_is_in_both_forms_the_same(tmp_path):
    told = AskedRegimes(str(EXAMPLE), ()).scheme([])
    lines = ["date,label", *(f"{day},{label}" for day, label in told.own.told())]
    (tmp_path / "dated.csv").write_text("\n".join(lines), encoding="utf-8")
    assert AskedRegimes(str(tmp_path / "dated.csv"), ()).scheme([]).own == told.own


@pytest.mark.pages
def test_a_page_says_of_given_labels_that_they_may_know_the_future_and_of_others_that_they_do(folder):
    page = folder / "given.html"
    overlay("report", saved(folder, "A"), "--regimes", str(EXAMPLE), "--to", str(page))
    html, say = page.read_text(encoding="utf-8"), words()
    own, crises = html.split('<div data-scheme="own">')[1], html.split('<div data-scheme="trend">')[1]
    assert say("report.given_note") in own.split('<div data-scheme="')[0]
    assert say("report.hindsight_note") in crises.split('<div data-scheme="')[0]
    assert say("report.hindsight_note") not in own.split('<div data-scheme="')[0]
