"""Index-fund shares in the account: paid for with cash that is there, worth a tenth of the index, with dividends and
expenses.
"""

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine import load_config, open_account
from engine.account.costs import CostModel
from engine.account.share_tax import TaxState, after_gain
from engine.bt.cerebro import run_strategy

COSTS = CostModel(0.01, 0.05, 0.2, 40.0, 0.05, 0.2)
FREE = CostModel(0.0, 0.0, 0.0, 1e9, 0.0, 0.0)


def buys(size, **more):
    return lambda strategy, _: strategy.buy(data=strategy.data.fund("SPXFUND"), size=size, **more)


def sells(size):
    return lambda strategy, _: strategy.sell(data=strategy.data.fund("SPXFUND"), size=size)


@pytest.fixture
def dull_market(small_market):
    """A market without bill yields, where dividends just pay for the fund."""

    def build(closes, start="2013-01-02", **columns):
        plain = {"bill_yield": [0.0] * len(closes), "dividend_yield": [0.000945] * len(closes)}
        return small_market(closes, start, **plain | columns)

    return build


def run(play, market, script, terms, orders, **changes):
    return play(market, script, terms(**{"share_costs": {"SPXFUND": FREE}} | changes), orders=orders)


def test_shares_are_paid_for_in_full_and_follow_the_index(dull_market, play, script, terms):
    done = run(play, dull_market([1000.0, 1000.0, 1100.0, 990.0]), script, terms, {0: buys(500)})
    assert done.column("equity", "share_value") == [0.0, 50_000.0, 55_000.0, 49_500.0]
    assert done.column("equity", "equity") == [100_000.0, 100_000.0, 105_000.0, 99_500.0]
    assert done.column("equity", "overlay_notional") == [0.0] * 4
    assert done.column("equity", "total_exposure") == [1.0] * 4


@pytest.mark.parametrize(("lag", "session"), [(0, 1), (1, 1), (2, 2), (3, 3)])
def test_a_purchase_fills_when_its_money_has_come_from_the_fund(dull_market, play, script, terms, lag, session):
    done = run(play, dull_market([1000.0] * 6), script, terms, {0: buys(900)}, lag=lag)
    assert [value > 0.0 for value in done.column("equity", "share_value")].index(True) == session
    assert min(done.column("equity", "cash")) >= -1e-9


def test_a_purchase_is_cut_to_what_its_cash_pays_for(dull_market, play, script, terms):
    done = run(play, dull_market([1000.0, 1100.0, 1100.0]), script, terms, {0: buys(1000)}, lag=1)
    assert done.column("fills", "size") == [909]  # 100,000 at 110 a share
    assert min(done.column("equity", "cash")) >= -1e-9


def test_without_money_an_order_ends_as_margin(dull_market, play, script, terms):
    done = run(play, dull_market([1000.0, 2e6, 2e6]), script, terms, {0: buys(500)}, lag=1)
    assert done.column("orders", "status") == ["margin"]


@pytest.mark.parametrize(("commission", "bought"), [(0.0, 500), (10.0, 476)])
def test_a_purchase_is_cut_to_its_limit_on_exposure_costs_paid(dull_market, play, script, terms, commission, bought):
    # half of 100,000; where a share costs 10 beside its 100, half of what 4,760 of costs leave: 47,620
    market, costs = dull_market([1000.0] * 4), {"SPXFUND": FREE._replace(commission=commission)}
    orders = {0: buys(1000, exposure_limit=1.5), 2: buys(1, exposure_limit=1.5)}
    done = run(play, market, script, terms, orders, share_costs=costs)
    assert done.column("fills", "size") == [bought]
    assert done.column("orders", "reason")[1] == "no_room"


def test_a_sale_is_not_held_back_by_a_limit_on_exposure(dull_market, play, script, terms):
    orders = {0: buys(900), 2: lambda strategy, _: strategy.sell(
        data=strategy.data.fund("SPXFUND"), size=100, exposure_limit=1.5)}  # fmt: skip
    assert run(play, dull_market([1000.0] * 4), script, terms, orders).column("fills", "size") == [900, -100]


def test_in_ruin_not_one_share_is_bought_with_the_money_that_selling_others_has_brought(
    dull_market, play, script, terms
):
    # 900 shares and two futures at 450: 40,500 + 10,000 - 55,000 is below nothing. At 600 the shares bring 54,000.
    orders = {0: buys(900), 2: lambda strategy, future: strategy.buy(data=future, size=2), 5: sells(900), 7: buys(1)}
    market = dull_market([1000.0] * 4 + [450.0, 450.0] + [600.0] * 4, "2013-06-03")
    done = run(play, market, script, terms, orders)
    assert done.column("equity", "equity")[4:] == pytest.approx([-4_500.0] * 2 + [9_000.0] * 4, rel=1e-3)
    assert done.column("orders", "status")[-1] == "margin"
    assert done.column("orders", "reason")[-1] == "no_cash"


