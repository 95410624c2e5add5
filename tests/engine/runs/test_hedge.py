"""Pattern hedge in whole runs: what is sold, what it earns and is paid, no look-ahead, margin, and what is refused."""

from datetime import date
from itertools import pairwise
from math import floor

import pytest

from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.audit.plan import plan
from engine.nearest.disaster import nearest_disaster
from engine.questions.measured import worst_day
from engine.questions.shocked import shocked
from engine.report.call_distance import call_told
from engine.report.nearest_call import nearest
from engine.stress.of_run import stress_test
from engine.words import words
from tests.engine.audit.looks import failed, verdict

FALL = ("period.start=2008-01-02", "period.end=2009-06-30")
BOLD = ("overlay.max_total_exposure=6", "overlay.acknowledge_high_leverage=true", "stops.voluntary=false")
CFD = ("overlay.contract=US500", "account.profile=gmo_click_cfd", "costs.half_spread=0", "costs.stress_half_spread=0")


def run(market, *settings, pattern="hedge"):
    return backtest(load_config(None, settings, pattern=pattern), market)


@pytest.fixture(scope="module")
def plain(market):
    return run(market, *FALL)


@pytest.fixture(scope="module")
def waiting(market):
    return run(market, *FALL, "short.when=downtrend")


def column(result, table, name):
    return result.table(table)[name].to_pylist()


def booked(made, category):
    return sum(row["amount"] for row in made.table("ledger").to_pylist() if row["category"] == category)


def held(made):
    """Contracts by day, signed; 0 where there is no row."""
    sizes = dict.fromkeys(column(made, "equity", "date"), 0)
    for row in made.table("positions").to_pylist():
        sizes[row["date"]] += row["size"]
    return sizes


@pytest.mark.pages
def test_a_fifth_of_equity_is_sold_and_gains_what_the_same_contracts_bought_lose(plain, market):
    bought = run(market, *FALL, "halving.enabled=false", "stops.monthly_loss=off", pattern="A")
    first = column(plain, "equity", "date")[1]
    assert held(plain)[first] == -held(bought)[first] < 0
    gained, lost = booked(plain, "futures_price"), booked(bought, "futures_price")
    assert gained > 0 > lost
    assert max(held(plain).values()) == 0
    assert failed(plain) == []


def test_each_day_moves_by_the_contracts_held_the_evening_before(plain):
    """Second derivation: price and basis of a day are the move of the mark on what was held."""
    moved = dict.fromkeys(column(plain, "equity", "date"), 0.0)
    for row in plain.table("ledger").to_pylist():
        moved[row["date"]] += row["amount"] if row["category"] in {"futures_price", "futures_carry"} else 0.0
    by_day = {}
    for row in plain.table("positions").to_pylist():
        by_day.setdefault(row["date"], []).append(row)
    days, fills = column(plain, "equity", "date"), set(column(plain, "fills", "date"))
    checked = 0
    for before, day in pairwise(days):
        if day in fills or before not in by_day:
            continue
        (was,), (now,) = by_day[before], by_day[day]
        assert moved[day] == pytest.approx(was["size"] * 5.0 * (now["mark"] - was["mark"]), abs=1e-6)
        checked += 1
    assert checked > 100


@pytest.mark.pages
def test_an_amount_is_sold_whatever_the_account_is_worth(market):
    made = run(market, *FALL, *BOLD, "short.amount=300000", "capital.initial=100000", "cash.buffer=0")
    targets = made.table("targets").to_pylist()
    equity = dict(zip(column(made, "equity", "date"), column(made, "equity", "equity"), strict=True))
    assert all(row["base_ratio"] == pytest.approx(300_000.0 / equity[row["date"]]) for row in targets)
    notional = to_array(made.table("equity")["overlay_notional"])[1:]
    assert abs(notional / 300_000.0 - 1.0).mean() < 0.05
    unit = targets[0]["contract_ratio"] * equity[targets[0]["date"]]
    assert -column(made, "fills", "size")[0] in {floor(300_000.0 / unit), floor(300_000.0 / unit) + 1}


