"""Options where an account meets a limit: budget, exposure, margin, ruin."""

import pytest

from data.contracts.contracts import OptionContract, option_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from engine import backtest, load_config
from engine.day.terms import CashPolicy
from tests.support.option_play import (
    CALL,
    EXPIRY,
    LAST,
    NEXT_EXPIRY,
    both,
    buy,
    endings,
    events,
    fills,
    futures,
    marks,
    sell,
)

FLAT = [1000.0] * 16
CALLED = {"grace": 1, "negative_cash": False, "liquidation": 0.0}
# Ten E-minis lose 110,000 of 100,000 on session 3; orders fill again on session 4.
RUINED = [1000.0, 1000.0, 890.0, 780.0, *[780.0] * 12]


def bought(run):
    return [(session, size) for session, _, size, _, reason in fills(run) if size > 0 and reason != "liquidation"]


def test_the_fill_cuts_an_order_to_the_budget_of_that_moment(quoted_market, play, script, option_terms):
    # 2 % of 100,000 at 201.50 for each contract, commission included: nine, not ten
    market = quoted_market(FLAT, [(1, 1.99, 2.01)])
    run = play(market, script, option_terms(), orders={0: buy(10, {"budget": 0.02})})
    assert bought(run) == [(1, 9)]


def test_an_order_within_the_budget_stays_as_it_is(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 1.99, 2.01)])
    run = play(market, script, option_terms(), orders={0: buy(8, {"budget": 0.02})})
    assert bought(run) == [(1, 8)]


def test_one_contract_above_the_budget_is_not_bought(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 1.99, 2.01)])
    run = play(market, script, option_terms(), orders={0: buy(1, {"budget": 0.002})})
    assert endings(run) == [("canceled", "over_budget")]


def exposure_of_one(market, session):
    """Change of the account for a 100 % move of the index, of one call, once the index has risen 2 %."""
    curve = OptionCurve(market, FuturesCurve(market, 0.0), surface("fitted"), OptionSpreads(1e9))
    return 100 * curve.exposures(OptionContract(option_spec("SPX"), EXPIRY, 1000.0, "C"), session, (0.02, 0.0, 0.0))[0]


def test_the_limit_on_total_exposure_cuts_by_delta(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT)
    run = play(market, script, option_terms(capital=1e6), orders={0: buy(50, {"exposure_limit": 1.3})})
    assert bought(run) == [(1, int(0.3 * 1e6 / exposure_of_one(market, 1)))]
    assert run.column("equity", "total_exposure")[1] <= 1.3


def test_the_limit_counts_the_futures_held(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT)
    orders = {0: futures(4), 2: buy(50, {"exposure_limit": 1.3})}
    run = play(market, script, option_terms(capital=1e6), orders=orders)
    assert bought(run)[1] == (3, int((0.3 * 1e6 - 1.02 * 200_000.0) / exposure_of_one(market, 3)))


def test_a_limit_that_leaves_no_room_buys_nothing(quoted_market, play, script, option_terms):
    run = play(quoted_market(FLAT), script, option_terms(), orders={0: buy(1, {"exposure_limit": 1.3})})
    assert endings(run) == [("canceled", "no_room")]


def test_the_limit_counts_the_options_held(quoted_market, play, script, option_terms):
    order = {"exposure_limit": 1.3}
    run = play(quoted_market(FLAT), script, option_terms(capital=1e6), orders={0: buy(50, order), 2: buy(50, order)})
    assert max(run.column("equity", "total_exposure")[:5]) <= 1.35


def test_total_exposure_is_within_the_limit_after_a_purchase(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 5.0, 15.0)])
    orders = {0: buy(5000, {"exposure_limit": 1.3})}
    run = play(market, script, option_terms(capital=1e8), orders=orders)
    assert run.column("equity", "total_exposure")[1] <= 1.3


