"""While the fund pays late, money for what is ahead has to be sent earlier."""

from datetime import date

import pytest

from data.base.days import day_of
from engine import load_config
from engine.evening.tonight import tonight

LATE = ("fund.event=own", "fund.event_start=2019-03-01", "fund.event_gate=40", "fund.event_lag=6")


def first_premium(*settings):
    config = load_config(None, ["period.start=2019-01-02", *settings], pattern="C")
    found = tonight(config, None, day_of(date(2019, 3, 5)))
    return next(one for one in found.dates if one.code == "insurance")


@pytest.mark.pages
def test_a_redemption_that_takes_longer_is_to_be_sent_earlier():
    usual, late = first_premium(), first_premium(*LATE)
    assert late.day == usual.day
    assert late.send_by < usual.send_by
