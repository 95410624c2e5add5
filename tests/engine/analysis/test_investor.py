"""The yen investor: a dollar account told in yen, unhedged and hedged."""

import json
from itertools import pairwise
from operator import truediv as divide

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError
from data.facts import facts
from data.pricing.forwards import forward_price
from data.pricing.money_market import interbank_spreads
from engine import backtest, compare_results, load_config
from engine.account.ledger import LedgerError
from engine.analysis.investor import investor_tables, translated
from engine.analysis.uncertainty import Resampling
from engine.results.schemas import SCHEMAS
from validation.yen import hedge_cost

FEW = Resampling(count=200)

YEN = ("investor.currency=JPY",)
SHORT = ("period.start=2007-01-01", "period.end=2009-12-31")


def run(market, pattern="A", *settings):
    return backtest(load_config(None, [*YEN, *settings], pattern=pattern), market)


@pytest.fixture(scope="module")
def runs(market):
    return {ratio: run(market, "A", *SHORT, f"hedge.ratio={ratio}") for ratio in (0.0, 0.5, 1.0)}


def floats(table, column):
    return np.array(table[column].to_pylist(), dtype=float)


def by_category(result, table):
    return result.frame(table).groupby("category")["amount"].sum()


def test_a_quarter_of_a_year_at_two_rates_is_their_parity():
    assert forward_price(120.0, 0.05, 0.01, 0.0, 365) == pytest.approx(120.0 * 1.01 / 1.05, rel=1e-15)
    assert forward_price(120.0, 0.05, 0.01, -0.003, 365) < forward_price(120.0, 0.05, 0.01, 0.0, 365)
    year = 1.0 - forward_price(100.0, 0.03, 0.001, -0.002, 36.5) / 100.0
    assert year / 0.1 == pytest.approx(hedge_cost(0.03, 0.001, -0.002), rel=0.01)


def test_equity_in_yen_is_equity_times_the_rate(runs, market):
    for result in runs.values():
        days = [day_of(day) for day in result.table("equity")["date"].to_pylist()]
        rate = market.floats("usdjpy")[[market.row_from(day) for day in days]]
        dollars, yen = (floats(result.table(name), "equity") for name in ("equity", "investor_equity"))
        assert np.allclose(yen, dollars * rate, rtol=1e-15)


@pytest.mark.parametrize("table", ["", "investor_"])
def test_attributions_sum_to_the_change_of_equity_every_day_in_both_currencies(runs, table):
    for result in runs.values():
        gains = result.frame(f"{table}attribution").groupby(level=0)["amount"].sum()
        equity = result.frame(f"{table}equity")["equity"]
        change = equity.diff().dropna()
        assert (change - gains.reindex(change.index)).abs().max() <= 1e-9 * equity.max()


def test_translation_asset_and_cross_term_of_one_session_by_hand(runs, market):
    result, day = runs[0.0], "2008-09-29"
    equity = result.frame("equity")["equity"]
    place = equity.index.get_loc(day)
    rates = dict(zip(map(iso, market.days), market.floats("usdjpy"), strict=True))
    before, after = equity.iloc[place - 1], equity.iloc[place]
    was, now = rates[str(equity.index[place - 1].date())], rates[day]
    told = result.frame("investor_attribution").loc[day].set_index("category")["amount"]
    assert told["fx_translation"] == pytest.approx(before * (now - was), rel=1e-12)
    assert told["fx_cross"] == pytest.approx((after - before) * (now - was), rel=1e-12)
    assert told.drop(["fx_translation", "fx_cross"]).sum() == pytest.approx((after - before) * was, rel=1e-9)


@pytest.mark.pages
def test_an_overlay_is_exposed_to_the_currency_with_its_profit_and_not_with_its_notional(market):
    core, overlay = (run(market, pattern, *SHORT) for pattern in ("core", "A"))
    translation = [by_category(result, "investor_attribution")["fx_translation"] for result in (core, overlay)]
    assert abs(translation[1] - translation[0]) < 0.05 * abs(
        translation[0]
    )  # 20 % of notional would be four times that


@pytest.mark.pages
def test_a_hedge_costs_what_the_two_rates_and_the_basis_say(market):
    result = run(market, "core", *SHORT, "hedge.ratio=1.0", "hedge.half_spread=0.0", "hedge.roll_half_spread=0.0")
    rows = slice(market.row_from(day_of(result.table("equity")["date"][0].as_py())), None)
    costs, years = [], []
    days = market.days[rows]
    for place, day in enumerate(days[: result.table("equity").num_rows - 1]):
        span = (days[place + 1] - day) / 365.0
        rates = (
            market.floats(name)[rows][place] + over
            for name, over in zip(("bill_yield", "jpy_rate"), interbank_spreads(day), strict=True)
        )
        costs.append(hedge_cost(*rates, -0.003 if day >= day_of_year(2008) else 0.0) * span)
        years.append(span)
    paid = -by_category(result, "attribution")["hedge_carry"] / floats(result.table("equity"), "equity").mean()
    assert paid / sum(years) == pytest.approx(sum(costs) / sum(years), abs=0.0012)


