"""The rules as they act in whole runs."""

import json
from itertools import pairwise

import pytest

from data.base.days import day_of
from data.signals.volatility import Measure
from engine import backtest, load_config
from engine.audit.chapters import audit
from engine.audit.stop_checks import stopped_months

STEEP = [
    "overlay.ratio=3.0",
    "overlay.max_total_exposure=4.5",
    "overlay.acknowledge_high_leverage=true",
    "halving.enabled=false",
    "stops.monthly_loss=off",
]
YEARS = "period=2005-2012"
IN_YEN = ("stops.amount_currency=investor", "investor.currency=JPY")
PROFILES = ("us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures")


def run(market, *settings):
    return backtest(load_config(None, settings, pattern="A"), market)


@pytest.mark.pages
@pytest.mark.parametrize("profile", PROFILES)
def test_twenty_years_under_every_profile_without_a_call_for_margin(market, profile):
    result = run(market, f"account.profile={profile}")
    events = result.frame("events")
    assert not {"loss_cut", "liquidation", "deadline_missed", "ruin"} & set(events["kind"])
    growth = (
        0.0200 if profile == "jp_retail_futures" else 0.0210
    )  # there a larger position waits a session longer for its cash
    assert result.metrics["cagr"] == pytest.approx(growth, abs=0.0005)
    assert len(result.frame("fills")) > 300


@pytest.mark.pages
def test_the_buffer_is_there_every_day_where_only_cash_counts(market):
    equity = run(market, YEARS, "account.profile=jp_retail_futures", "cash.buffer=0.4", "cash.band=0.1").equity
    assert equity["excess_ratio"].dropna().min() > 0.10


@pytest.mark.pages
def test_the_overlay_is_flat_from_a_loss_stop_until_the_first_session_of_the_next_month(market):
    result = run(market, "period=1999-2008", "stops.monthly_loss=0.01", "halving.enabled=false")
    rules, positions = result.frame("targets"), result.frame("positions")["size"]
    stops = result.frame("events").query("kind == 'loss_stop'").index
    assert len(stops) > 20
    for day in stops:
        month = rules.loc[day:].loc[f"{day:%Y-%m}"].index
        held = positions.reindex(month).fillna(0)
        assert (held.iloc[1:] == 0).all(), day  # sold the session after


def test_a_loss_stop_limits_the_month(market):
    open_ended = run(market, YEARS, "halving.enabled=false", "stops.monthly_loss=off").metrics["worst_month"]
    stopped = run(market, YEARS, "halving.enabled=false", "stops.monthly_loss=0.01").metrics["worst_month"]
    assert open_ended < -0.03 < stopped < -0.01


@pytest.mark.pages
def test_the_voluntary_stop_acts_before_the_broker(market):
    crash = [
        "period.start=2008-09-02",
        "period.end=2008-12-31",
        "cash.buffer=0.0",
        "account.margin_multiple=3.0",
        *STEEP,
    ]
    kinds = list(run(market, *crash).frame("events")["kind"])
    assert kinds.index("voluntary_stop") < (kinds.index("margin_call") if "margin_call" in kinds else len(kinds))
    unwatched = list(run(market, "stops.voluntary=false", *crash).frame("events")["kind"])
    assert "margin_call" in unwatched or "loss_cut" in unwatched


@pytest.mark.pages
def test_every_evening_names_the_rule_that_bound(market):
    made = run(market, YEARS, "stops.monthly_loss=0.015")
    rules, targets = made.frame("rules").set_index("rule", append=True), made.frame("targets")
    left, bound, most = (rules[name].unstack() for name in ("multiplier", "bound", "most"))
    halved, stopped = left["halving"] < 1, left["loss_stop"] < 1
    assert halved.any() & stopped.any()
    assert (bound["loss_stop"] == stopped).all()
    assert (bound["halving"] == halved & ~stopped).all()
    assert not bound[["voluntary_stop", "buffer", "cap"]].any(axis=None)
    assert (targets["target_ratio"] <= most["cap"] + 1e-12).all()


