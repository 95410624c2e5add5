"""Feeds of one's own: files and frames, feeds that are only looked at, weekly signals, and what is no feed to trade."""

import backtrader as bt
import numpy as np
import pandas as pd
import pytest

from data.base.errors import ConfigError, DataError
from engine import broker_for, load_config
from engine.bt.beside_index import Beside, dividends_within

ONLY_DAYS = "and margin is tested every session"


def frame_feed(frame, **more):
    return bt.feeds.PandasData(dataname=frame, **more)


def run(feeds, kind, traded=0, feed=None, **switches):
    """The strategy after a run over feeds (made when cerebro is there), of which one is traded."""
    cerebro = bt.Cerebro(**{"stdstats": False, **switches})
    made = [feed_of(cerebro) for feed_of in feeds]
    cerebro.setbroker(broker_for(made[traded], load_config(None, []), feed=feed))
    cerebro.addstrategy(kind)
    return cerebro.run()[0]


def added(frame, **more):
    return lambda cerebro: cerebro.adddata(frame_feed(frame, **more))


@pytest.fixture
def files(bars, tmp_path):
    """The bars as CSV feeds of Backtrader's, by kind."""
    bars.to_csv(tmp_path / "plain.csv")
    bars.assign(oi=0).reset_index().to_csv(tmp_path / "backtrader.csv", index=False)
    of_yahoo = bars.assign(adjusted=bars["close"])[["open", "high", "low", "close", "adjusted", "volume"]]
    of_yahoo.to_csv(tmp_path / "yahoo.csv")
    return {
        "generic": bt.feeds.GenericCSVData(dataname=str(tmp_path / "plain.csv"), dtformat="%Y-%m-%d", openinterest=-1),
        "backtrader": bt.feeds.BacktraderCSVData(dataname=str(tmp_path / "backtrader.csv")),
        "yahoo": bt.feeds.YahooFinanceCSVData(dataname=str(tmp_path / "yahoo.csv"), decimals=4),
    }


@pytest.mark.pages
@pytest.mark.parametrize("kind", ["generic", "backtrader", "yahoo"])
def test_a_file_is_traded_as_the_frame_it_was_made_of(bars, files, crossing, kind):
    of_file = run([lambda cerebro: cerebro.adddata(files[kind])], crossing)
    of_frame = run([added(bars)], crossing)
    assert of_file.broker.getvalue() == pytest.approx(of_frame.broker.getvalue(), abs=0.01)
    assert [fill[:2] for fill in of_file.fills] == [fill[:2] for fill in of_frame.fills]


def test_a_part_of_a_feed_may_be_taken_by_its_dates(bars, crossing):
    first, last = bars.index[40], bars.index[150]
    part = run([added(bars, fromdate=first.to_pydatetime(), todate=last.to_pydatetime())], crossing)
    assert part.fills == run([added(bars.loc[first:last])], crossing).fills


@pytest.mark.pages
@pytest.mark.parametrize("way", ["chaindata", "rolloverdata"])
def test_feeds_that_follow_each_other_are_one_feed(bars, crossing, way):
    def joined(cerebro):
        return getattr(cerebro, way)(frame_feed(bars.iloc[:100]), frame_feed(bars.iloc[100:]), name="joined")

    assert [fill[:2] for fill in run([joined], crossing).fills] == [
        fill[:2] for fill in run([added(bars)], crossing).fills
    ]


@pytest.fixture
def signal():
    """Something with dates of its own: every calendar day from a month before."""
    days = pd.date_range("2013-02-01", periods=450, freq="D")
    wave = 2.0 + np.sin(np.arange(450) / 15.0)
    return pd.DataFrame(dict.fromkeys(("open", "high", "low", "close"), wave), index=days).assign(volume=0)


class BySignal(bt.Strategy):
    """Holds the feed called spx while the one called signal is high."""

    def __init__(self):
        self.traded, self.signal = self.getdatabyname("spx"), self.getdatabyname("signal")
        self.fills, self.waiting = [], False

    def next(self):
        high, held = self.signal.close[0] > 2.0, bool(self.getposition(self.traded))
        if high != held and not self.waiting:
            self.order_target_size(self.traded, 5 if high else 0)
            self.waiting = True

    def notify_order(self, order):
        if order.status == order.Completed:
            self.waiting = False
            self.fills.append((self.traded.datetime.date(0), order.executed.size, order.executed.price))


