"""Runs with tax against sums made by hand."""

import json

import numpy as np
import pytest

from data.pricing.money_market import InterbankSpreads
from engine.account.hedge_terms import HedgeTerms
from engine.tax.tax_regimes import REGIMES
from engine.words import words

SESSIONS = 330  # 2013-01-02 to April 2014
RATE = 0.20315


def prices(jumps):
    """Closes that begin at 1,000 and change at the given sessions."""
    closes, level = [], 1_000.0
    for session in range(SESSIONS):
        level = jumps.get(session, level)
        closes.append(level)
    return closes


@pytest.fixture(scope="module")
def taxed(small_market, terms, play, script):
    """Play orders over prices without yields, under a regime, and return the run."""

    def run(regime, jumps, orders, usdjpy=(100.0, 100.0), turn=252, start="2013-01-02", **broker_terms):
        rates = np.where(np.arange(SESSIONS) < turn, usdjpy[0], usdjpy[1])
        flat = {
            "dividend_yield": [0.0] * SESSIONS,
            "bill_yield": broker_terms.pop("bills", [0.0] * SESSIONS),
            "usdjpy": rates,
        }
        market = small_market(prices(jumps), start, **flat)
        trades = {session: order(size) for session, size in orders.items()}
        return play(market, script, terms(tax=REGIMES[regime], **broker_terms), orders=trades)

    return run


def order(size):
    return lambda strategy, contract: (strategy.buy if size > 0 else strategy.sell)(data=contract, size=abs(size))


def payments(run):
    rows = zip(*(run.column("ledger", name) for name in ("date", "category", "account", "amount")), strict=True)
    return [
        (day.isoformat(), amount) for day, category, account, amount in rows if category == "tax" and account == "cash"
    ]


def events(run, kind):
    rows = zip(*(run.column("events", name) for name in ("date", "kind", "numbers")), strict=True)
    return [(day.isoformat(), json.loads(numbers)) for day, one, numbers in rows if one == kind]


ROUND_TRIP = {0: 2, 20: -2}
UP_TEN = {10: 1_010.0}


def test_a_gain_of_1_000_dollars_is_taxed_in_march_in_the_yen_it_was_made_and_the_dollars_of_the_day(taxed):
    # 2 contracts x 50 x 10 points at 100 yen = 100,000 yen; 20,315 yen at 125 are 162.52 dollars; 15 March 2014 is a
    # Saturday.
    run = taxed("japan", UP_TEN, ROUND_TRIP, usdjpy=(100.0, 125.0))
    assert payments(run) == [("2014-03-17", pytest.approx(-162.52))]
    assert run.column("equity", "equity")[-1] == pytest.approx(100_000.0 + 1_000.0 - 162.52)
    ((day, assessed),) = events(run, "tax_assessed")
    assert (day, assessed["year"], assessed["derivatives_result"]) == ("2014-01-02", 2013.0, pytest.approx(100_000.0))
    assert assessed["tax"] == pytest.approx(20_315.0)


def test_a_payment_says_of_which_year_it_is_and_what_was_asked_and_paid(taxed):
    run = taxed("japan", UP_TEN, ROUND_TRIP, usdjpy=(100.0, 125.0))
    dollars = pytest.approx(162.52)
    assert events(run, "tax_paid") == [("2014-03-17", {"year": 2013.0, "asked": dollars, "paid": dollars})]
    reasons = zip(run.column("ledger", "category"), run.column("ledger", "reason"), strict=True)
    assert [reason for category, reason in reasons if category == "tax"] == ["tax of 2013"]


def test_section_1256_taxes_it_in_april_at_60_and_40(taxed):
    # 2013: 60 % at 20 % and 40 % at 39.6 %
    run = taxed("us_1256", UP_TEN, ROUND_TRIP)
    assert payments(run) == [("2014-04-15", pytest.approx(-1_000.0 * (0.6 * 0.20 + 0.4 * 0.396)))]


@pytest.mark.pages
def test_a_position_open_at_the_end_of_the_year_counts_when_it_is_closed_in_japan_and_at_its_mark_in_the_united_states(
    taxed,
):
    jumps, orders = {248: 1_010.0}, {245: 2, 256: -2}  # bought and risen in December, sold in January
    assert payments(taxed("japan", jumps, orders)) == []
    ((_, owed),) = events(taxed("japan", jumps, orders), "tax_outstanding")
    assert owed["amount"] == pytest.approx(1_000.0 * RATE)
    assert len(payments(taxed("us_1256", jumps, orders))) == 1