@pytest.mark.pages
@pytest.mark.parametrize("capital", [20_000.0, 100_000.0])
def test_what_a_rule_takes_away_is_not_rounded_back(market, capital):
    """Filled because a rule switched: not above the target of the evening before, in whole contracts; restored ones are
    the nearest.
    """
    result = run(market, f"capital.initial={capital}", "stops.monthly_loss=off")
    rules, held = result.frame("targets"), result.frame("positions")["size"]
    switched = result.frame("events").query("kind == 'halved'").index
    following = dict(pairwise(rules.index))
    assert len(switched) > 20
    for evening in switched[:-1]:
        contracts = rules.loc[evening, "target_ratio"] / rules.loc[evening, "contract_ratio"]
        assert held.get(following[evening], 0) <= contracts


@pytest.mark.pages
def test_rules_tell_what_one_contract_is_of_equity(market):
    result = run(market, "period.start=2010-01-04", "period.end=2010-12-31")
    rules, equity, held = result.frame("targets"), result.equity, result.frame("positions")
    unit = (held["notional"] / held["size"] / equity["equity"].reindex(held.index)).to_dict()
    rolled = set(result.frame("fills").query("reason == 'roll'").index)
    staying = [day for day, tomorrow in pairwise(rules.index) if day in unit and tomorrow not in rolled]
    assert len(staying) > 200
    assert rules.loc[staying, "contract_ratio"].tolist() == pytest.approx([unit[day] for day in staying], rel=1e-12)
    options = backtest(load_config(None, ["period.start=2010-01-04", "period.end=2010-03-31"], pattern="B"), market)
    assert options.frame("targets")["contract_ratio"].isna().all()


@pytest.mark.parametrize("profile", ["retail_cash_margin", "jp_retail_futures"])
def test_a_voluntary_stop_that_is_switched_off_never_acts_however_low_collateral_falls(small_market, profile):
    market = small_market([1000.0] * 10 + [820.0] * 5)
    off = ["stops.voluntary=false", "cash.buffer=0.01", f"account.profile={profile}"]
    result = run(market, *STEEP, *off)
    equity = result.frame("equity")
    assert (equity.query("maintenance > 0")["collateral"] < 0).any()
    assert (equity["equity"] > 0).all()
    assert "voluntary_stop" not in set(result.frame("rules")["rule"])
    assert "voluntary_stop" not in set(result.frame("events")["kind"])


@pytest.mark.pages
@pytest.mark.parametrize(
    "settings",
    [
        ("stops.monthly_amount=8000",),
        ("stops.monthly_amount=900000", *IN_YEN),
        ("stops.monthly_amount=900000", *IN_YEN, "hedge.ratio=1.0"),
    ],
)
def test_a_month_that_lost_so_much_money_is_stopped_and_the_audit_finds_it_by_itself(market, settings):
    result = run(market, "stops.monthly_loss=off", "overlay.ratio=0.3", *settings)
    told = [event for event in result.table("events").to_pylist() if event["kind"] == "loss_stop"]
    numbers = [json.loads(event["numbers"]) for event in told]
    assert len(told) > 2
    assert {event["code"] for event in told} == {"loss_stop_amount"}
    assert all(one["lost"] >= one["amount"] for one in numbers)
    days = result.table("equity")["date"].to_pylist()
    found = [days[stop.lost] for stop in stopped_months(result) if stop.lost + 1 < stop.end]
    assert found == [event["date"] for event in told]
    (verdict,) = (one for one in audit(result) if one.check == "stop")
    assert (verdict.standing, verdict.limit) == ("kept", None)
    assert all(verdict.shown[month] <= total for month, total in verdict.numbers.items())


@pytest.mark.pages
@pytest.mark.parametrize("measure", ["ewma", "parkinson", "atr", "implied"])
def test_halving_goes_by_the_volatility_that_was_chosen_and_tables_have_that_one(market, measure):
    result = run(market, f"halving.measure={measure}", "period.start=2007-06-01", "period.end=2009-12-31")
    seen = result.table("targets")["volatility"].to_pylist()
    first = market.row_of(day_of(result.table("targets")["date"][0].as_py()))
    assert seen == market.volatility(Measure(measure, 21, 0.94))[first : first + len(seen)]
    halved = [one["date"] for one in result.table("events").to_pylist() if one["kind"] == "halved"]
    assert halved
    (verdict,) = (one for one in audit(result) if one.check == "halving")
    assert verdict.standing in ("kept", "drifted")
    assert verdict.numbers["times"] == len(halved)
