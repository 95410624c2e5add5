from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.facts import facts
from data.fund.failures import failure, failures


def test_the_first_money_fund_of_2008_paid_half_after_six_weeks_and_ninety_nine_cents_in_the_end():
    told = failure("reserve_2008", of_broker=False)
    assert told.day == day_of(date(2008, 9, 16))
    assert told.payments.value == 0.97
    assert told.payments.parts[0] == (45, 0.5)
    assert told.payments.paid == pytest.approx(0.99)


def test_a_broker_that_failed_is_no_fund():
    assert set(failures(of_brokers=False)) == {"reserve_2008"}
    assert failure("mf_global", of_broker=True).payments.paid == pytest.approx(1.0)
    assert failure("peregrine", of_broker=True).payments.paid == pytest.approx(0.63)
    with pytest.raises(ConfigError, match="unknown failure 'mf_global'; known: reserve_2008"):
        failure("mf_global", of_broker=False)


def test_payments_come_in_order_and_never_more_than_the_claim(subtests):
    for name in {one.partition(".")[0] for one in facts("failures").names}:
        with subtests.test(name):
            paid = [row.value for row in facts("failures").history(f"{name}.paid")]
            assert paid[0] == 0.0
            assert paid == sorted(paid)
            assert paid[-1] <= 1.0
            assert 0.0 < facts("failures").latest(f"{name}.value").value <= 1.0
