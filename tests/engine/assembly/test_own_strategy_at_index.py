"""A Backtrader strategy of one's own in an account of CFDs, or of shares on margin."""

from datetime import date

import backtrader as bt
import pandas as pd
import pytest

from data.base.days import date_of
from data.base.errors import ConfigError
from data.contracts.calendars import exchange
from data.synthetic.generator import Setting, markov_market, span
from engine.assembly.open_account import broker_for, open_account
from engine.settings.run_config import parse_config

SETTINGS = {
    "capital": {"initial": 2e7, "currency": "JPY"}, "overlay": {"contract": "JP225D"},
    "account": {"profile": "rakuten_cfd"},
}  # fmt: skip


class Held(bt.Strategy):
    """Trades once, then holds."""

    params = (("root", "JP225M"), ("size", 10))

    def next(self):
        if len(self) == 5:
            order = self.buy if self.p.size > 0 else self.sell
            order(data=self.data.lead(self.p.root, self.data.view.next_session), size=abs(self.p.size))


@pytest.fixture(scope="module")
def market():
    over = span(date(2012, 1, 4), 0.5, exchange("XTKS"))
    return markov_market(5, over, setting=Setting(level=20_000.0, index_name="N225")).market


def carried(market, contract, profile, size):
    capital = {"initial": 2e7, "currency": "JPY"}
    settings = {"capital": capital, "overlay": {"contract": contract}, "account": {"profile": profile}}
    feed, broker = open_account(parse_config(settings, "here"), market)
    cerebro = bt.Cerebro()
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addstrategy(Held, root=contract, size=size)
    cerebro.run()
    return financed(broker), broker


def financed(broker):
    rows = broker.account.ledger.postings
    return sum(
        amount for name, amount in zip(rows.column("category"), rows.amounts, strict=True) if name == "futures_carry"
    )


def test_who_sold_a_cfd_is_paid_less_than_who_bought_it_pays(market):
    bought, sold = (carried(market, "JP225D", "rakuten_cfd", size)[0] for size in (10, -10))
    # the broker keeps its spread on either side
    assert bought + sold < 0.0


def test_at_the_exchange_one_side_is_paid_what_the_other_pays(market):
    bought, sold = (carried(market, "CLICK225M", "rakuten_cfd", size)[0] for size in (3, -3))
    assert bought == pytest.approx(-sold)


def test_who_sold_shares_pays_for_their_loan_and_their_dividends(market):
    sold, _ = carried(market, "N225ETF", "sbi_margin", -100)
    assert sold < 0.0


class HeldOnItsFeed(bt.Strategy):
    """Buys ten contracts of its own feed on the fifth bar."""

    def next(self):
        if len(self) == 5:
            self.buy(size=10)

    def notify_order(self, order):
        if order.status == order.Completed:
            self.filled = len(self) - 1


def test_a_daily_feed_of_ones_own_is_financed_as_the_broker_does(market):
    days = pd.to_datetime([date_of(day) for day in market.days])
    frame = pd.DataFrame({name: market.values(name) for name in ("open", "high", "low", "close")}, index=days)
    data = bt.feeds.PandasData(dataname=frame)
    broker = broker_for(data, parse_config(SETTINGS, "here"), market, feed="index")
    cerebro = bt.Cerebro()
    cerebro.adddata(data)
    cerebro.setbroker(broker)
    cerebro.addstrategy(HeldOnItsFeed)
    (run,) = cerebro.run()
    assert broker.session.margin.maintenance == pytest.approx(10 * 0.1 * market.values("close")[-1])
    bill, dividend, close, days = (*map(market.values, ("bill_yield", "dividend_yield", "close")), market.days)
    assert financed(broker) == pytest.approx(sum(
        -10.0 * close[row] * (bill[row] + 0.03 - dividend[row]) * (days[row + 1] - days[row]) / 365.0
        for row in range(run.filled, len(days) - 1)
    ))  # fmt: skip


def test_a_feed_that_is_said_to_be_the_future_is_refused_for_a_cfd(market):
    with pytest.raises(ConfigError, match="JP225D is dealt at the index itself; leave it out"):
        broker_for(object(), parse_config(SETTINGS, "here"), market, feed="future")
