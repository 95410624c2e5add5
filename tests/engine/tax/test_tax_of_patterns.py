"""Patterns with tax against a slow computation from a run's own tables."""

import json

import numpy as np
import pytest

from engine import backtest, load_config
from engine.results.identities import check_books
from tests.support.sparing import only

SETTINGS = ["period.start=2003-01-02", "period.end=2006-12-29"]
FREE = [f"costs.{name}=0.0" for name in ("commission", "half_spread", "stress_half_spread", "roll_half_spread")]


@pytest.mark.parametrize("pattern", ["core", "A", "B", "C"])
@pytest.mark.parametrize("regime", only(["japan", "us_1256"], "japan"))
def test_every_pattern_keeps_its_books_with_tax(market, pattern, regime):
    run = backtest(load_config(None, [*SETTINGS, f"tax.regime={regime}"], pattern=pattern), market)
    check_books(run.tables)
    sources = run.frame("attribution").groupby("source")["amount"].sum()
    assert sources["tax"] < 0.0
    assert sources.sum() == pytest.approx(run.metrics["final_equity"] - 1_000_000.0)
    assert run.metrics["margin_calls"] == 0
    assert sum("falls due after the last session" in note for note in run.notes()) == 1


def assessed_years(run):
    rows = run.frame("events").query("kind == 'tax_assessed'")["numbers"]
    return {int(one["year"]): one for one in map(json.loads, rows)}


@pytest.mark.pages
def test_section_1256_is_the_sum_of_the_ledgers_years(market):
    run = backtest(load_config(None, [*SETTINGS, "tax.regime=us_1256"], pattern="C"), market)
    attribution = run.frame("attribution")
    by_year = attribution.pivot_table(index=attribution.index.year, columns="source", values="amount", aggfunc="sum")
    for year, numbers in assessed_years(run).items():
        assert numbers["derivatives_result"] == pytest.approx(by_year.loc[year, ["overlay", "costs"]].sum())
        assert numbers["income_result"] == pytest.approx(by_year.loc[year, "carry"])
    assert len(assessed_years(run)) == 3


@pytest.mark.pages
def test_japan_counts_what_fills_realise_at_average_cost(market):
    run = backtest(load_config(None, [*SETTINGS, *FREE, "tax.regime=japan"], pattern="A"), market)
    rates = dict(zip(market.days, market.values("usdjpy"), strict=True))
    realised, held = {}, {}
    fills = run.frame("fills")
    for stamp, fill in fills.iterrows():
        size, cost = held.get(fill.contract, (0, 0.0))
        if fill["size"] < 0:
            gain = 5.0 * -fill["size"] * (fill.price - cost)
            rate = rates[(stamp - np.datetime64("1970-01-01")).days]
            realised[stamp.year] = realised.get(stamp.year, 0.0) + gain * rate
        else:
            cost = (size * cost + fill["size"] * fill.price) / (size + fill["size"])
        held[fill.contract] = (size + fill["size"], cost)
    for year, numbers in assessed_years(run).items():
        assert numbers["derivatives_result"] == pytest.approx(realised[year])


@pytest.mark.pages
def test_japan_taxes_the_currency_gain_of_what_the_fund_redeems_from_2016(market):
    """The core redeems only to pay its tax: the gain of those units over their moving average, in yen."""
    settings = ["period.start=2011-01-03", "period.end=2018-06-29", "tax.regime=japan", "account.redemption_lag=1"]
    run = backtest(load_config(None, settings, pattern="core"), market)
    rates = dict(zip(market.days, market.values("usdjpy"), strict=True))
    value = cost = 0.0
    results, gains = {}, {}
    for stamp, row in run.frame("ledger").query("account == 'fund'").iterrows():
        rate, amount = rates[(stamp - np.datetime64("1970-01-01")).days], row.amount
        income = amount * rate if row.category != "transfer" else 0.0
        gain = 0.0
        if row.category == "transfer" and amount < 0.0:
            gain = -amount * (rate - cost / value) * (stamp.year >= 2016)
            cost += amount * cost / value
        else:
            cost += amount * rate
        value += amount
        results[stamp.year] = results.get(stamp.year, 0.0) + income + gain
        gains[stamp.year] = gains.get(stamp.year, 0.0) + gain
    interest = run.frame("ledger").query("category == 'cash_interest'")
    for stamp, row in interest.iterrows():
        results[stamp.year] += row.amount * rates[(stamp - np.datetime64("1970-01-01")).days]
    assessed = assessed_years(run)
    assert {year: numbers["securities_result"] for year, numbers in assessed.items()} == {
        year: pytest.approx(results[year]) for year in assessed
    }
    assert {2016, 2017} < set(assessed)
    assert gains[2017] > 100.0


def test_without_a_regime_nothing_changes(market):
    month = ["period.start=2008-01-02", "period.end=2008-03-31"]
    plain, none = (backtest(load_config(None, [*month, *more]), market) for more in ([], ["tax.regime=none"]))
    assert plain.manifest["tables"] == none.manifest["tables"]
    assert "tax" not in set(none.frame("ledger")["category"])
    assert not any(kind.startswith("tax") for kind in none.frame("events")["kind"])