def test_on_a_day_at_the_price_limit_no_option_is_bought(quoted_market, play, script, option_terms):
    run = play(quoted_market([1000.0, 650.0, *[650.0] * 14]), script, option_terms(), orders={0: buy(1)})
    assert bought(run) == [(2, 1)]


def test_a_purchase_waits_for_its_money_where_only_cash_counts(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(session, 10.0, 10.0) for session in range(6)])
    run = play(market, script, option_terms(haircut=1.0, lag=2), orders={0: buy(2)})
    assert run.column("equity", "in_transit")[:4] == [2_003.0, 2_003.0, 0.0, 0.0]
    assert bought(run) == [(2, 2)]


def liquidated(quoted_market, play, script, terms, *, policy=0.0, index=950.0, then=None):
    """Twenty E-minis and a call; cash is owed after a fall of the index, and the call for it is not answered."""
    rules = CALLED | {"liquidation": policy}
    market = quoted_market([1000.0, 1000.0, index, index, index, *[index] * 11], [(3, 2.0, 4.0)])
    cash = CashPolicy(1.0, 0.0, 1.0)
    broker = terms(rules=rules, lag=0, cash=cash)
    return play(market, script, broker, orders={0: both(futures(20), buy(1)), **(then or {})})


def test_a_liquidation_of_everything_sells_the_options_too(quoted_market, play, script, option_terms):
    run = liquidated(quoted_market, play, script, option_terms)
    assert (3, CALL, -1, 2.0, "liquidation") in fills(run)
    assert run.broker.positions == {}


def test_the_half_spread_of_a_forced_sale_is_a_liquidation_cost(quoted_market, play, script, option_terms):
    run = liquidated(quoted_market, play, script, option_terms)
    ledger = run.tables["ledger"].to_pylist()
    costs = [row["amount"] for row in ledger if row["contract"] == CALL and row["category"] == "liquidation_cost"]
    assert costs == [-100.0]


def test_a_liquidation_of_the_fewest_contracts_leaves_the_options(quoted_market, play, script, option_terms):
    run = liquidated(quoted_market, play, script, option_terms, policy=1.0)
    assert "liquidation" in [kind for _, kind, _ in events(run)]
    assert [reason for _, contract, _, _, reason in fills(run) if contract == CALL] == ["", "expiry"]


def test_a_sale_of_options_that_waits_during_a_liquidation_is_filled_not_void(
    quoted_market, play, script, option_terms
):
    run = liquidated(quoted_market, play, script, option_terms, policy=1.0, then={2: sell(1)})
    assert [(session, size, reason) for session, contract, size, _, reason in fills(run) if contract == CALL] == [
        (1, 1, ""),
        (3, -1, ""),
    ]


def test_a_forced_sale_of_options_is_an_event(quoted_market, play, script, option_terms):
    run = liquidated(quoted_market, play, script, option_terms)
    assert (3, "liquidation", CALL) in events(run)


def test_a_liquidation_of_everything_in_mid_session_sells_the_options_too(quoted_market, play, script, option_terms):
    # Twenty E-minis ask 70,000; at an index of 950 the account is down to 50,000, and nobody is asked.
    lows = [1000.0, 1000.0, 950.0, *[1000.0] * 13]
    broker = option_terms(rules={"grace": 0, "liquidation": 0.0}, margin_test="intraday")
    run = play(quoted_market(FLAT, low=lows), script, broker, orders={0: both(futures(20), buy(1))})
    assert (2, "liquidation", "ESH13") in events(run)
    assert (2, CALL, -1) in [fill[:3] for fill in fills(run)]


def ruined(quoted_market, play, script, terms, quotes, closes=RUINED, **order):
    market = quoted_market(closes, quotes)
    return play(market, script, terms(lag=0), orders={0: both(futures(10), buy(1, **order))})


