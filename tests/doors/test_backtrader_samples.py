"""Ordinary Backtrader scripts run on Backtrader's own broker, and unchanged but for one line on this account."""

import ast
from pathlib import Path
from typing import Any, NamedTuple

import backtrader as bt
import numpy as np
import pytest

from data.base.arrow import to_array
from data.market.embedded import embedded_market

FOLDER = Path(__file__).parents[2] / "examples" / "backtrader"
SAMPLES = sorted(FOLDER.glob("*.py"))
PRICES = FOLDER / "spx.csv"
THEIRS = "cerebro.broker.setcash(1_000_000)"
OURS = "import engine; cerebro.setbroker(engine.broker_for(data{settings}))"
ALIKE = ', engine.load_config(None, ["execution.fill_at=open", "costs.factor=0"])'
"""Settings with which this account fills where Backtrader's broker does."""


class Done(NamedTuple):
    """An order that was filled: when, which kind, and Backtrader's signed size and price."""

    day: str
    kind: str
    size: float
    price: float


class Fills(bt.Analyzer):
    """Keeps what was filled."""

    def start(self):
        self.fills = []

    def notify_order(self, order):
        if order.status == order.Completed:
            day = bt.num2date(order.executed.dt).date().isoformat()
            self.fills.append(Done(day, order.getordername(), order.executed.size, order.executed.price))

    def get_analysis(self):
        return self.fills


def run(path, line, monkeypatch) -> tuple[list[Done], Any]:
    """What a script fills with one line in place of its broker's, and the strategy after its run."""
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
    return strategy.analyzers.fills.get_analysis(), strategy


def test_there_are_five_and_none_knows_of_this_program():
    assert len(SAMPLES) == 5
    for path in SAMPLES:
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        named = {one.name for node in tree if isinstance(node, ast.Import) for one in node.names}
        assert named & {"engine", "data", "strategies"} == set()


def test_their_prices_are_those_of_the_index():
    market, lines = embedded_market(), PRICES.read_text(encoding="utf-8").splitlines()[1:]
    days, *columns = zip(*(line.split(",") for line in lines), strict=True)
    first = market.row_of(days[0])
    for name, told in zip(("open", "high", "low", "close"), columns, strict=True):
        assert np.allclose(np.array(told, float), market.values(name)[first:first + len(days)], rtol=1e-5)
