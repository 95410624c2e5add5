"""Runs of a strategy of one's own know nothing of what comes after, and are the same whenever they are made."""

import backtrader as bt
import numpy as np
import pytest

from data.base.arrow import to_array
from engine import load_config, run_own
from engine.kits.look_ahead import NOT_COMPARED
from engine.runs.backtest import backtest
from tests.support.own_strategies import bars

SPAN = "2008-01-02..2008-12-31"
YEAR = load_config(None, [f"period={SPAN}"])


class Weekly(bt.Strategy):
    """Goes with two averages of the market, and by the signal of the last week that has closed."""

    params = (("fast", 4), ("slow", 11), ("size", 20))

    def __init__(self):
        fast, slow = (bt.indicators.SMA(self.data.close, period=one) for one in (self.p.fast, self.p.slow))
        self.cross = bt.indicators.CrossOver(fast, slow)

    def next(self):
        risen = len(self.datas) == 1 or self.datas[1].close[0] > self.datas[1].open[0]
        if self.cross[0] > 0 and risen:
            self.buy(size=self.p.size)
        elif self.cross[0] < 0 and self.position:
            self.close()


def signal(cerebro):
    frame = bars("2007-06-01", "2009-06-30")
    cerebro.resampledata(bt.feeds.PandasData(dataname=frame), timeframe=bt.TimeFrame.Weeks, name="weekly")


def looked_at(cerebro):
    cerebro.adddata(bt.feeds.PandasData(dataname=bars("2007-06-01", "2009-06-30")), name="daily")


def of_its_own(cerebro):
    cerebro.adddata(bt.feeds.PandasData(dataname=bars("2008-01-02", "2009-06-30")), name="mine")


@pytest.mark.parametrize(
    ("setup", "settings"),
    [
        pytest.param(None, (), marks=pytest.mark.pages),
        pytest.param(
            None,
            ("execution.fill_at=open", "margin.test=intraday", "account.profile=jp_retail_futures"),
            marks=pytest.mark.pages,
        ),
        pytest.param(looked_at, (), marks=pytest.mark.pages),
        (signal, ()),
        pytest.param(of_its_own, ("own.feed=own",), marks=pytest.mark.pages),
    ],
)
def test_a_market_that_ends_early_changes_nothing_before(setup, settings):
    draw = np.random.default_rng(len(settings))
    fast = int(draw.integers(2, 8))
    params = {"fast": fast, "slow": fast + int(draw.integers(3, 12))}
    whole = run_own(Weekly, load_config(None, [f"period={SPAN}", *settings]), setup=setup, **params)
    days = to_array(whole.table("equity")["date"])
    assert whole.table("fills").num_rows > 4
    for day in draw.choice(days[30:-1], 2, replace=False):
        ends = np.datetime64(int(day), "D")
        part = run_own(Weekly, load_config(None, [f"period=2008-01-02..{ends}", *settings]), setup=setup, **params)
        for name, table in part.tables.items():
            if name not in NOT_COMPARED | {"resting_orders"}:
                before = whole.table(name)
                assert table.equals(before.slice(0, int((to_array(before["date"]) <= day).sum()))), (name, ends)


@pytest.mark.pages
def test_two_runs_are_the_same_to_the_last_bit_and_what_is_read_back_is_run_the_same():
    first, second = (run_own(Weekly, YEAR, setup=looked_at) for _ in range(2))
    again = backtest(first.config)
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name
        assert table.equals(again.tables[name]), name


@pytest.mark.pages
def test_a_file_that_was_edited_between_two_runs_is_another_run(tmp_path):
    text = "import backtrader as bt\nclass Held(bt.Strategy):\n def next(self): self.order_target_size(target=10)\n"
    path, runs = tmp_path / "held.py", []
    for code in (text, text.replace("10", "20")):
        path.write_text(code)
        runs.append(run_own(f"{path}:Held", YEAR))
    assert runs[0].config.digest == runs[1].config.digest
    assert runs[0].trial.digest != runs[1].trial.digest
    assert [set(run.table("positions")["size"].to_pylist()) for run in runs] == [{10}, {20}]