def test_what_a_position_cost_to_open_counts_in_japan_when_it_is_closed(taxed, costs):
    run = taxed("japan", {}, {245: 2, 256: -2}, costs=costs._replace(commission=2.5))
    assert events(run, "tax_assessed")[0][1]["derivatives_result"] == 0.0
    assert -5.0 in run.column("ledger", "amount")


def test_the_part_of_a_position_that_is_closed_counts(taxed):
    run = taxed("japan", {**UP_TEN, 30: 1_030.0}, {0: 4, 20: -1})
    ((_, assessed),) = events(run, "tax_assessed")  # the rest expired in March 2013, at 1,030
    assert assessed["derivatives_result"] == pytest.approx(100.0 * 50.0 * (10.0 + 3 * 30.0))


def test_a_position_that_is_turned_round_was_closed_with_all_it_had_gained(taxed):
    # 2 contracts gain 10 points at 100 yen; the one that is then owed loses 5 at 125.
    run = taxed("japan", {**UP_TEN, 30: 1_015.0}, {0: 2, 20: -3, 40: 1}, usdjpy=(100.0, 125.0), turn=25)
    ((_, assessed),) = events(run, "tax_assessed")
    assert assessed["derivatives_result"] == pytest.approx(100.0 * 1_000.0 - 125.0 * 250.0)


def test_losses_pay_no_tax_and_are_carried(taxed):
    run = taxed("japan", {10: 990.0}, ROUND_TRIP)
    assert payments(run) == []
    ((_, assessed),) = events(run, "tax_assessed")
    assert assessed["derivatives_carried"] == pytest.approx(100_000.0)


def test_futures_losses_do_not_reduce_the_tax_on_the_fund(taxed):
    run = taxed("japan", {10: 990.0}, ROUND_TRIP, bills=[0.05] * SESSIONS)
    ((_, assessed),) = events(run, "tax_assessed")
    assert assessed["derivatives_tax"] == 0.0
    assert assessed["securities_tax"] == pytest.approx(RATE * assessed["securities_result"])
    assert assessed["securities_result"] > 400_000.0  # yen
    assert len(payments(run)) == 1


def test_what_falls_due_after_the_last_session_is_told_however_little_it_is(taxed):
    run = taxed("japan", {258: 1_000.02}, {255: 2, 265: -2})  # 2 contracts x 50 x 0.02 points: 2 dollars
    ((_, owed),) = events(run, "tax_outstanding")
    assert owed["amount"] == pytest.approx(2.0 * RATE)


@pytest.mark.parametrize(("start", "a_dollar"), [("2015-01-02", 0.0), ("2016-01-04", 25.0)])
def test_a_loss_that_the_fund_pays_realises_the_yen_its_units_have_gained_from_2016(taxed, start, a_dollar):
    # Units for 100 yen a dollar pay 2 contracts x 50 x 10 points at 125 yen.
    run = taxed("japan", {10: 990.0}, ROUND_TRIP, usdjpy=(100.0, 125.0), turn=5, start=start)
    moved = zip(*(run.column("ledger", name) for name in ("account", "category", "amount")), strict=True)
    redeemed = -min(amount for account, category, amount in moved if (account, category) == ("fund", "transfer"))
    _, assessed = events(run, "tax_assessed")[0]
    assert 1_000.0 <= redeemed < 1_010.0
    assert assessed["securities_result"] == pytest.approx(a_dollar * redeemed)


def test_what_goes_into_the_fund_realises_nothing_however_little_it_is(taxed):
    # 2 contracts x 50 x 0.005 points are half a dollar, swept into units that are worth 25 yen more than they cost.
    run = taxed("japan", {10: 1_000.005}, ROUND_TRIP, usdjpy=(100.0, 125.0), turn=5, start="2016-01-04")
    assert events(run, "tax_assessed")[0][1]["securities_result"] == 0.0


