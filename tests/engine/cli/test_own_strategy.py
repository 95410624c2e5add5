"""A strategy of one's own in compare, audit, show, ls and rerun."""

import json

import click
import pytest

from data.base.errors import ResultError
from engine import load_config, run_own
from engine.cli.options import own_assignments
from engine.cli.rerun import _changed_since
from engine.results.trials import ledger
from tests.support.commands import outside, overlay, told
from tests.support.own_strategies import ByChance, written

SHORT = ("--period", "2008-02..2008-09")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a strategy, and a run of it."""
    made = tmp_path_factory.mktemp("cli")
    place = written(made, declares="{'max_contracts': 19}")
    overlay("run", "--strategy", place, "--param", "slow=20", *SHORT, "--out", made / "results")
    return made


def newest(folder, part):
    return max((folder / "results").glob(f"*-{part}-*"))


@pytest.mark.pages
def test_a_comparison_takes_it_beside_patterns_under_its_class(folder):
    place = f"{folder / 'crossing.py'}:Crossing"
    out = told("compare", "--patterns", "core,A", "--strategy", place, "--param", "fast=5", *SHORT, "--no-report",
               "--out", folder / "compared")  # fmt: skip
    assert [one["name"] for one in out["runs"]] == ["core", "A", "Crossing"]
    own = out["runs"][2]
    assert (own["pattern"], own["own"]["params"]["fast"], own["own"]["strategy"]) == ("Crossing", 5, place)
    assert {"check": "declared_max_contracts", "standing": "not_kept"} in own["checks"]


@pytest.mark.pages
def test_it_is_compared_at_several_accounts_and_with_several_values(folder):
    place = f"{folder / 'crossing.py'}:Crossing"
    for option in (("--profiles", "us_fcm_tbill,ibkr"), ("--vary", "params.fast=4,8")):
        out = told("compare", "--strategy", place, *option, *SHORT, "--no-report", "--out", folder / "compared")
        assert [one["pattern"] for one in out["runs"]] == ["Crossing", "Crossing"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("--param", "fast=3"), "--param goes with --strategy"),
     (("a.toml", "--strategy", "x.py:X"), "--strategy goes with --patterns")],
)  # fmt: skip
def test_what_cannot_go_together_is_one_sentence(folder, arguments, sentence):
    done = outside("compare", *arguments, cwd=folder)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_params_without_a_strategy_are_refused():
    with pytest.raises(click.UsageError, match="name one"):
        own_assignments(None, ("fast=3",))


@pytest.mark.pages
def test_saved_it_is_called_by_its_class(folder):
    run = newest(folder, "Crossing")
    assert "Crossing" in overlay("ls", folder / "results")
    assert json.loads(overlay("ls", folder / "results", "--json"))["saved"][0]["patterns"] == ["Crossing"]
    shown = overlay("show", run)
    assert "slow = 20" in shown
    assert "pattern" not in shown
    assert "no more contracts than declared" in overlay("audit", run)
    assert overlay("audit", run, "--rows", "declared_max_contracts").count("MES") > 0
    assert "Crossing" in overlay("audit", run, "--calls")


@pytest.mark.pages
def test_a_rerun_tells_a_file_that_changed_and_one_that_is_gone(tmp_path):
    place = written(tmp_path)
    overlay("run", "--strategy", place, *SHORT, "--out", tmp_path / "results")
    run = newest(tmp_path, "Crossing")
    again = ("rerun", run, "--out", tmp_path / "again")
    assert told(*again)["changed"] == []
    file = tmp_path / "crossing.py"
    file.write_text(file.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert told(*again)["changed"] == [str(file)]
    file.unlink()
    done = outside(*again)
    assert (done.returncode, "which is gone; put it back to run it" in done.stderr) == (2, True)
    assert overlay("show", run)


def test_what_only_a_session_had_cannot_be_run_again(market):
    run = run_own(ByChance, load_config(None, ("period=2008-02",)), market, setup=lambda _cerebro: None)
    with pytest.raises(ResultError, match="ByChance or its setup was of a session and is in no file; run it again"):
        _changed_since(run)


def test_what_a_strategy_prints_is_not_among_the_json(tmp_path):
    lines = ("import backtrader as bt", 'print("loaded")', "class Loud(bt.Strategy):", "    def next(self):")
    (tmp_path / "loud.py").write_text("\n".join([*lines, '        print("next")']), encoding="utf-8")
    done = outside("run", "--strategy", "loud.py:Loud", "--period", "2008-02", "--json", "--no-lines", cwd=tmp_path)
    assert json.loads(done.stdout)["own"]["strategy"] == "loud.py:Loud"
    assert done.stderr.count("next") == 20


@pytest.mark.pages
def test_what_a_file_prints_when_it_is_read_is_not_among_the_json_of_a_sweep(tmp_path):
    lines = ("import backtrader as bt", 'print("loaded")', "class Loud(bt.Strategy):", "    params = (('fast', 3),)")
    (tmp_path / "loud.py").write_text("\n".join(lines), encoding="utf-8")
    command = ("sweep", "--strategy", "loud.py:Loud", "--vary", "params.fast=1,2", "--period", "2008-02")
    done = outside(*command, "--workers", "1", "--json", cwd=tmp_path)
    assert json.loads(done.stdout), done.stderr
    assert "loaded" in done.stderr


@pytest.mark.parametrize("param", ["period", "=3", "own.period=3", ""])
def test_a_param_without_name_or_value_is_told_as_a_param(param):
    with pytest.raises(click.UsageError, match=r"should read NAME=VALUE, such as fast=10"):
        own_assignments("crossing.py:Crossing", (param,))


def test_a_look_is_kept_under_the_name_of_its_class(folder):
    assert set(ledger(folder / "results").trials["pattern"].to_pylist()) == {"Crossing"}