@pytest.mark.pages
@pytest.mark.parametrize("switches", [{}, {"runonce": False}, {"preload": False}], ids=str)
@pytest.mark.parametrize("second", [False, True])
def test_a_signal_with_other_dates_moves_the_traded_feed(bars, signal, second, switches):
    feeds = [added(bars, name="spx"), added(signal, name="signal")]
    strategy = run(feeds[::-1] if second else feeds, BySignal, traded=int(second), **switches)
    assert len(strategy.fills) == 5
    assert [fill[:2] for fill in strategy.fills] == expected_fills(bars.index, signal["close"] > 2.0)
    assert all(abs(price - bars.loc[str(day), "close"]) <= 0.5 for day, _, price in strategy.fills)


def expected_fills(sessions, high):
    """Day and size: what a signal says of an evening is dealt in the session after, and not thought of meanwhile."""
    held, sent, fills = False, None, []
    for day in high.index[high.index >= sessions[0]]:
        if day in sessions and sent is not None:
            held, sent = sent, None
            fills.append((day.date(), 5 if held else -5))
        if high[day] != held and sent is None:
            sent = high[day]
    return fills


@pytest.mark.parametrize(
    "order",
    [
        lambda one: one.buy(one.data1, size=1),
        lambda one: one.sell("signal", size=1),
        lambda one: one.buy(one.data1),
        lambda one: one.order_target_size(one.data1, 1),
        lambda one: one.order_target_percent(one.data1, 0.5),
        lambda one: one.order_target_value(one.data1, 1e5),
    ],
)
def test_an_order_on_a_feed_that_is_looked_at_is_refused_by_the_name_of_the_traded_one(bars, signal, order):
    class Wrong(bt.Strategy):
        def next(self):
            order(self)

    with pytest.raises(
        ConfigError,
        match=r"'signal' \(self.data1\) is only looked at: this account trades 'spx' \(self.data0\); "
        r"order that one, or let it trade the other \(own.feed = 'own' in a run",
    ):
        run([added(bars, name="spx"), added(signal, name="signal")], Wrong)


def test_what_is_looked_at_has_no_position_and_nothing_to_close(bars, signal):
    class Looks(bt.Strategy):
        def next(self):
            self.seen = self.getposition(self.data1).size, self.close(self.data1), self.broker.getvalue([self.data1])

    assert run([added(bars), added(signal)], Looks).seen == (0, None, 0.0)


class ByWeeks(bt.Strategy):
    """Holds five while the week's close is above its average."""

    def __init__(self):
        self.average = bt.indicators.SMA(self.data1.close, period=4)
        self.fills, self.sent = [], []

    def next(self):
        above = self.data1.close[0] > self.average[0]
        if above != bool(self.position):
            self.sent.append((self.data.datetime.date(0), above))
            self.order_target_size(target=5 if above else 0)

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append((self.data.datetime.date(0), order.executed.size))


def weekly(frame):
    """The daily feed, and its weeks."""
    made = []

    def daily(cerebro):
        made.append(cerebro.adddata(frame_feed(frame, name="spx")))
        return made[0]

    return [daily, lambda cerebro: cerebro.resampledata(made[0], timeframe=bt.TimeFrame.Weeks)]


@pytest.mark.pages
@pytest.mark.parametrize("switches", [{}, {"runonce": False}, {"preload": False}, {"exactbars": 1}], ids=str)
def test_a_weekly_signal_is_the_same_whatever_way_backtrader_takes(bars, switches):
    usual, other = run(weekly(bars), ByWeeks), run(weekly(bars), ByWeeks, **switches)
    assert len(usual.fills) > 5
    assert other.fills == usual.fills


def test_a_week_is_known_once_it_is_over(bars):
    closes = bars["close"].groupby(bars.index.to_period("W")).last()
    above = (closes > closes.rolling(4).mean()).to_dict()
    sent = [(day, decided) for day, decided in run(weekly(bars), ByWeeks).sent if day < bars.index[-1].date()]
    assert len(sent) > 5
    assert all(above[pd.Timestamp(day).to_period("W") - 1] == decided for day, decided in sent)


@pytest.mark.pages
@pytest.mark.parametrize("cut", [111])
def test_what_a_weekly_signal_did_before_a_day_does_not_depend_on_what_came_after(bars, cut):
    whole, part = run(weekly(bars), ByWeeks).sent, run(weekly(bars.iloc[:cut]), ByWeeks).sent
    assert part[:-1] == whole[: len(part) - 1]  # the last week of the part is over early


