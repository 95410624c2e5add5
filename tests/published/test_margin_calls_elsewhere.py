"""Margin calls and loss-cuts in dollars, of index CFDs, of foreign exchange and of stocks on margin, as brokers and
teachers of the trade print them, in our account and by our functions.
"""

from math import isclose

import pytest

from data.contracts.fx_contracts import FxRequirement
from engine.account.calls import (
    CALL_MET,
    CALLED,
    MARGIN_CALL,
    OK,
    MarginRules,
    MarginState,
    Snapshot,
    after_fills,
    after_test,
)
from engine.account.margin import call_index, collateral_value, margin_deficit, margin_ratio, shortfall, spare_fund
from tests.support.margin_life import MarginLife
from validation.fx_leverage import leverage_of

ES, LOT = 50.0, 10_000.0
"""Dollars per point of the S&P 500, dollars of a lot against the yen."""


def test_ibkr_an_account_is_closed_without_a_call_once_it_is_under_maintenance():
    """Its commodities margin example, quoted 2010 at https://purebytes.com/archives/amibroker/2010/msg00933.html: one
    ES at 850, 10,000 dollars less initial margin of 2,813 (which the example takes out of the account), overnight
    maintenance 4,500; 860, 800, 785. It prints 3,387 for the last balance; its own sums give 3,937.
    """
    life = MarginLife("ibkr", 10_000.0 - 2_813.0, multiplier=ES, size=1, price=850.0, maintenance=4_500.0)
    found = [(life.session(price), life.cash) for price in (860.0, 800.0, 785.0)]
    assert found == [([], 7_687.0), ([], 4_687.0), (["margin_call"], 3_937.0)]
    assert life.called == 0.0
    assert life.closing_in == 1


def test_ibkr_100_000_dollars_of_bills_carry_99_000_dollars_of_margin():
    """Answer of its support quoted 2024-06, https://reddit.gpgaming.de/r/interactivebrokers/s/yklmjuGq6d."""
    assert collateral_value(0.0, 100_000.0, 0.01) == 99_000.0


def test_motley_fool_23_points_bring_an_e_mini_from_initial_to_maintenance_margin_and_no_call_yet():
    """https://www.fool.com/investing/how-to-invest/stocks/futures-trading/how-much-money-do-you-need: S&P 500 at 4,500,
    12,650 dollars to open, 11,500 to keep.
    """
    life = MarginLife("cme_fcm", 12_650.0, multiplier=ES, size=1, price=4_500.0, maintenance=11_500.0, initial=12_650.0)
    assert life.session(4_477.0) == []
    assert life.cash == 11_500.0
    assert life.session(4_476.75) == ["margin_call"]
    assert life.called == pytest.approx(12_650.0 - 11_487.5)


def test_altavest_a_call_in_america_is_for_what_initial_margin_lacks_and_maintenance_alone_does_not_answer_it():
    """https://altavest.com/Education/Margins.aspx: a mini silver, 1,000 to open, 750 to keep, 300 lost in a day."""
    life = MarginLife("cme_fcm", 1_000.0, multiplier=1.0, size=1, price=5_000.0, maintenance=750.0, initial=1_000.0)
    assert life.session(4_700.0) == ["margin_call"]
    assert life.called == 300.0
    life.pay(100.0)
    assert life.session(4_700.0) == ["deadline_missed"]


def test_investopedia_five_contracts_from_200_to_195_are_called_for_25_and_answered_by_them():
    """https://www.investopedia.com/exam-guide/cfa-level-1/derivatives/computing-margin-balance-for-futures-account.asp:
    10 to open, 6 to keep; 199.5, then 195.
    """
    life = MarginLife("cme_fcm", 50.0, multiplier=1.0, size=5, price=200.0, maintenance=6.0, initial=10.0)
    assert (life.session(199.5), life.cash) == ([], 47.5)
    assert (life.session(195.0), life.cash, life.called) == (["margin_call"], 25.0, 25.0)
    life.pay(25.0)
    assert life.session(195.0) == ["call_met"]
    assert life.cash == 50.0


def test_stocks_on_margin_in_japan_a_call_is_for_what_30_percent_lack():
    """https://faq.sbineotrade.jp/answer/608752eba86ee343fd13733c: 30 % of the positions less what is left, for the
    account of 2021-03-15 below.
    """
    rules = MarginRules(1, 0, recovery_counts=False, loss_cut_level=0.0, warning_level=1.0, to_initial=True)
    held, left = 3_000_000.0, 500_000.0
    tested = Snapshot(0, left, 0.20 * held, shortfall(0.20 * held, left), 0.30 * held)
    state, event = after_test(rules, OK, tested)
    assert (event, state.amount) == (MARGIN_CALL, 400_000.0)


