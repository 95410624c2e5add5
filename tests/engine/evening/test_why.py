"""A day explained: its causes add up, and each number is what the tables say by another way."""

from datetime import date
from random import Random

import pytest

from data.base.days import day_of
from data.contracts.contracts import is_future, multiplier_of
from engine import backtest, load_config
from engine.assembly.market_seen import market_for
from engine.day.given import GivenFill
from engine.evening.why import why_of
from engine.report.why_page import why_lines
from engine.words import words
from tests.support import accounts_by_chance
from tests.support.why_runs import adds_up, chapter, costs, days_of, on, some_days, values


def test_the_causes_of_a_day_add_up_to_the_change_of_equity(runs):
    for name, run, market, day in some_days(runs):
        adds_up(name, run, day, why_of(run, day, market))


@pytest.mark.pages
def test_the_causes_of_the_days_of_accounts_by_chance_add_up(whole_market):
    for seed in range(4):
        random = Random(seed)  # noqa: S311
        drawn, tokyo = accounts_by_chance.at_tokyo(random)
        fx, dollars, *_ = accounts_by_chance.at_fx_broker(random)
        for settings, market, top in (
            (accounts_by_chance.at_new_york(random), whole_market, {}),
            (accounts_by_chance.held_back(random)[0], whole_market, {}),
            (drawn, tokyo, {}),
            (fx, dollars, {"pattern": "fx"}),
        ):
            config = load_config(None, [f"{name}={value}" for name, value in settings.items()], **top)
            run = backtest(config, market)
            for day in days_of(run)[seed % 2 :: 2]:
                why = why_of(run, day, market_for(config, market))
                adds_up(f"{seed}: {settings}", run, day, why)
                costs(run, day, why)
                assert list(why_lines(why, words("ja")))


@pytest.mark.pages
def test_each_cause_is_that_of_the_attribution(runs):
    for _, run, market, day in some_days(runs, 3):
        told = {}
        for one in values(why_of(run, day, market), "money", "gain", "gain_of"):
            told[one["category"]] = told.get(one["category"], 0.0) + one["amount"]
        posted = {row["category"]: row["amount"] for row in on(run, "attribution", day)}
        assert told == pytest.approx(posted, abs=1e-9)


@pytest.mark.pages
def test_the_index_explains_what_futures_gained(runs):
    """Contracts of the evening before times multiplier times points, where nothing but the close was dealt at."""
    seen = 0
    for day in days_of(runs["A"][0])[1:]:
        run, market = runs["A"]
        why = why_of(run, day, market)
        held = [row for row in on(run, "positions", why.before) if is_future(row["contract"])]
        (index,) = values(why, "market", "index")
        gained = sum(one["amount"] for one in values(why, "money", "gain_of") if one["category"] == "futures_price")
        moved = sum(row["size"] * multiplier_of(row["contract"]) for row in held) * index["points"]
        if not any(row["purpose"] == "expiry" for row in on(run, "fills", day)):
            assert gained == pytest.approx(moved, abs=1e-6)
            seen += gained != 0.0
    assert seen > 40


@pytest.mark.pages
def test_fills_cost_what_was_posted(runs):
    seen = 0
    for run, market in runs.values():
        for day in sorted({day_of(one) for one in run.table("fills")["date"].to_pylist()})[:12]:
            seen += costs(run, day, why_of(run, day, market))
    assert seen > 60


@pytest.mark.pages
def test_what_was_ordered_is_what_the_next_session_deals_or_says_why_not(runs):
    for name, run, market, day in some_days(runs, 3):
        why = why_of(run, day, market)
        sent = [(one["side"], one["size"], one["contract"]) for one in values(why, "next", "order")]
        own = [row for row in on(run, "orders", day) if row["purpose"] not in {"liquidation", "expiry"}]
        assert sent == [(row["side"], abs(row["requested"]), row["contract"]) for row in own]
        ended = [row for row in on(run, "orders", day, "finished") if row["status"] != "waiting"]
        short = [row for row in ended if row["filled"] != row["requested"]]
        assert len(values(why, "dealt", "unfilled", "cut")) == len(short), name


@pytest.mark.pages
def test_no_order_of_futures_has_a_reason_that_holds(runs):
    run, market = runs["A"]
    told = set()
    for day in days_of(run):
        why = why_of(run, day, market)
        for one in chapter(why, "next"):
            if one.code.startswith("no_order"):
                told.add(one.code)
                aimed, held, band = (one.values[name] for name in ("aimed", "held", "band"))
                assert (abs(aimed - held) <= band * aimed) == (one.code in {"no_order_band", "no_order_at_target"})
                if one.code == "no_order_reduced":
                    assert held < aimed < held + 1
                if one.code == "no_order_whole":
                    assert abs(aimed - held) <= 0.5
    assert {"no_order_band", "no_order_reduced"} <= told