def test_commission_and_half_spread_are_postings_of_their_own(dull_market, play, script, terms):
    done = run(
        play, dull_market([1000.0] * 4), script, terms, {0: buys(100), 1: sells(40)}, share_costs={"SPXFUND": COSTS}
    )
    ledger = done.tables["ledger"].to_pylist()
    amounts = [
        (row["category"], round(row["amount"], 9)) for row in ledger if row["category"] in {"commission", "spread"}
    ]
    assert amounts == [("commission", -1.0), ("spread", -5.0), ("commission", -0.4), ("spread", -2.0)]
    assert done.column("fills", "price") == [100.05, 99.95]
    assert done.column("equity", "equity")[-1] == pytest.approx(100_000.0 - 8.4)


def test_in_stress_the_spread_is_wider(dull_market, play, script, terms):
    market = dull_market([1000.0] * 3, vix=[50.0] * 3)
    assert run(play, market, script, terms, {0: buys(10)}, share_costs={"SPXFUND": COSTS}).column(
        "fills", "half_spread"
    ) == [0.2]


def test_dividends_less_expenses_come_in_cash_for_calendar_days(small_market, play, script, terms):
    market = small_market([1000.0] * 4, bill_yield=[0.0] * 4, dividend_yield=[0.0365] * 4)  # Wednesday to Monday
    ledger = run(play, market, script, terms, {0: buys(1000)}).tables["ledger"].to_pylist()
    income = [round(row["amount"], 9) for row in ledger if row["category"] == "dividend"]
    expense = [round(row["amount"], 9) for row in ledger if row["category"] == "share_expense"]
    assert income == [10.0, 30.0]  # 100,000 x 3.65 % / 365, one day and a weekend
    assert expense == [round(-100_000.0 * 0.000945 * days / 365, 9) for days in (1, 3)]


def test_a_sale_is_swept_into_the_fund_the_same_evening(dull_market, play, script, terms):
    done = run(play, dull_market([1000.0] * 4), script, terms, {0: buys(500), 1: sells(500)})
    assert done.column("equity", "mmf")[2] == 100_000.0
    assert done.column("equity", "share_value")[2] == 0.0


@pytest.mark.parametrize("size", [1, 501])
def test_shares_are_not_sold_short(dull_market, play, script, terms, size):
    orders = {0: sells(1)} if size == 1 else {0: buys(500), 1: sells(501)}
    with pytest.raises(
        ConfigError, match=r"sale of \d+ SPXFUND: \d+ are held and 0 are being sold; selling short is not supported"
    ):
        run(play, dull_market([1000.0] * 4), script, terms, orders)


def test_gains_are_taxed_at_a_sale_and_a_loss_gives_back_within_the_year(dull_market, play, script, terms):
    market = dull_market([1000.0, 1000.0, 1100.0, 900.0, 900.0], start="2013-03-04")
    done = run(play, market, script, terms, {0: buys(500), 1: sells(100), 2: sells(100), 3: sells(300)}, share_tax=0.2)
    taxes = [round(row["amount"], 6) for row in done.tables["ledger"].to_pylist() if row["category"] == "tax"]
    assert taxes == [-200.0, 200.0]  # a gain of 1,000, a loss of 1,000; the loss of 3,000 gives back no more


def test_what_a_year_lost_does_not_count_in_the_next():
    state, withheld = after_gain(0.2, TaxState(), 2013, -5000.0)
    assert withheld == 0.0
    state, withheld = after_gain(0.2, state, 2014, 1000.0)
    assert withheld == pytest.approx(200.0)
    assert after_gain(0.2, state, 2014, -400.0)[1] == pytest.approx(-80.0)


def test_futures_beside_shares_keep_their_margin(dull_market, play, script, terms):
    """Where only cash is collateral, shares are bought with what margin leaves."""
    orders = {0: lambda strategy, future: strategy.buy(data=future, size=1), 2: buys(1000)}
    done = run(play, dull_market([1000.0] * 6), script, terms, orders, haircut=1.0, lag=1)
    assert min(done.column("equity", "excess")) >= 0.0
    assert 0.0 < done.column("equity", "share_value")[-1] < 100_000.0


@pytest.mark.parametrize(("regime", "refused"), [("us_1256", True), ("japan", False)])
def test_a_regime_without_a_rule_for_shares_refuses_those_of_a_strategy_of_ones_own_too(market, regime, refused):
    class Buyer(bt.Strategy):
        def next(self):
            if len(self.data) == 1:
                self.buy(data=self.data.fund("SPXFUND"), size=100)

    settings = [f"tax.regime={regime}", "period.start=2012-01-03", "period.end=2012-01-31"]
    feed, broker = open_account(load_config(None, settings), market)
    if refused:
        with pytest.raises(ConfigError, match="'us_1256' has no rule for the gains of SPXFUND"):
            run_strategy(feed, broker, Buyer)
    else:
        assert run_strategy(feed, broker, Buyer).broker.session.account.shares.holdings
