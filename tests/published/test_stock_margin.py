"""Margin of shares and CFDs: numbers that brokers print."""

import pytest

from data.contracts.contracts import future_spec
from data.margin.margins import maintenance_schedule
from data.pricing.financing import Financing
from engine.account.calls import MarginRules, MarginState, Snapshot, after_test
from engine.account.margin import margin_deficit
from engine.account.of_opening import of_opening
from engine.account.settlement import financed

SHARE = 0.2


def asked(opened, value):
    return of_opening(SHARE * value, value, opened, 300_000.0)


def test_rakuten_calls_when_half_a_million_behind_one_and_a_half_falls_below_three_hundred_thousand():
    """https://rakuten-sec.co.jp/smartphone/domestic/special/beginner/margin05.html (read 2026-11-29): 500,000 yen,
    bought for 1,500,000; a call comes when what is left is less than 300,000.
    """
    opened = 1_500_000.0
    for loss, missing in ((200_000.0, 0.0), (200_001.0, 1.0), (250_000.0, 50_000.0)):
        found = margin_deficit(500_000.0 - loss, asked(opened, opened - loss), 500_000.0 - loss, negative_cash=True)
        assert found == pytest.approx(missing)


def test_neotrade_has_a_ratio_of_86_6_percent():
    """https://www.sbineotrade.jp/margin/beginner/margin-and-additional-margin.html (read 2026-11-29): a million in
    cash, shares of 500,000 at 80 %, 1,000 shares bought at 1,500 yen with a loss of 100,000: 86.6 % (cut off).
    """
    collateral = 1_000_000.0 + 0.8 * 500_000.0 - 100_000.0
    maintenance = asked(1_500_000.0, 1_400_000.0)
    assert int(1000.0 * SHARE * collateral / maintenance) / 10.0 == 86.6


def test_closing_shares_takes_a_fifth_of_their_value_at_opening_off_the_call():
    """https://faq.rakuten-sec.co.jp/faq_detail.html?id=10002156 (read 2026-11-29): positions of five times the call are
    to be closed, 20 % of the price at which they were opened counts.
    """
    call = 50_000.0
    freed = asked(3_000_000.0, 2_700_000.0) - asked(3_000_000.0 - 5.0 * call, 2_700_000.0 - 4.5 * call)
    assert freed == pytest.approx(call)


def test_saxo_takes_99_yen_for_a_night_of_a_million():
    """https://www.help.saxo/hc/ja/articles/360001252663 (read 2026-11-29): 1,000,000 yen x 3.57 % / 360 = 99.16 yen for
    who bought; act/365 here, so that the rate is told for 365 days.
    """
    terms = Financing(0.0357 * 365.0 / 360.0, 0.0, 0.0, 0.0)
    assert int(100.0 * financed(1_000_000.0, 1_000_000.0, terms, 1)) / 100.0 == 99.16


def test_hirose_takes_2_2_yen_a_night_from_both_sides_of_the_nikkei():
    """https://hirose-fx.co.jp/cfd/contents/AjView (2022-03-17): -2.2 yen a lot of the index x 1 yen, on either side,
    with the Nikkei at 26,653 and overnight money at about zero.
    """
    value = 26_653.0
    terms = Financing(0.03, -0.03, 0.0, 0.0)
    assert [round(financed(side * value, side * value, terms, 1), 1) for side in (1, -1)] == [2.2, 2.2]


def test_rakuten_and_hirose_ask_a_tenth_for_a_lot_of_the_nikkei():
    """https://www.rakuten-sec.co.jp/web/cfd/rule/volume.html (read 2026-11-29): JP225 at 25,000, x 10: 25,000 yen. The
    index x 1 of Hirose on 2025-03-14: 4,100 yen, of a value 1.1 times that of two days before, rounded up to 100.
    """
    assert maintenance_schedule([18_000], [25_000.0], "JP225") == [25_000.0]
    lot = maintenance_schedule([18_000], [36_790.03], "JP225D")[0]
    assert 100 * -(-int(1.1 * lot) // 100) == 4_100
    assert future_spec("JP225D").multiplier == 1.0


def test_a_recovery_does_not_answer_the_call_of_a_cfd():
    """https://faq.click-sec.com/faq/show/10269 (read 2026-11-29): the account being back above the requirement after
    the call does not answer it.
    """
    rules = MarginRules(grace=1, closing_delay=0, recovery_counts=False, loss_cut_level=0.0, warning_level=1.5)
    called, _ = after_test(rules, MarginState(), Snapshot(0, 90_000.0, 100_000.0, 10_000.0))
    back, _ = after_test(rules, called, Snapshot(1, 120_000.0, 100_000.0, 0.0))
    assert back == called
