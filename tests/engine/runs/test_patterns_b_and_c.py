"""Patterns B and C over twenty years: what they buy and when, what they must equal, and that they see no future."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import iso
from data.contracts.calendars import xnys
from data.contracts.contracts import option_spec
from engine import backtest, load_config
from strategies.overlay.option_choice import OptionDates, strike_by_distance
from tests.engine.audit.accounts import random_settings
from tests.engine.audit.looks import failed
from tests.oracles.slow_market import day_number
from tests.oracles.slow_options import is_option, series
from tests.support.default_runs import default_run

TABLES = ("equity", "ledger", "orders", "fills", "positions", "rules", "targets", "attribution")
YEARS = "period=2005-2012"
ALWAYS = ["trend.strength=none", "options.direction=by_trend"]
UNTRIMMED = ["overlay.max_total_exposure=9.0", "overlay.acknowledge_high_leverage=true"]


def run(market, pattern, *settings):
    return backtest(load_config(None, settings, pattern=pattern), market)


@pytest.fixture(scope="module")
def pattern_b(market):
    return default_run("B", market)


@pytest.fixture(scope="module")
def pattern_c(market):
    return default_run("C", market)


@pytest.fixture(scope="module")
def pattern_a(market):
    return default_run("A", market)


@pytest.fixture(scope="module")
def core_and_nothing(market):
    return run(market, "core", YEARS), run(market, "B", YEARS, "options.budget=0.0")


@pytest.fixture(scope="module")
def pattern_a_and_uninsured(market):
    return run(market, "A", YEARS), run(market, "C", YEARS, "insurance.hedge_ratio=0.0")


@pytest.fixture(scope="module")
def always(market):
    """Pattern B in every month."""
    return run(market, "B", *ALWAYS)


@pytest.fixture(scope="module")
def over_insured(market):
    """Pattern C with twice as many puts as futures, far in the money."""
    puts = ["insurance.hedge_ratio=2", "insurance.out_of_the_money=-0.2"]
    return run(market, "C", "period=2003-2012", "overlay.max_total_exposure=1.22", *puts)


def rows(result, name):
    return result.table(name).to_pylist()


def bought(result, reason):
    return [
        row
        for row in rows(result, "fills")
        if row["reason"] == reason and row["size"] > 0 and is_option(row["contract"])
    ]


def evening_before(market, stamp):
    return market.row_from(day_number(stamp)) - 1


@pytest.mark.parametrize("table", ["equity", "ledger", "orders", "fills", "positions", "attribution"])
def test_a_budget_of_nothing_is_the_core_bit_for_bit(core_and_nothing, table):
    core, nothing = core_and_nothing
    assert nothing.manifest["tables"][table] == core.manifest["tables"][table]


@pytest.mark.parametrize("table", [*TABLES, "events"])
def test_no_insurance_is_pattern_a_bit_for_bit(pattern_a_and_uninsured, table):
    pattern_a, uninsured = pattern_a_and_uninsured
    assert uninsured.manifest["tables"][table] == pattern_a.manifest["tables"][table]


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["B", "C"])
def test_the_same_settings_give_the_same_tables(market, pattern):
    once, again = (run(market, pattern, "period=2007-2009") for _ in range(2))
    assert again.manifest["tables"] == once.manifest["tables"]


@pytest.mark.pages
@pytest.mark.parametrize(("pattern", "lines"), [("b", "option"), ("c", "insurance")])
def test_the_sources_of_return_sum_to_the_gain(pattern, lines, request):
    result = request.getfixturevalue(f"pattern_{pattern}")
    attribution = result.frame("attribution").groupby("category")["amount"].sum()
    gain = result.metrics["final_equity"] - 1_000_000.0
    assert attribution.sum() == pytest.approx(gain, abs=1e-9 * result.metrics["final_equity"])
    assert {f"{lines}_premium", f"{lines}_payoff", f"{lines}_mark", "commission", "spread"} <= set(attribution.index)
    others = {"option", "insurance"} - {lines}
    assert not any(category.startswith(tuple(others)) for category in attribution.index)
    assert attribution[f"{lines}_premium"] < 0.0 < attribution[f"{lines}_payoff"]


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["b", "c"])
def test_the_marks_of_finished_series_sum_to_nothing(pattern, request):
    result = request.getfixturevalue(f"pattern_{pattern}")
    ledger, last = result.ledger, rows(result, "equity")[-1]["date"]
    held = {row["contract"] for row in rows(result, "positions") if row["date"] == last}
    marks = ledger[ledger["account"] == "option_value"].groupby("contract")["amount"].sum()
    finished = marks[[contract not in held for contract in marks.index]]
    assert len(finished) >= 50
    assert abs(finished).max() < 1e-9 * 1e6


def test_fifty_one_purchases_in_twenty_years(pattern_b):
    purchases = bought(pattern_b, "premium")
    assert len(purchases) == 51
    assert all("C" in row["contract"][3:] and row["contract"].startswith("XSP") for row in purchases)


def test_a_purchase_or_its_reason_every_month(pattern_b):
    kinds = pattern_b.frame("events")["kind"].value_counts()
    assert kinds["premium"] + kinds["no_trend"] == 240


def test_purchases_are_on_fixed_dates_and_in_a_trend(market, pattern_b):
    dates = OptionDates(market.days[0], market.days[-1], xnys(), 0)
    for row in bought(pattern_b, "premium"):
        assert day_number(row["date"]) in dates
        view = market.as_of(market.days[evening_before(market, row["date"])])
        assert view.value("close") > view.moving_average(200)
        assert view.efficiency_ratio(63) >= 0.30 or view.adx(14) >= 25.0


@pytest.mark.pages
@pytest.mark.parametrize("sessions_before", [0, 1, 5, 10])
def test_a_series_is_left_on_the_day_on_which_the_next_is_bought(market, sessions_before):
    settings = [
        "period.start=2004-01-02",
        "period.end=2007-12-31",
        f"options.sessions_before={sessions_before}",
        *ALWAYS,
        *UNTRIMMED,
    ]
    result = run(market, "B", *settings)
    fixed = OptionDates(market.days[0], market.days[-1], xnys(), sessions_before)
    traded = {day_number(row["date"]) for row in rows(result, "fills")}
    assert 47 <= len(traded) <= 48  # the first date may be the first session
    assert all(day in fixed for day in traded)
    held = [row["date"] for row in rows(result, "positions")]
    assert len(held) == len(set(held))


def test_premium_and_costs_are_within_the_budget(always):
    result = always
    equity = {row["date"]: row["equity"] for row in rows(result, "equity")}
    for row in bought(result, "premium"):
        paid = row["size"] * row["price"] * 100.0 + row["commission"]
        assert paid <= 0.005 * (equity[row["date"]] + paid)


def test_halving_halves_the_budget_of_a_purchase(market, always):
    result = always
    multipliers = {row["date"]: row["multiplier"] for row in rows(result, "rules") if row["rule"] == "halving"}
    equity = {row["date"]: row["equity"] for row in rows(result, "equity")}
    spent = {0.5: [], 1.0: []}
    for row in bought(result, "premium"):
        evening = date.fromisoformat(iso(market.days[evening_before(market, row["date"])]))
        spent[multipliers[evening]].append((row["size"] * row["price"] * 100.0 + row["commission"]) / equity[evening])
    assert max(spent[0.5]) <= 0.00251 < max(spent[1.0]) <= 0.00502
    assert min(len(shares) for shares in spent.values()) > 50


@pytest.mark.pages
def test_halving_does_not_sell_what_is_held(market):
    assert {row["reason"] for row in rows(run(market, "B", YEARS, *ALWAYS, *UNTRIMMED), "fills")} == {
        "premium",
        "expiry",
    }


def test_bought_calls_are_within_the_limit_on_every_session_of_twenty_years(pattern_b, always):
    for result in (pattern_b, always):
        trims = [row for row in rows(result, "fills") if row["purpose"] == "cap"]
        assert len(trims) > 50
        assert max(row["total_exposure"] for row in rows(result, "equity")) <= 1.3


def test_puts_that_make_the_account_short_are_trimmed_to_the_limit(over_insured):
    equity, fills = rows(over_insured, "equity"), rows(over_insured, "fills")
    assert len([row for row in fills if row["purpose"] == "cap" and is_option(row["contract"])]) > 20
    shorts = [-row["overlay_delta"] / row["equity"] for row in equity]
    assert 0.19 < max(shorts) <= 0.22
    assert max(row["total_exposure"] for row in equity) <= 1.22


def test_a_sale_is_enlarged_where_the_limit_would_not_hold_after_it(pattern_b):
    trims = [row for row in rows(pattern_b, "orders") if row["reason"] == "cap"]
    assert all(row["filled"] <= row["requested"] < 0 for row in trims)
    assert any(row["filled"] < row["requested"] for row in trims)


@pytest.mark.pages
def test_the_loss_stop_sells_what_is_held(market):
    result = run(
        market, "B", *ALWAYS, "stops.monthly_loss=0.002", "options.budget=0.02", "options.acknowledge_high_budget=true"
    )
    stops = [row["date"] for row in rows(result, "events") if row["kind"] == "loss_stop"]
    assert len(stops) > 20
    equity = {row["date"]: row["option_value"] for row in rows(result, "equity")}
    sessions = list(equity)
    after = [equity[sessions[sessions.index(day) + 1]] for day in stops if day != sessions[-1]]
    assert max(abs(value) for value in after) < 1e-6


def test_insurance_is_renewed_every_month(pattern_c):
    contracts = [row["contract"] for row in bought(pattern_c, "insurance")]
    assert len(set(contracts)) == 241
    assert all(series(one).right == "P" for one in contracts)


def test_insurance_is_five_percent_below_the_index_when_bought(market, pattern_c):
    closes, spec, seen = market.values("close"), option_spec("XSP"), set()
    for row in bought(pattern_c, "insurance"):
        if row["contract"] not in seen:
            index = closes[evening_before(market, row["date"])] / 10.0
            strike = series(row["contract"]).strike
            assert strike == strike_by_distance(spec.steps(), index, 0.05, call=False)
            assert 0.95 * index - 1.0 < strike <= 0.95 * index
        seen.add(row["contract"])


def puts_and_futures(result):
    """Day -> contracts held of each."""
    held = {}
    for row in rows(result, "positions"):
        held.setdefault(row["date"], [0, 0])[not is_option(row["contract"])] += row["size"]
    return held


@pytest.mark.pages
def test_insurance_follows_the_halving_within_a_session(pattern_c):
    sessions, held = [row["date"] for row in rows(pattern_c, "equity")], puts_and_futures(pattern_c)
    switched = [row["date"] for row in rows(pattern_c, "events") if row["kind"] in {"halved", "restored"}]
    assert len(switched) > 40
    for day in switched:
        puts, futures = held[sessions[sessions.index(day) + 1]]
        assert puts == int(futures * 5.0 / 10.0 + 0.5), day


def test_insurance_is_adjusted_only_on_fixed_dates_and_when_a_rule_switches(market, pattern_c):
    dates = OptionDates(market.days[0], market.days[-1], xnys(), 0)
    switched = {row["date"] for row in rows(pattern_c, "events") if row["kind"] in {"halved", "restored"}}
    sent = {row["date"] for row in rows(pattern_c, "orders") if row["reason"] == "insurance"}
    unexplained = [
        day for day in sent - switched if market.next_sessions[market.row_from(day_number(day))] not in dates
    ]
    assert unexplained == [date(1999, 1, 4)]


def test_an_insured_account_falls_less_in_2008(pattern_a, pattern_c):
    falls = [result.equity["equity"]["2008-09":"2008-10"].pct_change().min() for result in (pattern_c, pattern_a)]
    assert 0.0 > falls[0] > falls[1]


def test_dates_of_purchase_are_a_month_apart(always):
    days = [day_number(row["date"]) for row in bought(always, "premium")]
    assert all(other - one >= 25 for one, other in pairwise(days))


@pytest.mark.pages
def test_the_first_future_is_insured_on_the_session_after_it_is_bought_and_not_on_the_next_date(market):
    # An account of one future or none: rebalancing goes from none to one between two dates.
    made = backtest(random_settings(92), market)
    assert "insured" not in failed(made)
    held = to_array(made.table("equity")["overlay_notional"]) > 0.0
    assert (np.diff(held.astype(int)) > 0).sum() > 1
