"""Running strategies of any kind on a `CollateralBroker` over a small market."""

from datetime import date

import backtrader as bt
import pytest

from data.base.days import day_of
from data.curves.futures_curve import FuturesCurve
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.account.costs import CostModel
from engine.account.profiles import AccountProfile
from engine.bt.broker import CollateralBroker
from engine.bt.cerebro import run_strategy
from engine.bt.feed import MarketFeed
from engine.day.terms import BrokerTerms, CashPolicy
from engine.runs.collected_tables import collect_tables
from engine.runs.option_attribution import with_options
from tests.support.option_play import quotes_of
from tests.support.worth_result import worth_result

FREE = CostModel(
    commission=0.0,
    half_spread=0.0,
    stress_half_spread=0.0,
    stress_vix=1e9,
    roll_half_spread=0.0,
    liquidation_half_spread=0.0,
)


@pytest.fixture(scope="session")
def costs():
    """A cost model in which nothing costs anything."""
    return FREE


@pytest.fixture(scope="session")
def terms():
    """Broker terms without costs, interest, haircut or lag, unless said otherwise."""

    def build(costs=FREE, haircut=0.0, lag=0, rules=None, **changes):
        profile = {
            "fund_haircut": haircut, "option_haircut": 1.0, "margin_multiple": 1.0, "redemption_lag": lag, "grace": 0,
            "closing_delay": 0,
            "recovery_counts": True, "loss_cut_level": 0.0, "voluntary_stop_level": 1.0, "liquidation": 0.0,
            "negative_cash": True, "liquidation_half_spread": 0.0, "debit_spread": 0.0, "credit_spread": 0.0,
        }  # fmt: skip
        settings = {
            "capital": 100_000.0,
            "profile": AccountProfile(**profile | (rules or {})),
            "cash": CashPolicy(0.0, 0.0, 0.0),
            "costs": {"ES": costs, "MES": costs},
        }
        return BrokerTerms(**(settings | changes))

    return build


@pytest.fixture(scope="session")
def option_terms(terms):
    """Broker terms on which only SPX options cost anything: 1.50 a contract."""

    def build(**changes):
        commissions = {"SPX_option": 1.5, "XSP_option": 0.0, "ES_option": 0.0}
        return terms(**{"option_commissions": commissions} | changes)

    return build


@pytest.fixture(scope="session")
def quoted_market(market_table):
    """A market without yields on which options are quoted (see `option_play.quotes_of`)."""

    def build(closes, lines=(), **columns):
        plain = {"bill_yield": [0.0] * len(closes), "dividend_yield": [0.0] * len(closes)}
        table = market_table(closes, **plain | columns)
        days = table["date"].cast("int32").to_pylist()
        return Market(table, quotes=quotes_of(days, lines) if lines else None, index="SPX")

    return build


class Run:
    """A finished run: the strategy, the broker and the tables."""

    def __init__(self, strategy, broker):
        self.strategy = strategy
        self.broker = broker
        # options that do not sum to the ledger are an error, in every test that trades some
        self.tables = with_options(collect_tables(strategy, broker), broker.feed.market, broker.feed.options)

    def column(self, table, name):
        return self.tables[table][name].to_pylist()


@pytest.fixture(scope="session")
def play(terms):
    """Run a strategy class over a market."""

    def run(market, strategy, broker_terms=None, *, given=None, **params):
        feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
        broker = CollateralBroker(feed, broker_terms or terms())
        broker.given = given or {}
        return Run(run_strategy(feed, broker, strategy, **params), broker)

    return run


class Script(bt.Strategy):
    """A third-party strategy that knows nothing of this project but the contract it trades: orders by
    session number.
    """

    params = (("orders", {}), ("root", "ES"))

    def __init__(self):
        self.seen = []
        self.trades = []
        self.values = []

    def next(self):
        contract = self.data.lead(self.p.root, self.data.view.today)
        action = self.p.orders.get(len(self.data) - 1)
        if action:
            action(self, contract)

    def notify_order(self, order):
        self.seen.append(
            (len(self.data) - 1, order.getstatusname(), order.executed.size, round(order.executed.price, 6))
        )

    def notify_trade(self, trade):
        self.trades.append((trade.status_names[trade.status], trade.size, round(trade.pnl, 6), round(trade.pnlcomm, 6)))

    def notify_cashvalue(self, cash, value):
        self.values.append(value)


@pytest.fixture(scope="session")
def script():
    return Script


@pytest.fixture(scope="session")
def crisis():
    """Sessions of the embedded market from 2006 to 2009, of which a run may begin from November 2006 on."""
    whole = embedded_market()
    first, last = (whole.row_from(day_of(date(year, 1, 1))) for year in (2006, 2010))
    table = whole.table.slice(first, last - first)
    return Market(table, index=whole.index, bill_months=whole.bill_months, starts=day_of(date(2006, 11, 1)))


@pytest.fixture(scope="session")
def small_worth(market, tmp_path_factory):
    """A small result of `overlay worth`."""
    return worth_result(market, tmp_path_factory.mktemp("worth"))
