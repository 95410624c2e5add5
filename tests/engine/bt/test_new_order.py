from datetime import time

import backtrader as bt
import pytest

from data.curves.futures_curve import FuturesCurve
from engine.bt.feed import MarketFeed
from engine.bt.new_order import new_order

FIELDS = [name for name, _ in bt.Order.params._getitems()]


def told(order):
    """What anybody can ask of an order, but for its number; parts of it as their fields."""
    names = set(vars(order)) | set(FIELDS) | {"plimit", "exectype"}
    plain = {name: getattr(order, name) for name in names - {"ref", "p", "params", "created", "executed"}}
    parts = {name: vars(getattr(order, name)) for name in ("params", "p", "created", "executed")}
    return plain | parts


class Orders(bt.Strategy):
    """Makes orders of every kind in both ways, every session."""

    params = (("made", None),)

    def next(self):
        contract = self.data.lead("MES", self.data.view.today)
        for kind in (bt.BuyOrder, bt.SellOrder):
            for exectype in (None, bt.Order.Market, bt.Order.Close):
                for prices in ({}, {"price": 90.0}, {"pricelimit": 91.0}, {"price": 90.0, "pricelimit": 91.0}):
                    given = {"owner": self, "data": contract, "size": 3, "exectype": exectype}
                    ours = new_order(kind, **given, prices=(prices.get("price"), prices.get("pricelimit")))
                    self.p.made.append((ours, kind(**given, **prices)))


def orders(market, first, last, **switches):
    made = []
    feed = MarketFeed(market, FuturesCurve(market, 0.0), first, last, **switches)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.addstrategy(Orders, made=made)
    cerebro.run()
    return made


@pytest.mark.pages
@pytest.mark.parametrize("switches", [{}, {"sessionend": time(17, 0)}, {"tz": "US/Eastern"}])
def test_an_order_is_what_backtrader_makes(market, switches):
    made = orders(market, market.days[100], market.days[130], **switches)
    assert len(made) == 31 * 2 * 3 * 4
    for ours, theirs in made:
        mine, other = told(ours), told(theirs)
        other["executed"]["exbits"], mine["executed"]["exbits"] = (
            list(one) for one in (other["executed"]["exbits"], mine["executed"]["exbits"])
        )
        assert {name: mine[name] for name in other} == other
        assert theirs.ref == ours.ref + 1
        assert (ours.isbuy(), ours.alive(), ours.getordername()) == (
            theirs.isbuy(),
            theirs.alive(),
            theirs.getordername(),
        )


def test_the_end_of_the_session_is_the_time_of_its_bar(market):
    feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
    feed.start()
    for stamp in feed._times:
        moment = bt.num2date(stamp)
        ends = moment.replace(hour=16, minute=0, second=0, microsecond=0)
        assert (ends, bt.date2num(ends)) == (moment, stamp)
