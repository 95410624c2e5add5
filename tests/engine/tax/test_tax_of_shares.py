"""Shares of an index fund under a tax regime: sums made by hand, and the pattern `cash` from its own tables."""

import json

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.account.costs import CostModel
from engine.results.identities import check_books
from engine.tax.tax_regimes import REGIMES

SESSIONS = 330  # 2013-01-02 to April 2014
RATE = 0.20315
EXPENSES = 0.000945
FREE = CostModel(0.0, 0.0, 0.0, 1e9, 0.0, 0.0)


def trade(size):
    def send(strategy, _contract):
        (strategy.buy if size > 0 else strategy.sell)(data=strategy.data.fund("SPXFUND"), size=abs(size))

    return send


@pytest.fixture
def taxed(small_market, terms, play, script):
    """Play purchases and sales of shares, 1,000 points until session 10 and 1,100 after it, 100 yen and then 125 from
    session 15 on.
    """

    def run(orders, costs=FREE, dividends=EXPENSES):
        closes = [1_000.0] * 10 + [1_100.0] * (SESSIONS - 10)
        columns = {
            "dividend_yield": [dividends] * SESSIONS,
            "bill_yield": [0.0] * SESSIONS,
            "usdjpy": np.where(np.arange(SESSIONS) < 15, 100.0, 125.0),
        }
        chosen = terms(tax=REGIMES["japan"], share_costs={"SPXFUND": costs})
        return play(small_market(closes, **columns), script, chosen, orders={day: trade(size) for day, size in orders})

    return run


def assessed(run):
    rows = zip(run.column("events", "kind"), run.column("events", "numbers"), strict=True)
    (found,) = [json.loads(numbers) for kind, numbers in rows if kind == "tax_assessed"]
    return found


def test_the_gain_of_a_sale_is_in_yen_and_in_the_basket_of_securities(taxed):
    # 100 shares bought at 100 dollars and 100 yen, sold at 110 dollars and 125 yen: 1,375,000 less 1,000,000 yen.
    numbers = assessed(taxed([(0, 100), (20, -100)]))
    assert numbers["securities_result"] == pytest.approx(375_000.0)
    assert numbers["derivatives_result"] == 0.0
    assert numbers["tax"] == pytest.approx(375_000.0 * RATE)


def test_what_is_sold_cost_the_mean_of_what_was_bought(taxed):
    # 100 shares for 1,000,000 yen, 100 for 1,375,000 (110 dollars at 125 yen); half of them are sold for 1,375,000.
    numbers = assessed(taxed([(0, 100), (20, 100), (30, -100)]))
    assert numbers["securities_result"] == pytest.approx(1_375_000.0 - 2_375_000.0 / 2.0)


def test_the_sales_of_a_year_are_taxed_together(taxed):
    # 100 shares for 1,000,000 yen; each half is sold at 110 dollars and 125 yen, for 687,500.
    numbers = assessed(taxed([(0, 100), (20, -50), (40, -50)]))
    assert numbers["securities_result"] == pytest.approx(2 * (687_500.0 - 500_000.0))


def test_shares_that_are_kept_gain_nothing_yet_and_their_costs_count(taxed):
    numbers = assessed(taxed([(0, 100)], costs=FREE._replace(commission=0.05, half_spread=0.10)))
    assert numbers["securities_result"] == pytest.approx(-100 * 0.15 * 100.0)


def test_dividends_less_expenses_count_at_once(taxed):
    run = taxed([(0, 100)], dividends=0.02)
    rows = zip(*(run.column("ledger", name) for name in ("date", "category", "amount")), strict=True)
    earned = [(day, amount) for day, category, amount in rows if category in {"dividend", "share_expense"}]
    days = run.column("equity", "date")
    expected = sum(amount * (100.0 if days.index(day) < 15 else 125.0) for day, amount in earned if day < days[252])
    assert assessed(run)["securities_result"] == pytest.approx(expected)
    assert expected > 0.0


@pytest.mark.pages
def test_pattern_cash_keeps_its_books_with_tax(market):
    period = ["period.start=2003-01-02", "period.end=2006-12-29", "investor.currency=JPY", "hedge.ratio=0.5"]
    run = backtest(load_config(None, [*period, "tax.regime=japan"], pattern="cash"), market)
    check_books(run.tables)
    sources = run.frame("attribution").groupby("source")["amount"].sum()
    assert sources["tax"] < 0.0
    assert sources.sum() == pytest.approx(run.frame("equity")["equity"].iloc[-1] - 1_000_000.0)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["tax.regime=us_1256"], "'us_1256' has no rule for the gains of SPXFUND"),
        (["tax.regime=japan", "cash_ratio.fund=BTCUSD"], "'japan' has no rule for the gains of BTCUSD"),
        (["tax.regime=japan", "cash_ratio.tax_rate=0.2"], "would tax the gains of shares twice"),
    ],
)
def test_a_tax_that_shares_have_not_is_refused_in_a_sentence(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings, pattern="cash")


def test_futures_of_the_pattern_cash_are_taxed_by_a_regime_and_not_withheld_from():
    futures = "cash_ratio.asset=futures"
    assert load_config(None, ["tax.regime=us_1256", futures], pattern="cash").tax.regime == "us_1256"
    with pytest.raises(ConfigError, match=r"cash_ratio\.tax_rate 0\.2 has no effect on futures; leave it out"):
        load_config(None, ["cash_ratio.tax_rate=0.2", futures], pattern="cash")
