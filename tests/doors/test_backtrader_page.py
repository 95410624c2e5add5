"""`docs/backtrader.md`: its code runs, its rows are tried on both brokers, and both languages say the same."""

import ast
import re
from contextlib import chdir
from datetime import datetime
from pathlib import Path

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine import broker_for
from strategies.sizing.sizers import AllowedLossSizer, CollateralSizer
from validation.backtrader import PAGES, page

ROOT = Path(__file__).parents[2]
PRICES = ROOT / "examples" / "backtrader" / "spx.csv"
TEXT = PAGES["en"].read_text(encoding="utf-8")
AGAIN = PAGES["ja"].read_text(encoding="utf-8")
TRIED = "| ordinary code |"
"""How a table begins whose first column is code."""


def tables(text):
    """Rows of cells, each table with its head."""
    found = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [[line.strip("| ").split(" | ") for line in table.splitlines()] for table in found]


def code_of(cell):
    """What is tried of a first cell: all of it, where it is code."""
    return cell[1:-1] if re.fullmatch(r"`[^`]+`", cell) else None


ROWS = [
    (code_of(first), second)
    for (head, _, *rows) in tables(TEXT)
    if head[0] == "ordinary code"
    for first, second, *_ in rows
    if code_of(first)
]
REFUSED = [
    code_of(first) for (head, _, *rows) in tables(TEXT) for first, second, *_ in rows
    if head[0] == "ordinary code" and code_of(first) and ("why" in head[1] or second.startswith("refused"))
]  # fmt: skip


class Hold(bt.Strategy):
    """Buys some, then does what a row says, and at last whatever its sizer says."""

    params = (("code", ""),)

    def __init__(self):
        self.sent = []
        if "add_timer" in self.p.code:
            exec(self.p.code, self.names())  # noqa: S102

    def names(self):
        close = self.data.close[0] if len(self.data) else 0.0
        return {"self": self, "bt": bt, "data": self.data, "close": close}

    def next(self):
        if len(self) == 5:
            self.buy(size=3)
        if len(self) == 10 and self.p.code.startswith("self.") and "add_timer" not in self.p.code:
            exec(self.p.code, self.names())  # noqa: S102
        if len(self) == 20:
            self.close()
        if len(self) == 25 and "addsizer" in self.p.code:
            self.equity, self.size = self.broker.getvalue(), self.buy().size

    def notify_order(self, order):
        self.sent = [*self.sent, order]


def tried(code, *, ours):
    """A strategy after a run of half a year in which a row of the page was done, on either broker."""
    names = {"bt": bt, "Hold": Hold, "CollateralSizer": CollateralSizer, "AllowedLossSizer": AllowedLossSizer}
    of_engine, before = code.startswith("bt.Cerebro("), code.startswith("cerebro.")
    cerebro = eval(code, names) if of_engine else bt.Cerebro()  # noqa: S307
    data = feed(code)
    cerebro.adddata(data)
    names |= {"cerebro": cerebro, "data": data}
    if ours:
        cerebro.setbroker(broker_for(data))
    else:
        cerebro.broker.set_cash(1e6)
    if before:
        exec(code, names)  # noqa: S102
    if "optstrategy" not in code:
        cerebro.addstrategy(Hold, code=code)
    (strategy,) = cerebro.run(maxcpus=1)
    return strategy


def feed(code):
    del code
    return bt.feeds.GenericCSVData(
        dataname=str(PRICES), dtformat="%Y-%m-%d", volume=-1, openinterest=-1, todate=datetime(2007, 6, 30)
    )


def test_there_are_rows_to_try():
    assert len(ROWS) > 35
    assert len(REFUSED) >= 8


@pytest.mark.parametrize("code", [code for code, _ in ROWS])
def test_what_is_written_runs_on_backtraders_broker_and_here_or_is_refused(code, capsys):
    tried(code, ours=False)
    if code in REFUSED:
        with pytest.raises(ConfigError):
            tried(code, ours=True)
        return
    tried(code, ours=True)