def test_the_forward_points_of_a_hedge_are_a_result_of_derivatives(taxed):
    # 5 % in dollars and 0 in yen at a rate that stands still: dollars are sold forward for less than they are bought.
    free = {"basis": 0.0, "half_spread": 0.0, "roll_half_spread": 0.0, "margin": 0.0, "closing_half_spread": 0.0}
    hedge = HedgeTerms(1.0, **free, interbank=InterbankSpreads(0.0, 0.0))
    run = taxed("japan", {}, {}, bills=[0.05] * SESSIONS, hedge=hedge)
    posted = zip(*(run.column("ledger", name) for name in ("date", "category", "amount")), strict=True)
    points = sum(amount for day, category, amount in posted if category == "hedge_carry" and day.year == 2013)
    ((_, assessed),) = events(run, "tax_assessed")
    assert assessed["derivatives_result"] == pytest.approx(100.0 * points)
    assert points == pytest.approx(-0.05 * 100_000.0, rel=0.05)  # the account grows by the interest it pays away


@pytest.mark.parametrize("lag", [0, 1, 2])
def test_the_money_is_there_on_the_day(taxed, lag):
    run = taxed("japan", {10: 1_100.0}, ROUND_TRIP, lag=lag)
    assert payments(run) == [("2014-03-17", pytest.approx(-10_000.0 * RATE))]
    assert min(run.column("equity", "cash")) >= 0.0
    assert run.column("equity", "cash")[-1] == pytest.approx(0.0, abs=1e-6)


def test_an_account_ruined_before_the_payment_pays_nothing(taxed):
    # Doubled by March, and lost in January by a gap through everything.
    run = taxed("japan", {10: 1_100.0, 262: 700.0}, {0: 10, 20: -10, 255: 20})
    assert payments(run) == []
    assert run.column("equity", "equity")[-1] < 0.0
    ((_, unpaid),) = events(run, "tax_unpaid")
    assert unpaid["asked"] == pytest.approx(50_000.0 * RATE)
    assert unpaid["paid"] == 0.0


def test_an_account_worth_less_than_its_tax_pays_what_it_has_and_is_ruined(taxed):
    # 150,000 after a gain of 50,000; a loss of 145,000 (closed by the broker) leaves 5,000 for a tax of 10,158.
    run = taxed("japan", {10: 1_100.0, 262: 955.0}, {0: 10, 20: -10, 255: 20})
    assert payments(run) == [("2014-03-17", pytest.approx(-5_000.0))]
    assert run.column("equity", "equity")[-1] == pytest.approx(0.0, abs=1e-6)
    ((_, unpaid),) = events(run, "tax_unpaid")
    assert unpaid["asked"] == pytest.approx(50_000.0 * RATE)
    assert len(events(run, "ruin")) == 1


@pytest.fixture(scope="module")
def two_years(small_market, terms, play, script):
    """Play orders over two years and some months under section 1256, with a gain of ten points in January 2013 and
    another index from session 270, in January 2014, on.
    """

    def run(orders, index):
        closes = [1_000.0] * 10 + [1_010.0] * 260 + [index] * 310
        flat = {"dividend_yield": [0.0] * 580, "bill_yield": [0.0] * 580}
        trades = {session: order(size) for session, size in orders.items()}
        return play(small_market(closes, **flat), script, terms(tax=REGIMES["us_1256"]), orders=trades)

    return run


BLENDED = 0.6 * 0.20 + 0.4 * 0.396
"""The rate of 2013: 60 % long-term, 40 % ordinary."""


def test_a_refund_comes_back_in_april(two_years):
    run = two_years({0: 2, 20: -2, 265: 2, 275: -2}, 1_005.0)
    assert payments(run) == [
        ("2014-04-15", pytest.approx(-1_000.0 * BLENDED)),
        ("2015-04-15", pytest.approx(500.0 * BLENDED)),
    ]


def test_an_account_that_is_ruined_is_refunded_nothing(two_years):
    run = two_years({0: 2, 20: -2, 265: 20}, 800.0)
    assert payments(run) == []
    ((first, tax), (second, refund)) = events(run, "tax_unpaid")
    assert (first, second) == ("2014-04-15", "2015-04-15")
    assert tax["asked"] == pytest.approx(1_000.0 * BLENDED)
    assert refund["asked"] == pytest.approx(-1_000.0 * BLENDED)
    assert tax["paid"] == refund["paid"] == 0.0
    assert len(events(run, "ruin")) == 1


def test_all_that_the_tax_book_says_is_known_in_japanese():
    for kind in ("tax_assessed", "tax_paid", "tax_unpaid", "tax_outstanding"):
        assert words("ja")(f"reason.{kind}") != words()(f"reason.{kind}")
        assert kind in words("ja").section("kind")