def test_tokai_tokyo_closing_stocks_on_margin_takes_a_fifth_of_what_was_closed_from_the_call():
    """http://faq.tokaitokyo.co.jp/faq_detail.html?id=2295: 20 % of the positions closed is taken from the amount."""
    rules = MarginRules(2, 0, recovery_counts=False, loss_cut_level=0.0, warning_level=1.0, reduction_counts=True)
    state = MarginState(CALLED, 100_000.0, 0.0, 2, 0)
    freed = 0.20 * 500_000.0
    assert after_fills(rules, state, 1, freed - 1.0, 1.0)[0].status == CALLED
    assert after_fills(rules, state, 1, freed, 0.0) == (OK, CALL_MET)


def test_click_securities_closing_part_of_an_index_cfd_answers_a_call_and_a_recovery_does_not():
    """https://faq.click-sec.com/faq/show/10269 (the numbers are ours)."""
    terms = {"grace": 1, "reduction_counts": True, "late": True}
    for sold, price, told in ((1, 33_170.0, "call_met"), (0, 33_300.0, "deadline_missed")):
        life = MarginLife(
            "click365_kabu", 660_000.0, multiplier=100.0, size=2, price=33_270.0, maintenance=330_000.0, **terms
        )
        assert life.session(33_170.0) == ["margin_call"]
        assert life.called == 20_000.0
        assert life.session(price, bought=-sold)[0] == told


@pytest.mark.parametrize(
    ("size", "balances"),
    [
        (5, [23.0, 15.0, 17.5, 21.25, 30.0]),
        (-5, [27.0, 35.0, 32.5, 28.75, 20.0]),
    ],
)
def test_investopedia_a_balance_of_exactly_maintenance_margin_is_not_called(size, balances):
    """https://www.investopedia.com/exam-guide/cfa-level-1/derivatives/computing-margin-balance-for-futures-account.asp:
    five contracts at 50, 5 to open, 3 to keep; settled at 49.6, 48, 48.5, 49.25, 51.
    """
    life = MarginLife("cme_fcm", 25.0, multiplier=1.0, size=size, price=50.0, maintenance=3.0, initial=5.0)
    found = []
    for price in (49.6, 48.0, 48.5, 49.25, 51.0):
        assert life.session(price) == []
        found.append(life.cash)
    assert found == pytest.approx(balances)


def test_orange_juice_a_call_after_ten_cents_and_2_000_dollars_to_withdraw_after_six_and_two_thirds():
    """https://www.edu.com/homework-helper/math/question/1072572 and a textbook's exercise: two contracts of 15,000
    pounds at 160 cents, 6,000 dollars to open, 4,500 to keep.
    """
    life = MarginLife("cme_fcm", 12_000.0, multiplier=150.0, size=2, price=160.0, maintenance=4_500.0, initial=6_000.0)
    assert life.session(150.0) == []
    assert spare_fund(life.account.collateral, life.monitor.initial, 0.0) == 0.0
    assert life.session(160.0 + 20.0 / 3.0) == []
    assert spare_fund(life.account.collateral, life.monitor.initial, 0.0) == pytest.approx(2_000.0)
    assert life.session(149.99) == ["margin_call"]
    assert life.called == pytest.approx(3_003.0)


def test_silver_sold_at_28_is_called_above_28_dollars_70():
    """https://quesba.com/questions/…-327694: 5,000 ounces, losses of 3,500 dollars before a call."""
    assert call_index(0.0, 3_500.0, value=-5_000.0 * 28.0, slope=-5_000.0) == pytest.approx(28.70)


def test_fujitomi_a_contract_on_exactly_what_it_asks_stands_at_100_percent_and_the_first_yen_closes_it():
    """https://www.fujitomi.co.jp/click_kabu365/entry/kabu_necessary/: Nikkei 225 x 100 at 40,000, 96,710 yen on
    2024-03-19; closed at 100 % or less (here: under it), warned at 150 %.
    """
    life = MarginLife("click365_kabu", 96_710.0, multiplier=100.0, size=1, price=40_000.0, maintenance=96_710.0)
    assert 100.0 * 40_000.0 == 4_000_000.0
    assert margin_ratio(life.account.collateral, 96_710.0) == 1.0
    assert life.closing_in is None
    life.session(39_999.0)
    assert life.closing_in == 1


