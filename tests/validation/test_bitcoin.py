"""The variant for bitcoin: every day a session, its own annualisation, no price limit, tactical cash in parts."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from engine import backtest, load_config
from validation.bitcoin import RULES, bitcoin_market

pytestmark = pytest.mark.usefixtures("bitcoin_data")
CRASH = ("period.start=2019-09-01", "period.end=2020-12-31")


@pytest.fixture(scope="module")
def bitcoin_data(development_data):
    return development_data("btc_usd_daily.csv")


@pytest.fixture(scope="module")
def result():
    return backtest(load_config(None, (*RULES, *CRASH), pattern="cash"), bitcoin_market())


def test_every_day_is_a_session(result):
    days = result.equity.index
    assert len(days) == (days[-1] - days[0]).days + 1


def test_volatility_is_annualised_with_365_sessions():
    market, place = bitcoin_market(), 1000
    closes = market.floats("close")[place - 30 : place + 1]
    daily = np.diff(np.log(closes)).std(ddof=1)
    assert market.realised_volatility(30)[place] == pytest.approx(daily * np.sqrt(365.0))


def test_figures_of_a_run_are_annualised_with_365_sessions(result):
    equity = result.equity["equity"].to_numpy()
    daily = equity[1:] / equity[:-1] - 1.0
    excess = daily - result.equity["bill_return"].to_numpy()[1:]
    assert result.metrics["volatility"] == pytest.approx(daily.std(ddof=1) * np.sqrt(365.0))
    assert result.metrics["sharpe"] == pytest.approx(excess.mean() / excess.std(ddof=1) * np.sqrt(365.0))


def test_orders_fill_on_a_day_on_which_the_price_falls_by_more_than_a_third(tmp_path):
    """2020-03-12: an exchange of futures would have stopped trading."""
    file = tmp_path / "deviations.csv"
    file.write_text("date,ratio,what,why\n2020-03-12,1.0,sold,to see that it fills\n")
    settings = (*RULES, f"deviations.file={file}", "period.start=2020-03-01", "period.end=2020-03-20")
    result = backtest(load_config(None, settings, pattern="cash"), bitcoin_market())
    closes = dict(zip(bitcoin_market().days, bitcoin_market().values("close"), strict=True))
    day = day_of(date(2020, 3, 12))
    assert closes[day] / closes[day - 1] < 0.67
    assert result.equity["share_value"]["2020-03-12"] == pytest.approx(0.0, abs=1e-6)


def test_tactical_cash_is_used_in_three_parts(result):
    used = {round(3 * row["tactical_used"] / 0.10) for row in result.table("cash_rules").to_pylist()}
    assert used == {0, 1, 2, 3}


def test_cash_is_higher_while_volatility_is_high(result):
    rows = result.table("cash_rules").to_pylist()
    assert {row["trend_ratio"] for row in rows if row["state"] == "alarmed"} == {0.5}
    assert all(row["state"] == "alarmed" for row in rows if (row["volatility"] or 0.0) > 0.8)


def test_cutting_the_market_leaves_everything_before_unchanged(result):
    cut = date(2020, 3, 14)
    part = backtest(load_config(None, (*RULES, CRASH[0]), pattern="cash"), bitcoin_market().until(day_of(cut)))
    for name in ("equity", "fills", "cash_rules"):
        assert part.table(name).to_pylist() == [row for row in result.table(name).to_pylist() if row["date"] <= cut]


def test_bitcoin_is_not_bought_at_the_price_of_an_index(market):
    with pytest.raises(ConfigError, match=r"cash_ratio\.fund = 'BTCUSD' trades on 24/7, but the market"):
        backtest(load_config(None, RULES, pattern="cash"), market)


def test_an_index_fund_is_not_bought_at_the_price_of_bitcoin():
    with pytest.raises(ConfigError, match=r"cash_ratio\.fund = 'SPXFUND' trades on XNYS, but the market"):
        backtest(load_config(None, pattern="cash"), bitcoin_market())
