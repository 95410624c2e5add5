"""Two overlays in one account: futures as pattern A holds them, calls as pattern B buys them, one limit over both."""

from datetime import date

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.contracts import is_future
from data.market.embedded import embedded_market
from engine import PATTERNS, backtest, load_config
from engine.audit.chapters import audit
from engine.audit.plan import plan
from engine.audit.verdicts import LineStanding
from engine.fast.refused import refusal
from engine.portfolio.plan import parse_plan
from engine.survival.accounts import portfolio_request
from engine.survival.request import SurvivalTerms

YEARS = ("period.start=2017-01-03", "period.end=2018-12-31")


def run(pattern, *settings):
    return backtest(load_config(None, (*YEARS, *settings), pattern=pattern))


def fills(found, *, options):
    rows = [row for row in found.table("fills").to_pylist() if is_future(row["contract"]) != options]
    return [(row["date"], row["contract"], row["size"], row["price"]) for row in rows]


def of_equity(found, name):
    equity = found.table("equity")
    return to_array(equity[name]) / to_array(equity["equity"])


@pytest.fixture(scope="module")
def both():
    return run("AB", "overlay.max_total_exposure=1.25", "options.budget=0.01")


@pytest.mark.pages
def test_without_a_budget_it_is_pattern_a_to_the_last_bit():
    limit = "overlay.max_total_exposure=1.25"
    alone, two = run("A", limit), run("AB", limit, "options.budget=0.0")
    for name in ("equity", "ledger", "orders", "fills", "positions", "targets", "rules"):
        assert two.table(name).equals(alone.table(name)), name


@pytest.mark.pages
def test_without_futures_it_buys_what_pattern_b_buys():
    settings = ("stops.voluntary=false", "cash.buffer=0", "cash.sleeve=0")
    alone, two = run("B"), run("AB", "overlay.ratio=0.0", *settings)
    bought = fills(alone, options=True)
    assert bought
    assert fills(two, options=True) == bought


def test_it_holds_futures_and_options_at_once_and_its_plan_is_kept(both):
    assert fills(both, options=True)
    assert fills(both, options=False)
    standing = {verdict.check: verdict.standing for verdict in audit(both)}
    asked = ("books", "exposure", "premium", "rolls", "options", "no_accident")
    assert {name: standing[name] for name in asked} == dict.fromkeys(asked, LineStanding.KEPT)


@pytest.mark.pages
def test_the_limit_on_exposure_is_over_both(both):
    wide = run("AB", "overlay.max_total_exposure=1.3", "options.budget=0.01")
    narrow = of_equity(both, "overlay_delta")
    assert narrow.max() <= 0.25 + 0.01
    assert of_equity(wide, "overlay_delta").max() > narrow.max()
    assert np.any(narrow > of_equity(both, "overlay_notional") + 0.005)


def test_cutting_the_market_leaves_everything_before_unchanged(both):
    cut = "2018-02-07"
    settings = (YEARS[0], f"period.end={cut}", "overlay.max_total_exposure=1.25", "options.budget=0.01")
    known = embedded_market().until(day_of(date.fromisoformat(cut)))
    part = backtest(load_config(None, settings, pattern="AB"), known)
    for name in ("equity", "ledger", "fills", "positions", "rules", "targets"):
        rows = [row for row in both.table(name).to_pylist() if row["date"].isoformat() <= cut]
        assert part.table(name).to_pylist() == rows, name


@pytest.mark.pages
def test_a_stop_closes_both_overlays():
    found = run("AB", "stops.monthly_loss=0.003", "options.budget=0.01")
    stops = [row["date"] for row in found.table("events").to_pylist() if row["kind"] == "loss_stop"]
    days = found.table("equity")["date"].to_pylist()
    held = {row["date"] for row in found.table("positions").to_pylist()}
    after = [days[days.index(stop) + 1] for stop in stops if stop != days[-1]]
    assert after
    assert not held & set(after)


def test_its_plan_has_the_lines_of_both():
    lines = {line.rule: line for line in plan(load_config(None, [], pattern="AB"))}
    assert lines["exposure"].numbers["contract"] == "MES"
    assert (lines["options"].numbers["contract"], lines["options"].numbers["budget"]) == ("XSP", 0.005)
    assert dict(lines["options"].without) == {"options.budget": 0.0}


def test_the_fast_driver_and_made_up_histories_refuse_it_by_name():
    assert PATTERNS["AB"].loop == ""
    assert refusal(load_config(None, [], pattern="AB")) == "pattern = 'AB'"
    accounts = {"two": {"share": 1.0, "pattern": "AB"}}
    with pytest.raises(ConfigError, match=r"does not run two \(pattern = 'AB'\)"):
        portfolio_request(parse_plan({"accounts": accounts}), SurvivalTerms())
