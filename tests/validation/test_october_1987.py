"""October 1987: the page is what a run says."""

from itertools import product

import pytest

from validation.accounts import ACCOUNTS as NAMES
from validation.march_2020 import events
from validation.october_1987 import (
    CRASH,
    NEXT,
    PAGE,
    POINT,
    REAL_FALL,
    Account,
    called,
    day_19,
    page,
    run,
    short_as_it_was,
)

ACCOUNTS = [Account(*row) for row in product(NAMES, (0.1, 0.2, 0.3), ("both", "neither"))]
USUAL = Account("us_fcm_tbill")


@pytest.mark.pages
def test_the_page_is_what_a_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.pages
def test_the_loss_of_the_day_is_that_of_the_futures_of_the_evening_before(subtests):
    for account in ACCOUNTS:
        with subtests.test(str(account)):
            found = day_19(account)
            assert found.loss == pytest.approx(found.contracts * POINT * found.fall)
            assert found.loss / found.equity == pytest.approx((found.exposure - 1.0) * 0.2057, abs=0.001)


def test_half_was_sold_before_the_day_and_the_rest_the_day_after():
    sold = [
        fill for fill in run(USUAL).table("fills").to_pylist() if fill["side"] == "sell" and fill["reason"] == "rule"
    ]
    told = {(kind, day) for day, kind, _ in events(run(USUAL))}
    assert ("loss_stop", CRASH) in told
    assert [day for kind, day in told if kind == "halved" and CRASH - 7 < day < CRASH]
    assert any(fill["date"].toordinal() - 719_163 == NEXT for fill in sold)


@pytest.mark.pages
def test_nobody_was_called_at_the_model_s_prices_and_only_cash_accounts_at_those_of_the_day():
    assert called() == []
    short = short_as_it_was()
    assert {account.profile for account in short} == {"jp_retail_futures"}
    assert all(day_19(account).fall < REAL_FALL for account in short)