def hedges(result):
    return [
        (day_of(row["date"]), json.loads(row["numbers"]))
        for row in result.table("events").to_pylist()
        if row["kind"] == "hedge"
    ]


@pytest.mark.pages
def test_each_forward_is_struck_at_the_basis_of_its_day(market):
    result = run(market, "core", "period.start=2006-06-01", "hedge.ratio=1.0")
    known = facts("currency_hedge")
    bases = [(numbers["basis"], known.value("USDJPY.basis", day)) for day, numbers in hedges(result)]
    assert [told for told, _ in bases] == [fact for _, fact in bases]
    assert {told for told, _ in bases} == {0.0, -0.003, -0.004, -0.002}


def test_a_forward_is_priced_at_interbank_rates_and_not_at_those_of_bills(market):
    result = run(market, "core", *SHORT, "hedge.ratio=1.0")
    struck = hedges(result)
    for (day, numbers), (expiry, _) in pairwise(struck[1:]):
        dollars, yen = interbank_spreads(day)
        place = market.row_from(day)
        rates = market.values("bill_yield")[place] + dollars, market.values("jpy_rate")[place] + yen
        parity = forward_price(numbers["spot"], *rates, numbers["basis"], expiry - day)
        assert numbers["forward"] == pytest.approx(parity, rel=1e-12)
    assert interbank_spreads(day_of_year(2008)) == (0.0154, 0.0039)


def test_the_manifest_says_at_what_forwards_were_struck(runs, market):
    told = runs[0.5].manifest["terms"]["hedge"]
    assert told["ratio"] == 0.5
    assert list(told["struck"]) == ["2007-01-04", "2008-01-31", "2009-01-30"]
    assert told["struck"]["2008-01-31"]["interbank"] == {"dollars": 0.0154, "yen": 0.0039}
    assert "hedge" not in runs[0.0].manifest["terms"]
    carried = (
        "before 2003-01-01 data/facts/money_market.csv has no JPY.interbank of those days: values of later days "
        "are taken"
    )
    early = run(market, "core", "period.end=2000-12-29", "hedge.ratio=0.5")
    assert carried in early.notes()
    assert carried not in runs[0.5].notes()


def test_a_basis_that_is_set_holds_for_every_forward(market):
    result = run(market, "core", *SHORT, "hedge.ratio=1.0", "hedge.basis=-0.001")
    assert {numbers["basis"] for _, numbers in hedges(result)} == {-0.001}


def day_of_year(year):
    return day_of(np.datetime64(f"{year}-01-01").item())


@pytest.mark.pages
def test_hedged_with_its_cost_is_unhedged_without_the_currency_but_for_the_cross_term(market):
    free = ("hedge.half_spread=0.0", "hedge.roll_half_spread=0.0")
    unhedged, hedged = run(market, "core", *SHORT), run(market, "core", *SHORT, "hedge.ratio=1.0", *free)
    own = by_category(hedged, "investor_attribution")
    without_currency = by_category(unhedged, "investor_attribution")[["mmf_income", "fund_expense"]].sum()
    currency = own[["fx_translation", "fx_cross", "hedge_price"]].sum()
    with_cost = own.sum() - own["hedge_carry"]
    opening = floats(unhedged.table("investor_equity"), "equity")[0]
    assert abs(currency) < 0.02 * opening  # what a month's drift and the funding of losses leave open
    assert with_cost - currency == pytest.approx(without_currency, abs=0.01 * opening)


def test_a_partial_hedge_lies_between_none_and_a_full_one(runs):
    spread = {ratio: result.metrics["volatility"] for ratio, result in runs.items()}
    growth = {ratio: result.metrics["cagr"] for ratio, result in runs.items()}
    assert spread[1.0] < spread[0.5] < spread[0.0]
    assert min(growth[0.0], growth[1.0]) < growth[0.5] < max(growth[0.0], growth[1.0])


def test_a_hedge_is_renewed_on_the_last_session_of_each_month_with_the_equity_of_the_evening_before(runs):
    result = runs[0.5]
    events = [event for event in result.table("events").to_pylist() if event["kind"] == "hedge"]
    equity = result.frame("equity")["equity"]
    months = equity.groupby(equity.index.to_period("M")).tail(1).index
    assert [str(event["date"]) for event in events[1:]] == [str(day.date()) for day in months][-len(events) + 1 :]
    for event in events:
        place = equity.index.get_loc(str(event["date"]))
        assert json.loads(event["numbers"])["notional"] == pytest.approx(0.5 * equity.iloc[place - 1], rel=1e-12)


