"""`overlay portfolio`, and how the other commands know what it made, from outside."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from engine.cli import cli
from engine.cli import portfolio as command

PLAN = """
name = "two"
period = "2018-01..2018-03"
transfers.every = "month"
transfers.band = 0.0
[accounts.fund]
share = 0.6
pattern = "core"
[accounts.futures]
share = 0.4
pattern = "A"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one portfolio, and what was printed; its page is not what is asked about here."""
    place, patched = tmp_path_factory.mktemp("portfolio"), pytest.MonkeyPatch()
    patched.chdir(place)
    patched.setattr(command, "write_portfolio_page", lambda _result, path, _language: path)
    Path("plan.toml").write_text(PLAN)
    done = CliRunner().invoke(cli, ["portfolio", "plan.toml"], catch_exceptions=False)
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
    (path,) = (folder[0] / "results").glob("*-portfolio-*")
    lines = folder[1].splitlines()
    assert lines[0].startswith("2018-01-02 to 2018-03-29, 2 accounts: 1,000,000 USD became ")
    assert lines[-2:] == [f"saved: results/{path.name}", f"report: results/{path.name}/report.html"]
    assert sorted(one.name for one in (path / "accounts").iterdir()) == ["fund", "futures"]


@pytest.mark.pages
def test_others_know_what_it_is(overlay, folder, tmp_path):
    (one,) = json.loads(overlay("ls", "--json"))["saved"]
    assert (one["kind"], one["name"], one["patterns"]) == ("portfolio", "two", ["core", "A"])
    assert json.loads(overlay("ls", "--json", "--where", "overlay.ratio=0.9"))["saved"] == []
    assert overlay("show", "portfolio").splitlines()[0] == folder[1].splitlines()[0]
    assert json.loads(overlay("show", "latest", "--json"))["moved"]["ordered"] > 0
    assert "口座" in overlay("show", "latest", "--lang", "ja").splitlines()[0]
    assert "rebalance" in overlay("show", "latest", "--table", "transfers")
    assert json.loads(overlay("show", "latest", "--account", "futures", "--json"))["pattern"] == "A"
    overlay("export", "latest", "--what", "drawdown", "--to", str(tmp_path / "falls.csv"))
    assert (tmp_path / "falls.csv").read_text(encoding="utf-8-sig").startswith('"date","portfolio","fund","futures"')
    assert len(json.loads(overlay("audit", "latest", "--json"))["runs"]) == 2
    assert json.loads(overlay("audit", "latest", "--account", "fund", "--json"))["pattern"] == "core"


@pytest.mark.pages
def test_it_comes_out_the_same_again(overlay, tmp_path):
    told = json.loads(overlay("rerun", "portfolio", "--out", str(tmp_path), "--json"))
    assert (told["same"], told["different"]) == (True, [])


def test_an_account_that_got_money_from_others_is_not_run_again_alone(overlay, folder):
    (path,) = (folder[0] / "results").glob("*-portfolio-*")
    with pytest.raises(OverlayError, match=rf"run them all: results/{path.name}$"):
        overlay("rerun", f"results/{path.name}/accounts/fund")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("portfolio", "no.toml"), "no.toml: cannot be read"),
        (("portfolio", "plan.toml", "--market", "no.parquet"), "no.parquet"),
        (("show", "latest", "--account", "fnd"), "has no such account; did you mean fund?"),
        (("rerun", "no"), "no run or portfolio in results has that in its name"),
    ],
)
def test_a_mistake_is_one_sentence(overlay, arguments, sentence):
    with pytest.raises(OverlayError, match=sentence) as error:
        overlay(*arguments)
    assert len(str(error.value).splitlines()) == 1


def test_an_account_of_what_has_none_is_refused(folder, monkeypatch):
    monkeypatch.chdir(folder[0])
    (path,) = Path("results").glob("*/accounts/fund")
    done = CliRunner().invoke(cli, ["show", str(path), "--account", "fund"])
    assert done.exit_code == 2
    assert "only a portfolio has accounts" in done.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("portfolio", "own.toml", "--market", "other.parquet"), "--market has no effect, for every account"),
        (("portfolio", "plan.toml", "--columns", "futures.date=Tag"), "of futures, of which there is no file; give"),
    ],
)
def test_a_file_or_a_column_that_nothing_asks_for_is_refused(folder, monkeypatch, arguments, sentence):
    monkeypatch.chdir(folder[0])
    Path("own.toml").write_text('[accounts.a]\nshare = 1\npattern = "core"\nmarket = "mine.parquet"\n')
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert sentence in done.output
    assert len(list(Path("results").glob("*-portfolio-*"))) == 1
