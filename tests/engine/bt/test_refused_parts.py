"""Parts of Backtrader that see ahead, live, or mean nothing on this account: each refused in a sentence."""

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine import broker_for

REFUSED = {
    "cheat_on_open": {"cheat_on_open": True, "broker_coo": False},
    "set_coo has no effect": {"cheat_on_open": True},
    "live feeds and stores": {"live": True},
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_switch_that_sees_ahead_or_lives_is_refused(ran, sentence):
    with pytest.raises(ConfigError, match=sentence):
        ran(**REFUSED[sentence])


PARTS = {
    "add_order_history": lambda cerebro: cerebro.add_order_history([["2013-02-01", 10, 1500.0]]),
    "set_fund_history": lambda cerebro: cerebro.set_fund_history([["2013-04-02", 100.0, 1.0]]),
    "set_fundmode": lambda cerebro: setattr(cerebro.broker, "fundmode", True),
    "live feeds and stores": lambda cerebro: cerebro.addstore(bt.Store()),
}


class Other(bt.feed.DataBase):
    """A feed of somebody's own without a bar."""

    def _load(self):
        return False


class Living(Other):
    def islive(self):
        return True


def test_a_broker_whose_feed_is_not_in_the_run_is_refused(bars, crossing):
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(bt.feeds.PandasData(dataname=bars))
    cerebro.setbroker(broker_for(bt.feeds.PandasData(dataname=bars)))
    cerebro.addstrategy(crossing)
    with pytest.raises(ConfigError, match="the feed this broker trades is not in the run"):
        cerebro.run()


@pytest.mark.parametrize("sentence", PARTS)
def test_a_part_without_a_meaning_here_is_refused(ran, sentence):
    with pytest.raises(ConfigError, match=sentence):
        ran(prepare=PARTS[sentence])


def test_a_feed_that_lives_is_refused_beside_the_traded_one(ran):
    with pytest.raises(ConfigError, match="live feeds and stores are not supported"):
        ran(prepare=lambda cerebro: cerebro.adddata(Living()))


@pytest.mark.parametrize("by", ["strategy", "cerebro"])
def test_a_timer_that_rings_before_the_fills_is_refused(ran, crossing, by):
    class Cheating(crossing):
        def __init__(self):
            super().__init__()
            if by == "strategy":
                self.add_timer(when=bt.timer.SESSION_START, cheat=True)

        def notify_timer(self, timer, when, *_args, **_kwargs):
            self.buy(size=1)

    def prepare(cerebro):
        if by == "cerebro":
            cerebro.add_timer(when=bt.timer.SESSION_START, cheat=True, strats=True)

    with pytest.raises(ConfigError, match=r"add_timer\(cheat=True\) is not supported"):
        ran(Cheating, prepare)
