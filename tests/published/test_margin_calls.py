"""Margin calls of futures in Osaka as Japanese brokers print them, to the yen, in our account at their terms."""

import pytest

from engine.account.margin import collateral_value, margin_deficit
from tests.support.margin_life import MarginLife

LARGE, MINI, MICRO = 1_000.0, 100.0, 10.0
"""Yen per point of the Nikkei 225."""


@pytest.fixture
def matsui():
    """Matsui's example: a large contract bought at 33,270 on exactly what it asks."""

    def live(size=1):
        return MarginLife(
            "matsui_futures", 1_733_962.0 * size, multiplier=LARGE, size=size, price=33_270.0, maintenance=1_733_962.0
        )

    return live


def test_matsui_a_hundred_points_under_the_price_of_a_large_contract_call_exactly_100_000_yen(matsui):
    """https://www.matsui.co.jp/fop/study/about/risk/index.html, 2023-11-29."""
    life = matsui()
    assert life.session(33_270.0) == []
    assert life.session(33_170.0) == ["margin_call"]
    assert (life.cash, life.called) == (1_633_962.0, 100_000.0)


def test_matsui_a_call_neither_shrinks_nor_ends_with_the_market_and_is_due_the_next_day(matsui):
    """https://support.matsui.co.jp/faq/show/1711, 2024-11-15."""
    life = matsui()
    life.session(33_170.0)
    life.pay(99_999.0)
    assert life.session(34_000.0) == ["deadline_missed"]
    assert life.closing_in == 0


def test_matsui_the_amount_called_answers_the_call_whatever_the_market_does_meanwhile(matsui):
    """https://support.matsui.co.jp/faq/show/1711, 2024-11-15: the money that is missing, or all positions closed."""
    life = matsui()
    life.session(33_170.0)
    life.pay(100_000.0)
    assert life.session(33_170.0) == ["call_met"]
    assert life.cash == 1_733_962.0


def test_matsui_two_contracts_have_100_000_yen_to_spare_before_a_call():
    """https://support.matsui.co.jp/faq/show/472: cash 1,500,000, securities worth 100,000, a loss of 300,000, and
    600,000 asked for each of two contracts.
    """
    securities = 100_000.0
    collateral = collateral_value(1_500_000.0 + securities - 300_000.0, 0.0, 1.0)
    assert collateral - 2 * 600_000.0 == 100_000.0
    life = MarginLife("matsui_futures", 1_300_000.0, multiplier=LARGE, size=2, price=16_000.0, maintenance=600_000.0)
    assert life.session(15_950.0) == []
    assert life.session(15_949.0) == ["margin_call"]
    assert life.called == 2_000.0


def test_rakuten_one_tick_of_five_yen_under_the_price_of_a_micro_calls_where_nothing_is_spare():
    """https://rakuten-sec.co.jp/smartphone/fop/futures/guide/futures_loss_cut.html, September 2023: 15,000 yen for one
    contract at 33,000.
    """
    life = MarginLife("rakuten_futures", 15_000.0, multiplier=MICRO, size=1, price=33_000.0, maintenance=15_000.0)
    assert life.session(33_000.0) == []
    assert life.session(32_995.0) == ["margin_call"]
    assert life.called == 50.0


def test_rakuten_a_call_left_until_noon_of_the_next_day_closes_everything_that_day():
    """https://kensdiaryofmoney.hatenadiary.jp/entry/2015/12/02/071212: a customer 8,100 yen short on 2015-12-01 (of
    options; the position here is ours).
    """
    life = MarginLife("rakuten_futures", 600_000.0, multiplier=MINI, size=1, price=20_000.0, maintenance=600_000.0)
    assert life.session(19_919.0) == ["margin_call"]
    assert life.called == 8_100.0
    assert life.session(20_000.0) == ["deadline_missed"]
    assert life.closing_in == 0


def test_sbi_the_gap_to_maintenance_is_called_and_a_recovery_does_not_save_positions_the_day_after():
    """https://search.sbisec.co.jp/v2/popwin/help/opfutures/order_deposit.html and login_message_03.html: the gap
    between margin held and maintenance margin, due by 15:30 of the next business day, all closed on the business
    day after (the numbers are ours).
    """
    life = MarginLife("sbi_futures", 150_000.0, multiplier=MINI, size=1, price=33_000.0, maintenance=150_000.0)
    assert life.session(32_700.0) == ["margin_call"]
    assert life.called == 150_000.0 - 120_000.0
    assert life.session(33_500.0) == ["deadline_missed"]
    assert life.closing_in == 1
    assert life.session(34_000.0) == []
    assert life.monitor.closing


@pytest.mark.parametrize(("closed", "close"), [(1, 33_170.0), (0, 33_300.0)])
def test_monex_neither_closing_part_of_the_positions_nor_a_recovery_answers_a_call(closed, close):
    """https://faq.monex.co.jp/faq/show/382 (the numbers are ours)."""
    life = MarginLife("monex_futures", 300_000.0, multiplier=MINI, size=2, price=33_270.0, maintenance=150_000.0)
    assert life.session(33_170.0) == ["margin_call"]
    assert life.called == 20_000.0
    assert life.session(close, bought=-closed) == ["deadline_missed"]


def test_daiwa_250_points_of_a_mini_are_25_000_yen_of_69_000():
    """http://www.daiwa.jp/products/option/guide/risk.html, 2017-06-01: bought at 19,000, sold at 18,750."""
    life = MarginLife("monex_futures", 69_000.0, multiplier=MINI, size=1, price=19_000.0, maintenance=69_000.0)
    life.session(18_750.0, bought=-1)
    assert life.cash == 69_000.0 - 25_000.0


def test_minkabu_a_contract_sold_on_what_it_asks_is_called_for_the_first_yen_against_it():
    """https://minkabu.jp/blog/show/129231, spring of 2009: one large contract sold at 9,000 on a margin of 1,110,000
    yen, which 1,110 points use up (the page counts them downwards, where a seller gains; here they are 1,110 upwards).
    """
    life = MarginLife("rakuten_futures", 1_110_000.0, multiplier=LARGE, size=-1, price=9_000.0, maintenance=1_110_000.0)
    assert life.session(9_010.0) == ["margin_call"]
    assert life.called == 10_000.0
    life.session(10_110.0)
    assert life.cash == 0.0


def test_kabu_com_a_call_can_come_on_a_day_without_a_loss_as_the_amount_of_the_day_holds_that_day():
    """https://kabu.com/info/20231018_1.html, 2023-10-18: amounts of the day are published at 15:45 to 16:00 and hold
    for that day's test of calls.
    """
    life = MarginLife("monex_futures", 150_000.0, multiplier=MINI, size=1, price=33_000.0, maintenance=150_000.0)
    assert life.session(33_010.0, maintenance=151_500.0) == ["margin_call"]
    assert life.called == 500.0


def test_hoxsin_what_is_called_is_the_greater_of_what_the_account_and_what_its_cash_lacks():
    """https://www.hoxsin.co.jp/guide/knowledge/shoko/shoko_fusoku.htm (before 2024-11-05)."""
    assert margin_deficit(900_000.0, 1_000_000.0, -150_000.0, negative_cash=False) == 150_000.0
    assert margin_deficit(900_000.0, 1_000_000.0, -50_000.0, negative_cash=False) == 100_000.0
