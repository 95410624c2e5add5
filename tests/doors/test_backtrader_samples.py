"""Ordinary Backtrader scripts run on Backtrader's own broker, and unchanged but for one line on this account."""

import ast
from datetime import date
from pathlib import Path
from typing import NamedTuple

import backtrader as bt
import numpy as np
import pytest

from data.base.days import day_of
from data.market.embedded import embedded_market
from engine import load_run
from tests.support.commands import overlay

FOLDER = Path(__file__).parents[2] / "examples" / "backtrader"
SAMPLES = sorted(FOLDER.glob("*.py"))
PRICES = FOLDER / "spx.csv"
THEIRS = "cerebro.broker.setcash(1_000_000)"
OURS = "import engine; cerebro.setbroker(engine.broker_for(data{settings}))"
ALIKE = ', engine.load_config(None, ["execution.fill_at=open", "costs.factor=0"])'
"""Settings with which this account fills where Backtrader's broker does."""


class Done(NamedTuple):
    """An order that was filled: in which session, of which kind, size (signed) and price, and until when it was valid
    ("" for good).
    """

    day: str
    kind: str
    size: float
    price: float
    until: str


class Fills(bt.Analyzer):
    """Keeps what was filled."""

    def start(self):
        self.fills = []

    def notify_order(self, order):
        if order.status == order.Completed:
            day, until = (
                bt.num2date(one).date().isoformat() if one else "" for one in (order.executed.dt, order.valid)
            )
            self.fills.append(Done(day, order.getordername(), order.executed.size, order.executed.price, until))

    def get_analysis(self):
        return self.fills


def run(name, line, monkeypatch):
    """What a script fills with one line in place of its broker's."""
    path = FOLDER / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    assert source.count(THEIRS) == 1
    ran, plain = [], bt.Cerebro.run

    def watched(self, **settings):
        self.addanalyzer(Fills, _name="fills")
        ran.extend(plain(self, **settings))
        return ran

    with monkeypatch.context() as patched:
        patched.setattr(bt.Cerebro, "run", watched)
        exec(compile(source.replace(THEIRS, line), str(path), "exec"), {"__name__": "__main__", "__file__": str(path)})  # noqa: S102
    (strategy,) = ran
    return strategy.analyzers.fills.get_analysis()


@pytest.fixture
def both(monkeypatch, capsys):
    """What a script fills on Backtrader's broker, and with one line changed on this account."""
    del capsys
    return lambda name: tuple(run(name, line, monkeypatch) for line in (THEIRS, OURS.format(settings=ALIKE)))


def sides(fills):
    return [(one.day, one.kind, one.size > 0) for one in fills]


def test_there_are_five_and_none_knows_of_this_program():
    assert len(SAMPLES) == 5
    for path in SAMPLES:
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        named = {one.name for node in tree if isinstance(node, ast.Import) for one in node.names}
        assert named == {"backtrader"}


def test_their_prices_are_those_of_the_index():
    market, (_, *lines) = embedded_market(), PRICES.read_text(encoding="utf-8").splitlines()
    days, *columns = zip(*(line.split(",") for line in lines), strict=True)
    first = market.row_from(day_of(date.fromisoformat(days[0])))
    for name, told in zip(("open", "high", "low", "close"), columns, strict=True):
        assert np.allclose(np.array(told, float), market.values(name)[first : first + len(days)], rtol=1e-5)


@pytest.mark.pages
@pytest.mark.parametrize("name", ["brackets", "trailing"])
def test_brackets_and_trailing_stops_fill_in_the_same_sessions_at_the_same_prices(both, name):
    theirs, ours = both(name)
    assert len(theirs) > 40
    assert len({one.kind for one in ours}) == (3 if name == "brackets" else 2)
    assert [one[:3] for one in ours] == [one[:3] for one in theirs]
    assert [one.price for one in ours] == pytest.approx([one.price for one in theirs], rel=1e-12)


@pytest.mark.pages
def test_limits_and_groups_fill_alike_but_for_a_limit_on_its_last_day(both):
    theirs, ours = both("reversion")
    entries = [[one for one in fills if one.until] for fills in (theirs, ours)]
    assert len(entries[1]) == len(entries[0]) > 10
    apart = [one for one in entries[1] if one not in entries[0]]
    # a limit that is valid until a day fills in that day's session here, and the evening before at the latest there
    assert [one.day for one in apart] == [one.until for one in apart] == ["2008-06-11"]
    assert all(one.day < one.until for one in entries[0])
    exits = {one[:3] for one in theirs if not one.until} ^ {one[:3] for one in ours if not one.until}
    assert {day for day, *_ in exits} == {"2008-07-01", "2008-07-11"}  # of that trade


@pytest.mark.pages
def test_a_crossing_turns_in_the_same_sessions_with_as_much(both):
    theirs, ours = both("crossing")
    assert len(ours) > 20
    assert sides(ours) == sides(theirs)
    assert [one.price for one in ours] == pytest.approx([one.price for one in theirs])
    # a quarter of equity either way: five dollars a point, whole contracts, and bills have paid since
    assert [5 * one.size for one in ours] == pytest.approx([one.size for one in theirs], rel=0.03)


@pytest.mark.pages
def test_monthly_weights_turn_in_the_same_sessions_and_small_corrections_wait_for_a_whole_contract(both):
    theirs, ours = both("weekly")
    large = [[one for one in fills if abs(one.size) * scale > 100] for fills, scale in ((theirs, 1), (ours, 5))]
    assert len(large[0]) >= 8
    assert sides(large[1]) == sides(large[0])
    assert {one.day for one in ours} < {one.day for one in theirs}
    held = [dict(zip([one.day for one in fills], np.cumsum([one.size for one in fills]), strict=True))
            for fills in (theirs, ours)]  # fmt: skip
    assert [5 * held[1][day] for day in held[1]] == pytest.approx([held[0][day] for day in held[1]], rel=0.1)


@pytest.mark.pages
@pytest.mark.parametrize("name", [path.stem for path in SAMPLES])
def test_a_script_runs_with_the_account_as_it_is(name, monkeypatch, capsys):
    assert run(name, OURS.format(settings=""), monkeypatch)
    assert "equity" in capsys.readouterr().out


@pytest.mark.pages
@pytest.mark.parametrize("name", [path.stem for path in SAMPLES])
def test_a_strategy_of_a_script_runs_as_patterns_do(name, tmp_path):
    strategy = f"{FOLDER / name}.py:{name.capitalize()}"
    overlay("run", "--strategy", strategy, "--set", "period=2007-2010", "--no-lines", "--out", tmp_path)
    (saved,) = tmp_path.glob("*/manifest.json")
    assert len(load_run(saved.parent).tables["fills"]) > 20
