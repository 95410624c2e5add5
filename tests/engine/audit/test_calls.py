"""The margin calls of a run with clock times, held against its events and its ledger."""

import json

import pytest
from click.testing import CliRunner

from data.base.days import iso
from engine.audit.calls import calls_of
from engine.cli import cli
from engine.report.call_table import sentences
from engine.words import words


def events(run, *kinds):
    rows = run.table("events").to_pylist()
    return [(str(one["date"]), json.loads(one["numbers"])) for one in rows if one["kind"] in kinds]


def test_a_call_is_told_at_the_close_and_due_at_the_brokers_hour_on_both_clocks(run_at):
    """New York closed at 16:00 on Monday the 24th, 6:00 of Tuesday in Tokyo; cash by 15:30 there."""
    (call,) = calls_of(run_at("jp_retail_futures"))
    ((day, numbers),) = events(run_at("jp_retail_futures"), "margin_call")
    assert (iso(call.day), call.amount) == (day, numbers["amount"])
    assert [f"{one:%Y-%m-%d %H:%M}" for one in (call.told, call.due)] == ["2020-02-24 21:00", "2020-02-25 06:30"]
    assert list(sentences(call, "USD", words()))[:2] == [
        "Called for 34,011 USD, told at 2020-02-24 16:00 New York, 2020-02-25 06:00 Tokyo.",
        "Due by 2020-02-25 01:30 New York, 2020-02-25 15:30 Tokyo.",
    ]


def test_what_came_of_it_is_what_events_and_ledger_say(run_at):
    at = run_at("jp_retail_futures")
    (call,) = calls_of(at)
    ((missed, numbers),) = events(at, "deadline_missed")
    assert (call.came, iso(call.came_on), call.received) == ("missed", missed, numbers["received"])
    forced = events(at, "liquidation")
    assert (iso(call.closed.first), call.closed.contracts) == (forced[0][0], -sum(one["size"] for _, one in forced))
    posted = [one for one in at.table("ledger").to_pylist() if one["reason"] == "liquidation"]
    assert call.closed.cost == pytest.approx(-sum(one["amount"] for one in posted))
    assert call.sent > call.received > 0.0


def test_an_hour_that_nobody_says_is_said_to_be_unknown(run_at):
    spoken = [
        one for call in calls_of(run_at("us_fcm_tbill", "overlay.ratio=3")) for one in sentences(call, "USD", words())
    ]
    assert any(one.startswith("Due on 2020-03-23; at which hour is not known") for one in spoken)


def test_a_requirement_that_rose_is_said_to_have_brought_a_call(run_at):
    raised = ("period.start=2013-01-03", "period.end=2013-03-28", "margin.scenario=march_2020")
    (call,) = calls_of(run_at("jp_retail_futures", *raised, "margin.start=2013-02-01"))
    assert call.cause == "requirement_too"
    assert "without the rise of the requirement there would be no call" in list(sentences(call, "USD", words()))[1]
    assert {one.cause for one in calls_of(run_at("jp_retail_futures"))} == {""}


def test_who_asks_nobody_closes_without_a_call(run_at):
    calls = calls_of(run_at("retail_cash_margin"))
    assert sum(one.closed.contracts for one in calls) == -sum(
        one["size"] for _, one in events(run_at("retail_cash_margin"), "liquidation")
    )
    assert {(one.amount, one.came, one.due) for one in calls} == {(0.0, "loss_cut", None)}
    assert "The level without a deadline was reached within the session" in next(sentences(calls[0], "USD", words()))


def test_a_currency_hedge_that_is_bought_back_is_told_beside_contracts(run_at):
    at = run_at("retail_cash_margin", "investor.currency=JPY", "hedge.ratio=1.0", "hedge.buffer=0.0")
    hedges = [numbers for _, numbers in events(at, "liquidation") if "size" not in numbers]
    calls = [one for one in calls_of(at) if one.closed]
    assert sum(one.closed.hedge for one in calls) == pytest.approx(sum(one["notional"] for one in hedges))
    assert hedges
    costs = [one for one in at.table("ledger").to_pylist() if one["category"] == "liquidation_cost"]
    assert sum(one.closed.cost for one in calls) >= -sum(one["amount"] for one in costs)
    spoken = [line for one in calls for line in sentences(one, "USD", words())]
    assert any("currency hedge of" in line for line in spoken)


@pytest.mark.parametrize("profile", ["us_fcm_tbill", "jp_retail_futures"])
def test_what_is_closed_because_the_broker_failed_is_no_call(run_at, profile):
    at = run_at(profile, "broker.fails_on=2020-02-20", "cash.buffer=0.05")
    (call,) = calls_of(at)
    assert (call.came, iso(call.came_on), call.amount) == ("failed", "2020-02-20", 0.0)
    assert call.closed.contracts == -sum(numbers["size"] for _, numbers in events(at, "liquidation"))
    assert next(sentences(call, "USD", words())) == "The broker failed on 2020-02-20."


def test_a_call_that_a_failure_ends_does_not_stay_open(run_at):
    (call,) = calls_of(run_at("jp_retail_futures", "account.grace=5", "broker.fails_on=2020-02-26"))
    assert call.came == "failed"


@pytest.mark.parametrize("profile", ["jp_retail_futures", "retail_cash_margin", "cme_ief2", "us_fcm_tbill"])
def test_every_event_of_a_broker_is_in_one_call(run_at, profile):
    at = run_at(profile, "overlay.ratio=3")
    calls, called = calls_of(at), events(at, "margin_call")
    assert [iso(one.day) for one in calls if one.amount] == [day for day, _ in called]
    assert len([one for one in calls if one.came == "met"]) == len(events(at, "call_met"))
    assert len([one for one in calls if one.came == "missed"]) == len(events(at, "deadline_missed"))
    assert sum(one.closed.contracts for one in calls if one.closed) == sum(
        abs(numbers["size"]) for _, numbers in events(at, "liquidation")
    )


@pytest.mark.pages
def test_the_command_tells_a_saved_run_in_both_languages_and_says_when_there_was_nothing(run_at, tmp_path):
    called, quiet = (run_at(name).save(tmp_path).path for name in ("jp_retail_futures", "us_fcm_tbill"))

    def told(path, *arguments):
        return CliRunner(env={"COLUMNS": "200"}).invoke(cli, ["audit", str(path), "--calls", *arguments]).output

    assert "連絡はニューヨーク 2020-02-24 16:00、東京 2020-02-25 06:00。" in told(called, "--lang", "ja")
    (one,) = json.loads(told(called, "--json"))["calls"]
    assert (one["due"]["Asia/Tokyo"], one["came"]) == ("2020-02-25T15:30+09:00", "missed")
    assert told(quiet) == "A at us_fcm_tbill: no margin call, and the broker closed nothing.\n"
    assert json.loads(told(quiet, "--json"))["calls"] == []
