"""Facts are read for the days of a run: carried where they do not reach, and told; yen only where something
needs them.
"""

import re

import backtrader as bt
import numpy as np
import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError
from data.facts import FactTable
from data.market.fx_market import fx_market
from engine import backtest, load_config
from engine.account.profiles import profile_names
from engine.account.today import Today
from engine.assembly.open_account import broker_for, open_account
from engine.bt.broker import CollateralBroker
from engine.day.session_inputs import price_rows
from engine.day.session_prices import SessionPrices
from engine.plugs.pattern import PATTERNS
from engine.runs.backtest import compare
from engine.stress.of_run import plain, stress_test
from engine.words import words
from engine.words.notes import note, spoken
from tests.support.seeds import seeds

NOTED = re.compile(r"(\w+)(?:\.csv|\)) has no ")
ONLY_NOTED = {"roll_convention", "exchange_margin"}
"""Tables that are read as a whole, and not by `FactTable.carried`."""
SAID_OTHERWISE = {"options"}
"""Terms of contracts before they were listed: the note on listing says it."""
YEN = {
    "investor": ["investor.currency=JPY"],
    "capital": ["investor.currency=JPY", "investor.capital=20_000_000"],
    "hedge": ["investor.currency=JPY", "hedge.ratio=1.0"],
    "tax": ["tax.regime=japan"],
}


@pytest.fixture
def carried(monkeypatch):
    """What is carried while a test runs: (table, name, day)."""
    seen = set()
    known = FactTable.carried, FactTable.path

    def covered(table, name, day):
        reach = table.reach(name)
        return reach.first <= day and (reach.end is None or day < reach.end)

    def one(table, name, day):
        if not covered(table, name, day):
            seen.add((table.table, name, day))
        return known[0](table, name, day)

    def path(table, name, days):
        before = {*seen, *((table.table, name, day) for day in days if not covered(table, name, day))}
        found = known[1](table, name, days)
        seen.clear()
        seen.update(before)
        return found

    monkeypatch.setattr(FactTable, "carried", one)
    monkeypatch.setattr(FactTable, "path", path)
    return seen


def random_market(small_market, rng, start, count=90):
    closes = 300.0 * np.exp(np.cumsum(rng.normal(0.0003, 0.012, count)))
    rates = 150.0 * np.exp(np.cumsum(rng.normal(0.0, 0.006, count)))
    return small_market(np.round(closes, 2), start, usdjpy=np.round(rates, 2), jpy_rate=np.full(count, 0.01))


def random_settings(rng):
    pattern = str(rng.choice(PATTERNS.names()))
    if pattern.startswith("fx"):
        return pattern, [f"account.profile={rng.choice(['jp_retail_fx', 'jp_retail_fx_2007'])}"]
    chosen = [f"account.profile={rng.choice(profile_names())}", *YEN.get(str(rng.choice([*YEN, "none"])), [])]
    if pattern in {"A", "C"}:
        chosen.append(f"futures.financing={rng.choice(['flat', 'by_year'])}")
    if pattern == "cash" and "tax.regime=japan" not in chosen:
        chosen.append(f"cash_ratio.asset={rng.choice(['fund', 'futures'])}")
    return pattern, chosen


FIRST_FX = "1997-11-01"
"""Markets of 90 sessions from here on may reach the first day of accounts for foreign exchange."""


@pytest.mark.parametrize("seed", seeds(40))
def test_on_any_days_any_pattern_runs_and_its_notes_tell_every_table_that_was_carried(small_market, carried, seed):
    rng = np.random.default_rng(seed)
    start = iso(
        int(rng.integers(day_of(np.datetime64("1980-02-01").item()), day_of(np.datetime64("2027-06-01").item())))
    )
    pattern, settings = random_settings(rng)
    if pattern.startswith("fx") and start < FIRST_FX:
        with pytest.raises(DataError, match="begins with the first accounts for it, on 1998-04-01"):
            backtest(load_config(None, settings, pattern=pattern), random_market(small_market, rng, start))
        return
    market = random_market(small_market, rng, start)
    result = backtest(load_config(None, settings, pattern=pattern), market)
    noted = {found[1] for note in result.notes() if (found := NOTED.search(note))}
    used = {table for table, _, _ in carried} - SAID_OTHERWISE
    if not result.table("positions").num_rows:
        used -= {"costs", "financing_spread"}
        noted -= {"costs"}
    assert noted - ONLY_NOTED == used


@pytest.mark.pages
def test_a_run_on_days_that_facts_cover_says_nothing_of_them(small_market):
    market = random_market(small_market, np.random.default_rng(0), "2015-01-02")
    for pattern in PATTERNS.names():
        notes = backtest(load_config(None, [], pattern=pattern), market).notes()
        assert not any(NOTED.search(note) for note in notes)


def test_the_days_are_those_of_the_run_and_not_of_the_market(small_market):
    market = random_market(small_market, np.random.default_rng(1), "1982-02-01")
    first, second = (
        backtest(load_config(None, [f"period.{key}={day}"], pattern="A"), market).notes()
        for key, day in (("end", "1982-04-20"), ("start", "1982-04-21"))
    )
    told = "before 1982-04-21 data/facts/families/SPX.csv (costs) has no"
    assert any(told in note for note in first)
    assert not any(told in note for note in second)


def test_foreign_exchange_on_margin_begins_with_its_first_accounts(small_market):
    market = random_market(small_market, np.random.default_rng(1), "1998-02-02")
    made = backtest(load_config(None, [], pattern="fx"), market)
    assert str(made.table("equity")["date"][0]) == "1998-04-01"
    with pytest.raises(ConfigError, match="1998-04-01"):
        backtest(load_config(None, ["period.start=1998-02-02"], pattern="fx"), market)


