"""How old a market is, by clocks in New York and Tokyo."""

from datetime import UTC, datetime

import pytest

from data.base.days import iso
from data.base.errors import DataError
from engine.evening.age import latest_session, require_latest

CLOSE = [
    ("2018-12-31T20:59", "2018-12-28"),
    ("2018-12-31T21:00", "2018-12-31"),
    ("2019-01-01T23:00", "2018-12-31"),
    ("2018-07-09T19:59", "2018-07-06"),
    ("2018-07-09T20:00", "2018-07-09"),
]
"""Moments in UTC, and the latest session of New York, whose close is at 16:00 there in winter and in summer."""


@pytest.mark.parametrize(("now", "latest"), CLOSE)
def test_the_latest_session_is_the_last_whose_close_has_passed(market, now, latest):
    assert iso(latest_session(market, "ES", datetime.fromisoformat(now).replace(tzinfo=UTC))) == latest


def test_a_market_that_ends_on_it_is_taken_and_an_older_one_refused_with_its_age(market):
    require_latest(market, "ES", datetime(2019, 1, 2, 20, 59, tzinfo=UTC))
    with pytest.raises(DataError, match=r"^the market ends on 2018-12-31, 1 session before the latest, 2019-01-02; .*"):
        require_latest(market, "ES", datetime(2019, 1, 2, 21, 0, tzinfo=UTC))
    with pytest.raises(DataError, match=r"7 sessions before the latest, 2019-01-10; fetch .* --as-of 2018-12-31$"):
        require_latest(market, "ES", datetime(2019, 1, 11, 12, 0, tzinfo=UTC))