@pytest.mark.pages
def test_margin_and_calls_are_those_of_the_account(runs):
    opened = 0
    for day in days_of(runs["called"][0]):
        run, market = runs["called"]
        why = why_of(run, day, market)
        (row,) = on(run, "equity", day)
        (told,) = values(why, "margin", "margin", "no_margin")
        assert [told[name] for name in ("maintenance", "initial", "collateral")] == [
            row["maintenance"], row["initial"], row["collateral"]]  # fmt: skip
        kinds = {one["kind"] for one in on(run, "events", day)}
        assert ("margin_call" in kinds) == ("margin_call" in {one["kind"] for one in values(why, "margin", "event")})
        opened += bool(values(why, "margin", "call_due", "call_open"))
    assert opened >= 1


@pytest.mark.pages
def test_a_fall_by_the_distance_told_leaves_collateral_at_what_is_asked(runs):
    run, market = runs["called"]
    seen = 0
    for day in days_of(run):
        for one in values(why_of(run, day, market), "margin", "distance"):
            (row,) = on(run, "equity", day)
            left = row["collateral"] - one["distance"] * row["overlay_notional"]
            assert left == pytest.approx(row["maintenance"] * (1.0 - one["distance"]))
            seen += 1
    assert seen > 5


@pytest.mark.pages
def test_a_move_by_the_distance_told_leaves_the_account_at_the_voluntary_stop(runs):
    seen = 0
    for _, run, market, day in some_days({name: runs[name] for name in ("fx", "yen", "drawn", "stopping")}, 12):
        for one in chapter(why_of(run, day, market), "margin"):
            if one.code in {"voluntary_down", "voluntary_up"}:
                (row,) = on(run, "equity", day)
                move = one.values["distance"] * (1.0 if one.code == "voluntary_up" else -1.0)
                side = -1.0 if one.code == "voluntary_up" else 1.0
                left = row["collateral"] + side * move * row["overlay_notional"]
                asked = (row["maintenance"] - row["hedge_margin"]) * (1.0 + move) + row["hedge_margin"]
                assert left / asked == pytest.approx(one.values["level"])
                seen += 1
    assert seen > 20


def test_what_the_broker_closed_is_told_as_its_own_doing(runs):
    run, market = runs["called"]
    (forced,) = {row["date"] for row in run.table("events").to_pylist() if row["kind"] == "liquidation"}
    why = why_of(run, day_of(forced), market)
    assert "liquidation" in {one["purpose"] for one in values(why, "dealt", "fill")}
    assert "liquidation" not in {one["purpose"] for one in values(why, "next", "order")}
    assert [one["kind"] for one in values(why, "margin", "event_of")] == ["liquidation"]


def test_an_order_that_rested_is_told_with_its_price_and_moment(runs):
    run, market = runs["Bracketed"]
    dealt = [row for row in run.table("resting_orders").to_pylist() if row["at"] is not None]
    assert dealt
    for row in dealt:
        told = values(why_of(run, day_of(row["finished"]), market), "dealt", "resting")
        assert row["at"] in {one["at"] for one in told}
        assert {one["kind"] for one in told} <= {"limit", "stop"}


def test_what_was_done_otherwise_than_by_the_model_is_told_with_its_cost(whole_market):
    day = day_of(date(2018, 2, 9))
    given = {day: [GivenFill("MESH18", -12, 2_611.50, commission=9.0)], day_of(date(2018, 3, 1)): []}
    run = backtest(load_config(None, ["period=2018", "overlay.ratio=0.3"]), whole_market, given=given)
    for done in given:
        why = why_of(run, done, whole_market)
        told = values(why, "dealt", "own_fill", "own_rest")
        assert sum(one["slippage"] for one in told) == pytest.approx(
            sum(row["slippage"] for row in on(run, "own_fills", done)))  # fmt: skip
        assert told
        adds_up("own fills", run, done, why)
        assert not [line for line in why_lines(why, words("ja")) if "why_" in line]


@pytest.mark.pages
def test_money_that_moved_is_what_the_parts_of_the_account_show(runs):
    for _, run, market, day in some_days(runs, 3):
        why = why_of(run, day, market)
        told = sum(one["amount"] for one in values(why, "moves", "ordered"))
        posted = sum(row["amount"] for row in on(run, "ledger", day)
                     if (row["account"], row["reason"]) == ("in_transit", "redemption ordered"))  # fmt: skip
        assert told == pytest.approx(posted, abs=1e-9)