@pytest.mark.parametrize(("key", "told"), [("fact_early", "1998-04-01 より前は"), ("fact_late", "1998-04-01 からは")])
def test_the_notes_speak_japanese(key, told):
    values = {"date": "1998-04-01", "table": "data/facts/money_market.csv", "names": ["USD.interbank", "JPY.interbank"]}
    assert spoken(note(key, **values), words("ja")).startswith(
        f"{told} data/facts/money_market.csv に USD.interbank, JPY.interbank がなく"
    )


@pytest.mark.parametrize(
    ("start", "moves", "locked"),
    [
        ("1987-10-16", [1.0, 0.7953], False),
        ("1990-08-01", [1.0, 0.92], False),
        ("1990-08-01", [1.0, 0.91], True),
        ("1997-10-24", [1.0, 0.9313], False),
        ("2008-10-09", [1.0, 0.75], False),
        ("2020-03-13", [1.0, 0.81], False),
        ("2020-03-13", [1.0, 0.79], True),
    ],
)
def test_the_price_limit_is_that_of_the_session(small_market, start, moves, locked):
    market = small_market(300.0 * np.array(moves), start)
    today = Today(market.days)
    today.advance(1)
    prices = SessionPrices(price_rows(market, "ES"), today, at_open=False)
    assert prices.locked(prices.close) == locked


@pytest.fixture(scope="module")
def without_yen(small_market):
    closes = 1000.0 * np.exp(np.cumsum(np.random.default_rng(2).normal(0.0003, 0.01, 260)))
    unknown = np.full(260, np.nan)
    return small_market(closes, "2015-01-02", usdjpy=unknown, jpy_rate=unknown)


@pytest.mark.parametrize("pattern", ["core", "A", "B", "C", "cash"])
def test_a_run_in_dollars_needs_no_yen(without_yen, small_market, pattern):
    config = load_config(None, [], pattern=pattern)
    found = backtest(config, without_yen)
    told = backtest(config, small_market(without_yen.floats("close"), "2015-01-02"))
    assert found.tables == told.tables
    assert found.metrics == told.metrics


@pytest.mark.parametrize("settings", YEN.values(), ids=YEN)
def test_what_needs_yen_names_the_option_that_fills_them_in(without_yen, settings):
    with pytest.raises(
        DataError,
        match=r"^(investor.currency|tax.regime) = '\w+' needs usdjpy, which the market does not have on 2015-01-02; "
        r"choose another period, or build a market with it \(overlay data build --fx\)$",
    ):
        backtest(load_config(None, settings, pattern="A"), without_yen)


@pytest.mark.parametrize("pattern", ["fx", "fx_trades"])
def test_foreign_exchange_needs_both_columns(without_yen, small_market, pattern):
    half = small_market(without_yen.floats("close"), "2015-01-02", jpy_rate=np.full(260, np.nan))
    for market, column, option in ((without_yen, "usdjpy", "--fx"), (half, "jpy_rate", "--jpy-rate")):
        with pytest.raises(DataError, match=rf"needs {column}, .* \(overlay data build {option}\)"):
            backtest(load_config(None, [], pattern=pattern), market)


def test_foreign_exchange_is_run_on_the_sessions_of_which_yen_are_known(small_market):
    rates = np.full(60, 110.0)
    rates[:10] = np.nan
    seen = fx_market(small_market(np.full(60, 1000.0), usdjpy=rates))
    assert len(seen) == 50
    assert seen.starts == seen.days[0]
    rates[30] = np.nan
    with pytest.raises(DataError, match="foreign exchange on margin needs usdjpy"):
        fx_market(small_market(np.full(60, 1000.0), usdjpy=rates))


def test_yen_are_asked_for_in_the_period_of_the_run(small_market):
    rates = np.full(120, 110.0)
    rates[:40] = np.nan
    market = small_market(np.full(120, 1000.0), "2015-01-02", usdjpy=rates)
    result = backtest(load_config(None, ["investor.currency=JPY", "period.start=2015-03-16"], pattern="A"), market)
    assert result.table("investor_equity").num_rows
    with pytest.raises(DataError, match="on 2015-03-02"):
        backtest(load_config(None, ["investor.currency=JPY", "period.start=2015-03-02"], pattern="A"), market)


@pytest.mark.pages
def test_accounts_comparisons_and_own_feeds_need_no_yen(without_yen):
    assert isinstance(open_account(market=without_yen)[1], CollateralBroker)
    assert len(compare(["core", "A"], market=without_yen).runs) == 2
    feed = bt.feeds.GenericCSVData(dataname="never_opened.csv")
    broker_for(feed, load_config(None, [], pattern="A"), without_yen, feed="index")
    with pytest.raises(DataError, match="--fx"):
        broker_for(feed, load_config(None, YEN["tax"], pattern="A"), without_yen, feed="index")


@pytest.mark.pages
def test_a_stress_test_without_yen_tells_dollars_alone(without_yen, small_market):
    config = load_config(None, [], pattern="A")
    with_yen = small_market(without_yen.floats("close"), "2015-01-02")
    found, told = (stress_test(backtest(config, market), market) for market in (without_yen, with_yen))
    assert [cell.outcome[:3] for cell in found.cells] == [cell.outcome[:3] for cell in told.cells]
    assert plain(found)["usdjpy"] is None
    covered = [one for one in plain(found)["replays"] if one["covered"]]
    assert covered
    assert all(one["currency_move"] is None for one in covered)
    assert all(
        outcome["equity"] > 0.0 and outcome["equity_jpy"] is None for one in covered for outcome in one["outcomes"]
    )
