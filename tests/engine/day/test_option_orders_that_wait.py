"""Orders of pattern B that find no price, no money, or not enough of it."""

import pytest

from engine import backtest, load_config
from engine.fast.simulate import simulate
from tests.engine.audit.accounts import random_settings
from tests.engine.audit.looks import failed

ALWAYS = ["trend.strength=none", "options.direction=by_trend"]


def run(market, pattern, *settings):
    return backtest(load_config(None, settings, pattern=pattern), market)


def rows(result, name):
    return result.table(name).to_pylist()


def bought(result, reason):
    return [row for row in rows(result, "fills") if row["reason"] == reason and row["size"] > 0]


@pytest.mark.pages
def test_pattern_b_buys_where_money_takes_two_sessions(market):
    assert len(bought(run(market, "B", "account.profile=jp_retail_futures"), "premium")) > 40


@pytest.mark.pages
@pytest.mark.parametrize("profile", ["jp_retail_futures", "retail_cash_margin"])
def test_where_the_index_rose_while_money_takes_two_sessions_as_many_are_bought_as_it_pays_for(market, profile):
    late = run(market, "B", f"account.profile={profile}", "account.redemption_lag=2")
    orders = [row for row in rows(late, "orders") if row["side"] == "buy"]
    smaller = [row for row in orders if 0 < row["filled"] < row["requested"]]
    assert [row["status"] for row in orders] == ["completed"] * 51
    assert len(smaller) > 9
    assert late.metrics["cagr"] == pytest.approx(0.017365, abs=1e-6)


@pytest.mark.pages
def test_a_dearer_option_is_bought_in_smaller_number_and_not_left(market):
    orders = rows(run(market, "B", *ALWAYS, "account.profile=retail_cash_margin"), "orders")
    assert [row["reason"] for row in orders if row["status"] == "margin"] == []


def test_a_stop_that_could_not_sell_sells_the_day_after(small_market):
    # Calls are bought on 17 January; the stop strikes after the 29th, and the 30th is at the price limit.
    closes = [1000.0 + place for place in range(13)] + [1012.0] * 5 + [930.0, 740.0] + [740.0] * 10
    settings = [
        "trend.strength=none",
        "trend.average_window=2",
        "options.budget=0.05",
        "options.acknowledge_high_budget=true",
        "stops.monthly_loss=0.02",
    ]
    result = run(
        small_market(closes, "2014-01-02"),
        "B",
        *settings,
        "overlay.max_total_exposure=9.0",
        "overlay.acknowledge_high_leverage=true",
    )
    sessions = [row["date"] for row in rows(result, "equity")]
    (stopped,) = [row["date"] for row in rows(result, "events") if row["kind"] == "loss_stop"]
    held = {row["date"] for row in rows(result, "positions")}
    assert stopped in held
    assert sessions[sessions.index(stopped) + 2] not in held


@pytest.mark.pages
def test_an_order_that_waits_spends_no_more_than_the_rules_leave_by_then(market):
    # Ordered on 2010-02-10, filled two sessions later, when volatility had halved the budget.
    made = backtest(random_settings(187), market)
    waited = [row for row in bought(made, "premium") if row["date"].isoformat() == "2010-02-12"]
    assert len(waited) == 1
    assert {"premium", "halving"}.isdisjoint(failed(made))


def test_a_sale_that_finds_no_price_until_its_series_has_ended_is_rejected(small_market):
    # Calls of 21 February are to be sold on the 20th; that day, the 21st and the 24th are at the price limit.
    closes = [1000.0 + place for place in range(33)] + [800.0, 630.0, 500.0] + [500.0] * 10
    settings = [
        "trend.strength=none",
        "trend.average_window=2",
        "options.sessions_before=1",
        "halving.enabled=false",
        "stops.monthly_loss=off",
    ]
    market = small_market(closes, "2014-01-02")
    result = run(market, "B", *settings)
    (rejected,) = [row for row in rows(result, "orders") if row["status"] == "rejected"]
    assert (rejected["reason"], rejected["finished"].isoformat()) == ("expired", "2014-02-25")
    found = simulate(load_config(None, settings, pattern="B"), market, compiled=False)
    assert list(found.equity) == result.equity["equity"].tolist()