NO_FEEDS = {
    "its bars are of 1 Weeks": (weekly, 1),
    "its bars are replayed": (
        lambda bars: [lambda cerebro: cerebro.replaydata(frame_feed(bars), timeframe=bt.TimeFrame.Weeks)],
        0,
    ),
    "its bars are of 60 Minutes": (lambda bars: [added(bars, timeframe=bt.TimeFrame.Minutes, compression=60)], 0),
    r"13 bars in 61 sessions": (lambda bars: [added(bars.iloc[::5])], 0),
    r"its bars are filtered \(HeikinAshi\)": (
        lambda bars: [lambda cerebro: cerebro.adddata(frame_feed(bars, filters=[bt.filters.HeikinAshi]))],
        0,
    ),
}


@pytest.mark.parametrize("sentence", NO_FEEDS)
def test_a_feed_that_is_not_of_days_is_not_traded(bars, crossing, sentence):
    feeds, traded = NO_FEEDS[sentence]
    with pytest.raises(DataError, match=f"{sentence}.*{ONLY_DAYS}"):
        run(feeds(bars), crossing, traded=traded)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (lambda bars: [frame_feed(bars), frame_feed(bars)], "2 feeds were given, and an account trades one"),
        (lambda bars: bars, "a DataFrame is no feed of Backtrader's; make one of it"),
        (lambda _: "spx.csv", "a str is no feed of Backtrader's"),
    ],
)
def test_what_is_no_feed_or_several_is_refused(bars, what, sentence):
    with pytest.raises(ConfigError, match=f"broker_for: {sentence}"):
        broker_for(what(bars))


def test_a_feed_without_a_bar_is_told(bars):
    with pytest.raises(DataError, match="brought no bar: look at its file and its dates"):
        run([added(bars.iloc[:0])], bt.Strategy)


PERIOD = ("2003-01-02", "2007-12-31")


def with_dividends(market, share=1.0, less_bills=0.0):
    """Bars of the index that keep a share of its dividends, less so much of the bill yield, as a future would."""
    table = market.table.to_pandas().set_index("date")
    table.index = table.index.astype("datetime64[ns]")
    table = table.loc[slice(*PERIOD)]
    days = np.diff(table.index.values).astype("timedelta64[D]").astype(int)
    rates = (share * table["dividend_yield"] - less_bills * table["bill_yield"]).to_numpy()[:-1]
    grown = np.exp(np.cumsum(np.r_[0.0, rates * days / 365]))
    return table[["open", "high", "low", "close"]].mul(grown, axis=0).assign(volume=0)


@pytest.mark.pages
@pytest.mark.parametrize(
    ("feed", "share", "switches"),
    [(None, 1.0, {}), (None, 0.75, {}), ("index", 1.0, {}), (None, 1.0, {"preload": False})],
    ids=str,
)
def test_an_index_with_its_dividends_is_told(whole_market, feed, share, switches):
    bars = with_dividends(whole_market, share)
    with pytest.raises(DataError, match=r"it gains 1\.\d% a year on the index, as an index with its dividends does"):
        run([added(bars)], bt.Strategy, feed=feed, **switches)


@pytest.mark.parametrize("switches", [{}, {"preload": False}], ids=str)
@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (1, "of the session before, so its dates are a session late"),
        (-1, "of the session after, so its dates are a session early"),
    ],
)
@pytest.mark.parametrize("feed", [None, "index"])
def test_an_index_whose_dates_are_a_session_off_is_told(bars, feed, shift, sentence, switches):
    moved = bars.shift(shift).dropna()
    with pytest.raises(DataError, match=f"most of its closes are the index's {sentence}"):
        run([added(moved)], bt.Strategy, feed=feed, **switches)


@pytest.mark.pages
@pytest.mark.parametrize(("feed", "less_bills"), [("future", 0.0), (None, 1.0)])
def test_a_future_is_not_taken_for_one(whole_market, feed, less_bills):
    bars = with_dividends(whole_market, less_bills=less_bills)
    assert not run([added(bars)], bt.Strategy, feed=feed).broker.feed.is_index


def test_where_bills_yield_nothing_the_two_cannot_be_told_apart(small_market):
    market = small_market([100.0] * 1000, bill_yield=[0.0] * 1000)
    first, last = Beside(0, 1.0), Beside(999, float(np.exp(0.02 * (market.days[999] - market.days[0]) / 365)))
    assert dividends_within(market, first, last, may_be_future=True) is None
    assert dividends_within(market, first, last, may_be_future=False) == pytest.approx(0.02)
    assert dividends_within(market, first, Beside(500, last.ratio), may_be_future=False) is None