def test_in_a_downtrend_alone_it_stands_and_waits(waiting):
    rows = [row for row in waiting.table("rules").to_pylist() if row["rule"] == "downtrend"]
    states = {row["date"]: row["state"] for row in rows}
    assert set(states.values()) == {"falling", "waiting"}
    sizes, days = held(waiting), column(waiting, "equity", "date")
    stood = [sizes[after] for before, after in pairwise(days) if states[before] == "falling"]
    waited = [sizes[after] for before, after in pairwise(days) if states[before] == "waiting"]
    assert max(stood) < 0
    assert set(waited) == {0}
    kinds = [kind for kind in column(waiting, "events", "kind") if kind.startswith("downtrend")]
    assert kinds[:2] == ["downtrend_begins", "downtrend_over"]


@pytest.mark.parametrize("cut", ["2008-03-17", "2008-10-10"])
def test_cutting_the_market_leaves_everything_before_unchanged(cut, waiting, market):
    day = day_of(date.fromisoformat(cut))
    part = run(market.until(day), FALL[0], f"period.end={cut}", "short.when=downtrend")
    for name in ("equity", "ledger", "fills", "positions", "rules", "targets"):
        rows = [row for row in waiting.table(name).to_pylist() if row["date"].isoformat() <= cut]
        assert part.table(name).to_pylist() == rows, name


def test_the_nearest_call_is_a_rise(market):
    made = run(market, *BOLD, "overlay.ratio=4", "cash.buffer=0", "period=2013")
    assert verdict(made, "call_distance").numbers["rise"] == 1.0
    assert 0.0 < made.metrics["closest_call"] < 0.3


def test_a_call_by_a_rise_of_more_than_all_is_told_alike_everywhere(plain):
    numbers = verdict(plain, "call_distance")
    assert plain.metrics["closest_call"] == numbers.figure > 1.0
    assert call_told(plain) == (f"+{numbers.figure:.1%}", iso(int(numbers.numbers["closest_day"])))
    near = nearest(plain)
    assert near is not None
    assert (near.rise, near.never) == (True, False)


def test_its_stress_and_its_questions_are_of_a_rise_and_a_search_of_falls_is_refused(plain, market):
    assert all(cell.fall < 0.0 for cell in stress_test(plain, market).cells)
    best = worst_day(market, sold=True)
    assert best.date == "2008-10-13"
    found = shocked(plain, market, day_of(date(2008, 11, 20)), best.fall)
    assert found.sold
    assert found.one_day == "no_call"
    with pytest.raises(ConfigError, match="futures were sold, which a rise of the index ends"):
        nearest_disaster(plain, market)


@pytest.mark.pages
def test_a_rise_calls_it_and_the_broker_closes_it(market):
    owed = ("account.profile=jp_retail_futures", "overlay.ratio=5", "cash.buffer=0", "period=2013")
    made = run(market, *BOLD, *owed)
    assert "margin_call" in column(made, "events", "kind")
    closed = [row for row in made.table("fills").to_pylist() if row["purpose"] == "liquidation"]
    assert all(row["size"] > 0 for row in closed)


@pytest.mark.parametrize(("year", "paid"), [("2007", True), ("2012", False)])
def test_a_short_cfd_is_paid_where_bills_yield_more_than_dividends_and_the_spread_and_charged_else(year, paid, market):
    made = run(market, *CFD, f"period.start={year}-01-02", f"period.end={year}-12-31")
    assert max(held(made).values()) == 0
    assert (booked(made, "futures_carry") > 0.0) is paid


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (("short.amount=400000",), r"short.amount 400000 beside capital.initial 1e\+06 makes total exposure 1.4"),
        (("short.when=never",), "short.when"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(settings, told):
    with pytest.raises(ConfigError, match=told) as refusal:
        load_config(None, settings, pattern="hedge")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (("overlay.after_gains=0.2",), "overlay.after_gains"),
        (("halving.enabled=false",), "halving.enabled"),
        (("trend.average_window=100",), 'no effect with short.when = "always": trend.average_window'),
        (("short.amount=200000", "overlay.ratio=0.1"), "no effect with short.amount = 200000.0: overlay.ratio"),
    ],
)
def test_what_has_no_effect_is_said(settings, told, market):
    made = run(market, *settings, "period.start=2008-01-02", "period.end=2008-02-29")
    assert any("no effect" in note and told in note for note in made.notes()), made.notes()


@pytest.mark.parametrize(("language", "told"), [("en", "sold for 20 % of equity, always"), ("ja", "売り建て(常時)")])
def test_the_plan_says_what_is_sold(language, told, plain):
    assert any(told in line.text(words(language)) for line in plan(plain.config, plain.profile))
