"""Analyzers, observers, writers, timers, notices, switches and `optstrategy` of Backtrader: as on its own broker."""

import gc
import io
from collections import Counter
from datetime import time

import backtrader as bt
import pytest

from engine import broker_for

ALIKE = (
    "TradeAnalyzer", "DrawDown", "TimeDrawDown", "SharpeRatio", "SharpeRatio_A", "Transactions", "TimeReturn", "SQN",
    "VWR", "Returns", "PeriodStats", "LogReturnsRolling", "Calmar",
)  # fmt: skip


def numbers(told):
    """Every number of an analysis, in its order."""
    if isinstance(told, dict):
        return [number for key in told for number in numbers(told[key])]
    if isinstance(told, list | tuple):
        return [number for one in told for number in numbers(one)]
    return [float(told)] if isinstance(told, int | float) else []


@pytest.mark.pages
def test_analyzers_say_what_they_say_on_backtraders_own_broker(on_both):
    def prepare(cerebro):
        for name in ALIKE:
            cerebro.addanalyzer(getattr(bt.analyzers, name), _name=name)

    ours, theirs = on_both(prepare=prepare)
    for name in ALIKE:
        said, expected = (numbers(getattr(one.analyzers, name).get_analysis()) for one in (ours, theirs))
        assert said, name
        assert said == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True), name


def test_the_fills_are_those_of_backtraders_own_broker(on_both):
    ours, theirs = on_both()
    assert len(ours.fills) > 15
    assert ours.fills == theirs.fills
    assert ours.broker.getvalue() == pytest.approx(theirs.broker.getvalue(), abs=1e-6)


def test_positions_are_valued_at_their_notional(ran):
    strategy = ran(prepare=lambda cerebro: cerebro.addanalyzer(bt.analyzers.PositionsValue, _name="asked"))
    told = strategy.analyzers.asked.get_analysis()
    held = {day: value for day, (value,) in told.items() if value}
    closes = {strategy.data.datetime.date(ago): strategy.data.close[ago] for ago in range(1 - len(strategy.data), 1)}
    assert len(held) > 100
    assert held == pytest.approx({day: 3 * 5.0 * closes[day] for day in held})


def test_pyfolio_has_returns_positions_and_transactions(ran):
    strategy = ran(prepare=lambda cerebro: cerebro.addanalyzer(bt.analyzers.PyFolio, _name="asked"))
    returns, positions, transactions, _ = strategy.analyzers.asked.get_pf_items()
    assert len(returns) == len(positions) == len(strategy.data)
    assert len(transactions) == len(strategy.fills)


OBSERVERS = (
    "Broker", "Value", "BuySell", "Trades", "DrawDown", "DataTrades", "TimeReturn",
)  # fmt: skip


@pytest.mark.pages
def test_observers_draw_what_they_draw_on_backtraders_own_broker(on_both):
    def prepare(cerebro):
        for name in OBSERVERS:
            cerebro.addobserver(getattr(bt.observers, name))

    for ours, theirs in zip(*(one.observers for one in on_both(prepare=prepare)), strict=True):
        for line in range(ours.lines.size()):
            if ours.lines._getlinealias(line) != "cash":  # the fund's here, the margin's there
                drawn = [list(one.lines[line].array)[: len(ours)] for one in (ours, theirs)]
                assert drawn[0] == pytest.approx(drawn[1], rel=1e-9, nan_ok=True), type(ours)


@pytest.mark.pages
def test_the_usual_observers_change_nothing(ran):
    assert ran(stdstats=True).broker.getvalue() == ran().broker.getvalue()


def test_a_writer_writes_the_rows_it_writes_on_backtraders_own_broker(on_both):
    written = []

    def prepare(cerebro):
        written.append(io.StringIO())
        cerebro.addwriter(bt.WriterFile, csv=True, out=written[-1], rounding=4)

    on_both(prepare=prepare)
    theirs, ours = (
        [line.split(",") for line in text.getvalue().splitlines() if line[:1].isdigit()] for text in written
    )
    assert len(ours) > 150
    assert ours == theirs


SWITCHES = (
    {"runonce": False}, {"preload": False}, {"exactbars": 1}, {"exactbars": -1}, {"exactbars": -2}, {"oldsync": True},
    {"oldsync": True, "runonce": False}, {"quicknotify": True}, {"tradehistory": True},
)  # fmt: skip


@pytest.mark.pages
@pytest.mark.parametrize("switches", SWITCHES, ids=str)
def test_a_switch_of_cerebro_changes_no_fill_and_no_value(ran, switches):
    usual, switched = ran(), ran(**switches)
    assert switched.fills == usual.fills
    assert switched.broker.getvalue() == usual.broker.getvalue()


