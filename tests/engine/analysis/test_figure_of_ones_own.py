"""A figure in a file of a user's own, from `overlay run` to the report, in both languages."""

import csv
import json
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.base.errors import DataError
from engine import backtest, figure, load_config, load_run, passing_figures
from engine.cli import cli
from engine.report.frame import minus
from engine.words import words

FILE = Path(__file__).parents[3] / "examples" / "mean_drawdown.py"
MONTHS = ("--set", "period.start=2008-01-02", "--set", "period.end=2008-03-31")


def invoke(*arguments):
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a run made while the figure was not yet there; the figure is, and afterwards is gone."""
    folder = tmp_path_factory.mktemp("own")
    backtest(load_config(None, MONTHS[1::2])).save(folder / "before")
    with passing_figures():
        runpy.run_path(str(FILE), run_name="own_figures")
        yield folder
    assert "metric.mean_drawdown" not in words("ja").sentences


@pytest.fixture(scope="module")
def run(folder):
    """A run as `overlay run --json` tells it."""
    return json.loads(invoke("run", *MONTHS, "--out", str(folder), "--json"))


@pytest.fixture(scope="module")
def compared(folder):
    """A comparison as `overlay compare --json` tells it."""
    return json.loads(invoke("compare", *MONTHS, "--patterns", "core,A", "--no-report", "--out", str(folder), "--json"))


@pytest.fixture
def before(folder):
    return str(next((folder / "before").glob("2*")))


@pytest.fixture
def overlay(folder, monkeypatch):
    """Run a command in the folder; what it printed."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    return invoke


def mean_fall(path):
    return load_run(path).equity.drawdown.mean()


def test_a_run_has_it_behind_the_one_it_named(run):
    names = list(run["metrics"])
    assert names[names.index("max_drawdown") + 1] == "mean_drawdown"
    assert run["metrics"]["mean_drawdown"] == pytest.approx(mean_fall(run["folder"]), rel=1e-12)
    saved = load_run(run["folder"]).metrics
    assert saved == {name: run["metrics"][name] for name in saved}
    assert "same_side" not in saved


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
def test_show_has_it_with_its_words_in_its_form(overlay, run, language):
    shown = overlay("show", run["folder"], "--lang", language)
    assert "mean_drawdown" in shown
    assert f"{mean_fall(run['folder']):.3%}" in shown
    assert words(language)("metric.mean_drawdown", bills=words(language)("bills.USD")).split()[0] in shown
    assert "sessions on the" in shown
    assert json.loads(overlay("show", run["folder"], "--json"))["metrics"]["same_side"] > 0.5


def test_a_comparison_has_it_also_against_the_index_and_exports_it(overlay, compared, folder):
    for one in compared["runs"]:
        assert one["metrics"]["mean_drawdown"] == pytest.approx(mean_fall(one["folder"]), rel=1e-12)
    overlay("export", compared["folder"], "--table", "metrics", "--to", "figures.csv", "--force")
    with (folder / "figures.csv").open(encoding="utf-8-sig") as lines:
        rows = {(row["run"], row["metric"]): row["value"] for row in csv.DictReader(lines)}
    assert float(rows["A", "mean_drawdown"]) == compared["runs"][1]["metrics"]["mean_drawdown"]
    assert 0.5 < float(rows["A", "same_side"]) <= 1.0


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_report_has_it_with_its_words_in_its_form(overlay, compared, folder, language):
    overlay("report", compared["folder"], "--to", "page.html", "--force", "--lang", language)
    page = (folder / "page.html").read_text(encoding="utf-8")
    called = words(language)("metric.mean_drawdown", bills=words(language)("bills.USD"))
    values = "".join(f"<td>{minus(format(one['metrics']['mean_drawdown'], '.3%'))}</td>" for one in compared["runs"])
    assert f"<code>mean_drawdown</code> {called}</th>{values}</tr>" in page
    assert page.index("<code>max_drawdown</code>") < page.index("<code>mean_drawdown</code>")


@pytest.mark.pages
def test_a_run_from_before_has_it_too_and_its_file_stays_as_it_was(overlay, run, before):
    assert "mean_drawdown" not in load_run(before).metrics
    assert json.loads(overlay("show", before, "--json"))["metrics"]["mean_drawdown"] == pytest.approx(mean_fall(before))
    rows = json.loads(overlay("diff", before, run["folder"], "--json"))["runs"][0]["metrics"]
    assert rows["mean_drawdown"]["difference"] == rows["same_side"]["difference"] == 0.0
    assert "mean_drawdown" in overlay("diff", before, run["folder"], "--lang", "ja")


@pytest.mark.pages
def test_a_run_whose_figure_is_gone_shows_its_name_and_value(folder, overlay):
    with passing_figures():

        @figure(form="{:.1%}", words={"en": "gone tomorrow"})
        def gone(_record):
            return 0.123456

        path = str(backtest(load_config(None, MONTHS[1::2])).save(folder / "gone").path)
        assert "12.3%" in overlay("show", path)
    shown = overlay("show", path, "--lang", "ja")
    assert "gone" in shown
    assert "0.123456" in shown
    assert "gone tomorrow" not in shown


def test_a_figure_that_fails_is_refused_by_name_in_every_command(before, overlay):
    with passing_figures():

        @figure(form="{:.1%}", words={"en": "broken"})
        def broken(_record):
            return float("nan")

        for command in (("run", *MONTHS), ("show", before)):
            with pytest.raises(DataError, match=r"^figure 'broken' of \S+ gives nan; give a finite number, or None"):
                overlay(*command)
