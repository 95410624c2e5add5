"""What every command does with a strategy of one's own: its work, or a sentence that says why not and what does."""

import json
import shlex

import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from engine.cli import cli

CROSSING = """import backtrader as bt


class Crossing(bt.Strategy):
    params = (("fast", 3), ("slow", 10), ("size", 20))

    def __init__(self):
        fast, slow = (bt.indicators.SMA(self.data.close, period=one) for one in (self.p.fast, self.p.slow))
        self.cross = bt.indicators.CrossOver(fast, slow)

    def next(self):
        if self.cross > 0:
            self.buy(size=self.p.size)
        elif self.cross < 0 and self.position:
            self.close()
"""
PLAN = 'pattern = "own"\nperiod = "2008-01-02..2008-06-30"\n[own]\nstrategy = "crossing.py:Crossing"\n'
OWN = "--strategy crossing.py:Crossing --period 2008-01-02..2008-06-30"
DONE = {
    "config --config own.toml": 'strategy = "crossing.py:Crossing"',
    "show RUN": "Crossing",
    "report RUN --to page.html": "page.html",
    "audit RUN": "books agree",
    "export RUN --table orders --to orders.csv": "rows of orders",
    "diff RUN RUN": "no setting differs",
    "rerun RUN": "made with the same market, facts and code",
    "ls": "own",
    "looks": "01bbe0",
    "stress RUN": "Crossing, 2008-",
    f"stress {OWN}": "Crossing, 2008-",
    f"stress {OWN} --param size=5": "Crossing, 2008-",
    f"worth {OWN} --paths 5": "the plan cannot be run on made-up paths, so that there are no chances",
    f"sweep {OWN} --vary params.fast=3,4 --workers 1": "run with full books, session by session",
    "compare --config own.toml --vary params.fast=3,4 --baseline params.fast=3 --no-report": "params.fast=4",
    "compare own.toml core.toml --no-report": "own: account kept; declares nothing",
    "compare RUN core.toml --no-report": "Crossing",
    "check-strategy crossing.py:Crossing --param size=2 --period 2008-01-02..2008-03-31": "nothing found",
}
"""Commands, and what of their work is seen."""
REFUSED = {
    "run --pattern own": "there is no such file; give FILE.py:Class",
    "run --strategy nowhere.py:Crossing": "strategy 'nowhere.py:Crossing': there is no such file",
    f"run {OWN} --param speed=3": "params.speed: Crossing has no such param; it has fast, slow, size",
    f"sweep {OWN} --vary fast=3,4": "--vary fast: is a param of the strategy; say params.fast",
    f"sweep {OWN} --vary params.fast=3,4 --engine fast": "a strategy of your own goes through Backtrader",
    "compare --config own.toml --vary fast=3,4": "--vary fast: is a param of the strategy; say params.fast",
    "compare --config own.toml --vary params.speed=3,4": "params.speed: Crossing has no such param",
    "rules check own.toml": "ask it with overlay check-strategy, and its runs with overlay audit",
    "survive own.toml --paths 5": "a strategy of your own goes through Backtrader from session to session",
    "survive own.toml --vary params.fast=3,4": "a strategy of your own goes through Backtrader",
    "size --config own.toml": "pattern own: has no overlay whose size is a setting",
    "size --pattern own --bear 0.2": "pattern own: has no overlay whose size is a setting",
    "streak --run RUN": "has 6 months; a streak is told of 12 or more",
    "expectancy --run RUN": "pattern own keeps no table of trades",
    "replay RUN": "",
}
"""Commands that cannot do it, and what they say."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a strategy, plans and a saved run."""
    place = tmp_path_factory.mktemp("own")
    (place / "crossing.py").write_text(CROSSING)
    (place / "own.toml").write_text(PLAN)
    (place / "core.toml").write_text('pattern = "core"\nperiod = "2008-01-02..2008-06-30"\n')
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place)
        told = invoke(f"run {OWN} --no-lines --json")
    return place, json.loads(told.stdout)["folder"]


def invoke(command):
    return CliRunner().invoke(cli, shlex.split(command), catch_exceptions=False)


@pytest.fixture
def overlay(folder, monkeypatch):
    """Run a command there; `RUN` is the saved run."""
    monkeypatch.chdir(folder[0])
    return lambda command: invoke(command.replace("RUN", folder[1]))


@pytest.mark.pages
@pytest.mark.parametrize("command", DONE)
def test_it_does_its_work(overlay, command):
    done = overlay(command)
    assert done.exit_code == 0, done.output
    assert DONE[command] in done.output


@pytest.mark.parametrize("command", REFUSED)
def test_it_says_why_not_in_one_sentence(overlay, command):
    with pytest.raises(OverlayError) as refused:
        overlay(command)
    assert REFUSED[command] in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.pages
def test_what_the_check_finds_is_told_and_the_exit_status_says_so(overlay):
    told = overlay("check-strategy crossing.py:Crossing --param size=9000 --period 2008-01-02..2008-02-29 --json")
    assert told.exit_code == 1
    assert any("orders was filled: collateral does not cover" in one for one in json.loads(told.stdout)["findings"])
