"""A market that ends before a tax is paid."""

from datetime import date

import pytest

from data.base.days import day_of
from engine import backtest, load_config
from tests.support.rows_until import rows_until

END = "2013-04-30"


@pytest.mark.pages
@pytest.mark.parametrize("cut", ["2013-03-13", "2013-04-11", "2013-04-15"])
def test_money_for_a_tax_is_redeemed_no_sooner_than_where_the_market_goes_on(market, cut):
    config = ["account.profile=jp_retail_futures", "tax.regime=us_1256", "period.start=2011-10-03"]
    whole = backtest(load_config(None, [*config, f"period.end={END}"], pattern="A"), market)
    ended = backtest(
        load_config(None, [*config, f"period.end={cut}"], pattern="A"), market.until(day_of(date.fromisoformat(cut)))
    )
    assert whole.frame("events")["kind"].isin(["tax_paid"]).any()
    for table in ("equity", "ledger"):
        assert rows_until(ended, table, cut).equals(rows_until(whole, table, cut)), table