@pytest.mark.pages
def test_a_run_does_not_know_the_currency_of_tomorrow(market):
    settings = ["hedge.ratio=1.0", "period.start=2008-06-02", "period.end=2008-10-31"]
    whole = run(market, "A", *settings)
    cut = day_of(np.datetime64("2008-10-31").item())
    known = run(market.until(cut), "A", *settings)
    assert known.table("investor_equity").equals(whole.table("investor_equity"))


def test_the_margin_of_a_hedge_is_part_of_what_is_required(runs):
    plain, hedged = runs[0.0].table("equity"), runs[1.0].table("equity")
    row = 100
    asked, free = (floats(table, "maintenance")[row] for table in (hedged, plain))
    assert asked - free == pytest.approx(0.04 * floats(hedged, "equity")[row], rel=0.05)
    futures = (floats(hedged, name)[row] - floats(hedged, "hedge_margin")[row] for name in ("initial", "maintenance"))
    assert divide(*futures) == pytest.approx(floats(plain, "initial")[row] / free)
    held = sum(floats(hedged, name)[row] for name in ("cash", "mmf", "in_transit"))
    tied = held - floats(hedged, "collateral")[row]
    assert tied == pytest.approx(0.01 * floats(hedged, "mmf")[row], rel=0.05)  # the fund's haircut, and nothing else


@pytest.mark.pages
def test_a_comparison_is_told_in_yen_and_sets_runs_against_the_index_in_yen(runs, market):
    comparison = compare_results({f"hedged {ratio:.0%}": result for ratio, result in runs.items()}, market, plan=FEW)
    curve = comparison.table("equity")["hedged 0%"].to_pylist()
    assert curve == runs[0.0].table("investor_equity")["equity"].to_pylist()
    years = [row for row in comparison.table("years").to_pylist() if row["run"] == "hedged 0%"]
    for row in years:
        assert sum(row[name] for name in ("carry", "overlay", "costs", "currency", "tax")) == pytest.approx(
            row["return"], abs=1e-9
        )
    index = {row["year"]: row["index_return"] for row in years}
    assert index["2008"] == pytest.approx(903.25 / 1468.36 * 90.64 / 111.7 - 1.0, abs=0.02)  # index and yen both fell


@pytest.mark.pages
def test_a_run_in_dollars_beside_one_in_yen_is_told_in_yen_as_it_would_have_told_itself(runs, market):
    dollars = backtest(load_config(None, list(SHORT)), market)
    found = compare_results({"yen": runs[0.0], "dollars": dollars}, market)
    told = found.runs["dollars"]
    own = backtest(load_config(None, [*SHORT, 'investor.currency="JPY"']), market)
    assert (told.currency, told.config.digest, told.metrics) == ("JPY", own.config.digest, own.metrics)
    assert {name: table.equals(own.tables[name]) for name, table in told.tables.items()} == dict.fromkeys(
        own.tables, True
    )
    assert "retold" in [note["code"] for note in told.manifest["notes"]]


def test_saved_and_loaded_runs_have_both_currencies(runs, tmp_path):
    path = runs[0.5].save(tmp_path).path
    for name in ("investor_equity", "investor_attribution"):
        assert pq.read_schema(path / f"{name}.parquet").equals(SCHEMAS[name], check_metadata=False)
    from engine import load_run

    assert load_run(path).metrics == runs[0.5].metrics


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["hedge.ratio=0.5"], "there is nothing to hedge, investor and account are both in USD"),
        (["investor.currency=EUR"], "should be 'USD' or 'JPY'"),
        ([*YEN, "hedge.ratio=50"], "hedge.ratio"),
        (["pattern=fx", "tax.regime=japan"], "only dollar accounts are taxed, this one is in JPY"),
    ],
)
def test_currencies_that_make_no_sense_are_refused(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings)


def test_books_in_yen_that_do_not_add_up_are_found(runs, market):
    tables = dict(runs[0.0].tables)
    rate = floats(tables["investor_equity"], "equity") / floats(tables["equity"], "equity")
    riskless = np.zeros(len(rate))
    tables["attribution"] = tables["attribution"].slice(0, tables["attribution"].num_rows - 50)
    assert set(translated(runs[0.0].tables, rate, riskless)) == {"investor_equity", "investor_attribution"}
    broken = tables["equity"].set_column(1, tables["equity"].schema.field(1), [np.full(len(rate), 1e6)])
    with pytest.raises(LedgerError, match="in the investor's currency"):
        translated(
            {"equity": broken.slice(0, len(rate)), "attribution": runs[0.0].tables["attribution"]}, rate, riskless
        )


def test_a_dollar_investor_has_one_set_of_tables(market):
    result = backtest(load_config(None, ["period.start=2018-10-01"]), market)
    assert investor_tables(result.tables) is result.tables
    assert result.currency == "USD"