def test_the_history_of_a_trade_is_kept(on_both, crossing):
    class Kept(crossing):
        def notify_trade(self, trade):
            if trade.isclosed:
                self.history = [
                    (one.status.status, one.status.size, one.status.price, one.event.size) for one in trade.history
                ]

    ours, theirs = on_both(Kept, tradehistory=True)
    assert len(ours.history) == 2
    assert ours.history == theirs.history


@pytest.mark.pages
def test_timers_ring_when_they_ring_on_backtraders_own_broker(on_both, crossing):
    class Timed(crossing):
        def __init__(self):
            super().__init__()
            self.rung = []
            self.add_timer(when=bt.timer.SESSION_START, monthdays=[1], monthcarry=True)
            self.add_timer(when=bt.timer.SESSION_END, weekdays=[5])
            self.add_timer(when=time(0, 0), weekdays=[1], weekcarry=True)

        def notify_timer(self, timer, when, *_args, **_kwargs):
            self.rung.append((timer.p.tid, when, len(self), self.position.size))

    ours, theirs = on_both(Timed)
    assert {tid for tid, *_ in ours.rung} >= {0, 2}
    assert ours.rung == theirs.rung


def test_what_is_notified_is_what_backtraders_own_broker_notifies(on_both, crossing):
    class Told(crossing):
        def __init__(self):
            super().__init__()
            self.told = []

        def start(self):
            self.told.append("start")

        def prenext(self):
            self.told.append("prenext")

        def stop(self):
            self.told.append("stop")

        def notify_order(self, order):
            if order.status != order.Submitted:  # here an order is accepted at once
                self.told.append(("order", order.getstatusname(), len(self), order.executed.size))

        def notify_trade(self, trade):
            self.told.append(("trade", trade.status_names[trade.status], len(self), trade.size, trade.pnl))

        def notify_cashvalue(self, cash, value):
            self.told.append(("value", round(value, 4)))

        def notify_fund(self, cash, value, fundvalue, shares):
            self.told.append(("fund", round(value, 4)))

    ours, theirs = on_both(Told)
    kinds = Counter(one if isinstance(one, str) else one[0] for one in ours.told)
    assert min(kinds[one] for one in ("order", "trade", "value", "fund", "prenext")) > 10
    assert ours.told == theirs.told


@pytest.mark.pages
def test_two_strategies_share_an_account(on_both, crossing):
    class Slow(crossing):
        params = (("period", 50),)

        def next(self):
            if len(self) % 40 == 0:
                self.buy(size=1)

    ours, theirs = on_both(prepare=lambda cerebro: cerebro.addstrategy(Slow))
    assert ours.env.runningstrats[1].fills
    for mine, other in zip(ours.env.runningstrats, theirs.env.runningstrats, strict=True):
        assert mine.fills == other.fills


@pytest.mark.pages
def test_positions_can_be_asked_for_by_name(on_both, crossing):
    class ByName(crossing):
        def next(self):
            super().next()
            named, held = self.getpositionsbyname(), self.getpositions()
            self.told = [(name, one.size, one.price) for name, one in named.items()], held[self.data].size

    ours, theirs = on_both(ByName)
    assert ours.told == theirs.told
    assert ours.broker.positions["nothing"].size == 0
    assert "nothing" not in ours.broker.positions  # asking left nothing behind


@pytest.mark.pages
def test_a_run_made_again_starts_from_the_opening_capital(ran):
    strategy = ran()
    first = strategy.broker.getvalue()
    assert strategy.env.run()[0].broker.getvalue() == first


@pytest.mark.pages
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # Backtrader's pool forks,
@pytest.mark.filterwarnings("ignore:unclosed running multiprocessing pool:ResourceWarning")  # and is not waited for
@pytest.mark.parametrize(("processes", "optreturn"), [(1, False), (2, True)])
def test_each_run_of_an_optimisation_is_the_run_alone(bars, crossing, ran, processes, optreturn):
    data = bt.feeds.PandasData(dataname=bars)
    cerebro = bt.Cerebro(stdstats=False, maxcpus=processes, optreturn=optreturn)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data))
    cerebro.addanalyzer(bt.analyzers.Returns, _name="asked")
    cerebro.optstrategy(crossing, period=[10, 30])
    found = [one.analyzers.asked.get_analysis()["rtot"] for (one,) in cerebro.run()]
    gc.collect()
    alone = []
    for period in (10, 30):
        kind = type("Alone", (crossing,), {"params": (("period", period),)})
        one = ran(kind, lambda cerebro: cerebro.addanalyzer(bt.analyzers.Returns, _name="asked"))
        alone.append(one.analyzers.asked.get_analysis()["rtot"])
    assert found == alone
    assert len(set(found)) == 2


def test_the_broker_says_its_fund_is_no_mode(ran):
    assert ran().broker.fundmode is False