def test_ruin_sells_the_options(quoted_market, play, script, option_terms):
    run = ruined(quoted_market, play, script, option_terms, [(3, 0.5, 1.5), (4, 0.5, 1.5)])
    assert (3, "ruin", "") in events(run)
    assert (4, CALL, -1, 0.5, "liquidation") in fills(run)
    assert run.column("equity", "option_value")[4] == pytest.approx(0.0, abs=1e-9)


def test_a_ruined_account_gets_no_better_price_than_its_last_mark(quoted_market, play, script, option_terms):
    run = ruined(quoted_market, play, script, option_terms, [(3, 0.5, 1.5), (4, 2.0, 2.0)])
    assert (4, CALL, -1, 1.0, "liquidation") in fills(run)
    assert max(run.column("equity", "equity")[3:]) < 0.0


def test_a_ruined_account_buys_nothing(quoted_market, play, script, option_terms):
    market = quoted_market(RUINED)
    run = play(market, script, option_terms(lag=0), orders={0: futures(10), 5: buy(1)})
    assert endings(run) == [("margin", "no_premium")]


LATE = [1000.0] * (LAST - 2) + [890.0, 780.0, 930.0, 930.0, 930.0, 930.0]


def test_what_an_option_pays_after_ruin_is_not_the_accounts(quoted_market, play, script, option_terms):
    # Ruined at the close before the last day, with a call struck at 900 marked at 0.05; the index recovers to 930.
    quotes = [(session, mark, mark, "C", 900.0, EXPIRY) for session, mark in ((1, 101.0), (LAST - 1, 0.05))]
    run = ruined(quoted_market, play, script, option_terms, quotes, LATE, strike=900.0)
    assert (LAST - 1, "ruin", "") in events(run)
    (paid,) = [price for _, contract, size, price, _ in fills(run) if contract == "SPX130118C900" and size < 0]
    assert paid <= 0.05


def test_a_fill_at_the_open_does_not_know_the_close(quoted_market, play, script, option_terms):
    def purchase(last_close):
        rough = {"high": [1300.0] * 16, "low": [900.0] * 16, "open": FLAT}
        market = quoted_market([1000.0] * LAST + [last_close] + [1000.0] * 3, **rough)
        held, following = (
            buy(500, root="XSP", strike=100.0),
            buy(900, {"budget": 0.05}, root="XSP", strike=100.0, expiry=NEXT_EXPIRY),
        )
        orders = {0: held, LAST - 1: following}
        return bought(play(market, script, option_terms(fill_at="open"), orders=orders))

    assert purchase(1000.0) == purchase(1150.0)


def test_one_contract_above_the_budget_is_an_event_of_the_evening(market):
    settings = ["options.budget=0.0001", "options.contract=SPX", "trend.strength=none"]
    result = backtest(
        load_config(None, ["period.start=2005-01-03", "period.end=2005-12-30", *settings], pattern="B"), market
    )
    told = result.frame("events")
    assert len(told[told["kind"] == "over_budget"]) >= 6
    assert set(told["kind"]) <= {"over_budget", "no_trend", "halved", "restored"}
    assert result.frame("orders").empty


def test_one_contract_above_the_budget_at_the_fill_is_one_event(market):
    settings = [
        "period.start=2017-09-01", "period.end=2017-09-29", "options.budget=0.001", "options.direction=by_trend",
        "options.out_of_the_money=-0.03", "options.sessions_before=4", "trend.strength=none", "trend.average_window=20",
        "option_prices.surface=flat",
    ]  # fmt: skip
    told = backtest(load_config(None, settings, pattern="B"), market).frame("events")
    assert told.loc[["2017-09-11"], "kind"].tolist() == ["over_budget"]


def test_marks_of_a_call_follow_the_index(quoted_market, play, script, option_terms):
    run = play(quoted_market([1000.0, 1000.0, 1010.0, *[1010.0] * 13]), script, option_terms(), orders={0: buy(1)})
    assert 0.4 < (marks(run)[1] - marks(run)[0]) / 10.0 < 0.8
