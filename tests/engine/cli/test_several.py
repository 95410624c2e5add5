"""Commands on several saved runs at once: audits of a comparison, curves side by side, the latest, what `run` says."""

import csv

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from engine.analysis.uncertainty import Resampling
from engine.cli import cli
from engine.comparison.compared import compare_results
from engine.runs.backtest import backtest
from engine.settings.run_config import load_config
from tests.support.commands import overlay, told


@pytest.fixture(scope="module")
def results(whole_market, tmp_path_factory):
    """A folder with core and A over October 2008, their comparison, and core over October and November."""
    folder = tmp_path_factory.mktemp("saved")
    days = ["period.start=2008-10-01", "period.end=2008-10-31"]
    runs = {name: backtest(load_config(None, days, pattern=name), whole_market) for name in ("core", "A")}
    compare_results(runs, whole_market, plan=Resampling(count=100)).save(folder)
    longer = load_config(None, ["period.start=2008-10-15", "period.end=2008-11-28", "name=longer"], pattern="core")
    backtest(longer, whole_market).save(folder)
    return folder


@pytest.fixture(autouse=True)
def here(results, monkeypatch):
    monkeypatch.chdir(results)
    monkeypatch.setenv("COLUMNS", "80")


def refused(*arguments):
    return CliRunner().invoke(cli, arguments).stderr


@pytest.mark.pages
def test_each_run_of_a_comparison_is_audited_below_its_name():
    shown = overlay("audit", "compare", "--in", ".").splitlines()
    assert [line for line in shown if line in {"core", "A"}] == ["core", "A"]
    assert [run["name"] for run in told("audit", "compare", "--in", ".")["runs"]] == ["core", "A"]
    alone = told("audit", "compare", "--in", ".", "--run", "A")
    assert alone == told("audit", "A-", "--in", ".")


def test_a_run_that_a_comparison_has_not_is_refused():
    with pytest.raises(ConfigError, match=r"--run cor: .* has no run of this name; did you mean core\?"):
        overlay("audit", "compare", "--in", ".", "--run", "cor")
    assert "is one run; leave it out" in refused("audit", "A-", "--in", ".", "--run", "A")
    assert "--calls with --json is of one run" in refused("audit", "compare", "--in", ".", "--calls", "--json")


def test_curves_of_runs_of_other_days_stand_side_by_side(tmp_path):
    file = tmp_path / "curves.csv"
    overlay("export", "A-", "latest", "--in", ".", "--what", "equity", "--rebase", "100", "--to", file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert list(rows[0]) == ["date", "A", "longer"]
    assert [rows[0]["date"], rows[-1]["date"]] == ["2008-10-01", "2008-11-28"]
    assert (rows[0]["longer"], rows[-1]["A"]) == ("", "")
    begin = next(row for row in rows if row["A"] and row["longer"])
    assert (begin["date"], float(begin["A"]), float(begin["longer"])) == ("2008-10-15", 100.0, 100.0)


@pytest.mark.pages
def test_of_equity_in_which_money_flowed_it_is_said_that_it_is_money(whole_market, tmp_path):
    days = ["period.start=2008-10-01", "period.end=2008-12-31", "flows.withdraw=1000", "name=lived"]
    backtest(load_config(None, days, pattern="core"), whole_market).save(tmp_path)
    for more, said in (([], True), (["--rebase", "100"], False)):
        asked = ["export", "core", "--in", str(tmp_path), "--what", "equity", "--to", str(tmp_path / f"{said}.csv")]
        done = CliRunner().invoke(cli, [*asked, *more], catch_exceptions=False)
        assert ("lived: what was paid in and taken out is in the equity" in done.stderr) == said


def test_several_runs_are_for_curves(tmp_path):
    assert "several runs go side by side as curves" in refused(
        "export", "A-", "latest", "--in", ".", "--to", str(tmp_path / "a.csv")
    )


def test_a_run_says_how_its_page_is_made(tmp_path):
    out = str(tmp_path / "out")
    said = overlay("run", "--no-lines", "--pattern", "core", "--period", "2008-10", "--out", out).splitlines()
    saved, page = said[-2:]
    name = saved.rpartition("/")[2]
    assert page == f"report: `overlay report {name} --in {out}` writes a page of it"


def test_the_nearest_call_is_told_with_its_move_and_its_day():
    account = ("--set", "account.profile=jp_retail_futures", "--set", "overlay.ratio=30%")
    said = overlay("run", "--no-lines", *account, "--period", "2008-10", "--out", "another").splitlines()
    row = said.index("how near a margin call came") + 4
    name, move, day, *_ = said[row].split()
    assert (name, move[0], day[:7]) == ("A", "-", "2008-10")


def test_a_plan_is_an_argument_or_an_option(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text("[overlay]\nratio = '15%'\n", encoding="utf-8")
    assert (
        overlay("rules", file) == overlay("rules", "--config", file) == overlay("rules", "--set", "overlay.ratio=0.15")
    )
    assert overlay("config", file) == overlay("config", "--config", file)
    for command in ("rules", "config", "run", "tonight", "sweep"):
        assert "either as an argument or with --config" in refused(command, str(file), "--config", str(file))


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("sweep", "--engine", "fsat"), "fast"),
        (("run", "--pattern", "fx_trade"), "fx_trades"),
        (("compare", "--patterns", "cor"), "core"),
        (("shwo",), "'show'"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest(arguments, meant):
    assert f"id you mean {meant}?" in refused(*arguments)


@pytest.mark.parametrize(
    ("param", "sentence"),
    [
        ("fast=abc", r"params.fast = 'abc': should be a number, as its default 20 is"),
        ("fats=10", r"params.fats: Crossing has no such param; did you mean fast\?"),
    ],
)
def test_a_wrong_param_is_one_sentence(param, sentence, root):
    with pytest.raises(ConfigError, match=sentence):
        overlay("run", "--strategy", f"{root}/examples/own/crossing.py:Crossing", "--param", param, "--period", "2008")