def test_okato_a_raise_of_the_requirement_alone_calls_a_contract_that_lost_nothing():
    """Notice of Okato on the margin of the Nikkei 225 contract, 46,870 yen until 2018-02-02 and 96,000 from 2018-02-05,
    for positions that are held too.
    """
    life = MarginLife("click365_kabu", 80_000.0, multiplier=100.0, size=1, price=23_000.0, maintenance=46_870.0)
    assert life.closing_in is None
    life.session(23_000.0, maintenance=96_000.0)
    assert life.closing_in == 1


def test_click_securities_a_million_yen_on_100_000_dollars_at_100_yen_is_a_ratio_of_250_percent_and_leverage_of_10():
    """https://faq.click-sec.com/faq/show/136: the requirement is 4 % of 100 yen x 100,000."""
    asked = 10 * FxRequirement(0.04).of_a_lot(100.0)
    assert asked == 400_000.0
    assert margin_ratio(1_000_000.0, asked) == 2.5
    assert leverage_of(100_000, 100.0, 1_000_000) == 10.0


def test_gaitame_online_ten_lots_are_cut_after_4_yen_44():
    """Its FAQ as quoted 2008 in question 3972888: 500,000 yen held, cut where 56,000 are left, 100,000 dollars."""
    rate = call_index(56_000.0, 500_000.0, value=100_000.0 * 100.0, slope=100_000.0)
    assert 100.0 - rate == pytest.approx(4.44)


def test_fx_lifeschool_a_million_on_100_000_dollars_at_110_is_227_percent_and_is_cut_at_104_40_where_100_percent_cuts():
    """https://www.fx-lifeschool.info, question 1426: the requirement of 440,000 yen is held as it was."""
    asked = 10 * FxRequirement(0.04).of_a_lot(110.0)
    assert asked == 440_000.0
    assert round(100.0 * margin_ratio(1_000_000.0, asked)) == 227
    assert call_index(asked, 1_000_000.0, value=100_000.0 * 110.0, slope=100_000.0) == pytest.approx(104.4)


@pytest.mark.parametrize(("rate", "worth"), [(101.0, 110_000.0), (99.0, 90_000.0)])
def test_fx_quicknavi_a_yen_on_10_000_dollars_is_10_000_yen(rate, worth):
    """https://fx-quicknavi.com/column/margin-maintenance-rate.html: 100,000 yen, 10,000 dollars at 100."""
    life = MarginLife("click365_kabu", 100_000.0, multiplier=LOT, size=1, price=100.0, maintenance=40_000.0)
    life.session(rate)
    assert life.cash == worth


def test_stocks_on_margin_in_japan_half_a_million_lost_of_a_million_on_three_million_is_16_point_7_percent():
    """https://dokuwiki.fl8.jp/_export/xhtml/50_dialy/2021/03/15, 2021-03-15: under the 20 % that must be kept."""
    left = 1_000_000.0 - 500_000.0
    assert round(100.0 * left / 3_000_000.0, 1) == 16.7
    assert margin_deficit(left, 0.20 * 3_000_000.0, left, negative_cash=True) == 100_000.0


def test_stocks_on_margin_in_america_a_thousand_shares_from_10_to_7_dollars_lack_100_of_30_percent():
    """https://financial-dictionary.thefreedictionary.com/margin+calls: half borrowed, 28.6 % left, 30 % asked."""
    equity = 7_000.0 - 5_000.0
    assert isclose(equity / 7_000.0, 0.286, abs_tol=5e-4)
    assert shortfall(0.30 * 7_000.0, equity) == pytest.approx(100.0)


def test_schwab_an_account_of_6_800_dollars_where_7_000_are_asked_lacks_200():
    """https://www.schwab.com/learn/story/how-to-handle-margin-calls: 10,000 dollars of stock, half of it borrowed."""
    assert shortfall(7_000.0, 6_800.0) == 200.0


def test_a_textbook_of_gold_the_call_is_for_what_5_000_dollars_of_maintenance_lack():
    """https://www.hashemian.com/financial-markets/leverage-margin-100.htm, page 100: 6,200 dollars, 2,000 lost."""
    assert shortfall(5_000.0, 6_200.0 - 2_000.0) == 800.0
