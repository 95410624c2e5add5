"""Pattern fx_trades in whole runs: sizes, stops, free margin, no look-ahead, the audit, and what is refused."""

import json
import re
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.arrow import to_array, to_numbers
from data.base.days import day_of
from data.base.errors import ConfigError
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.assembly.market_seen import market_for
from engine.audit.chapters import audit
from engine.cli import cli
from engine.report.audit_words import told
from engine.report.page import report_html
from engine.report.rows import reasons
from engine.words import words
from tests.engine.audit.looks import changed, failed, verdict
from tests.support.sparing import only

FEW = Resampling(count=200)

pytestmark = pytest.mark.usefixtures("dollars_earn_what_bills_do")
TIGHT = ("fx_trades.allowed_loss=0.02", "fx.requirement=0.1")
FREE = ("costs.half_spread=0", "costs.stress_half_spread=0", "fx.pass_through=0")


def run(market, *settings):
    return backtest(load_config(None, settings, pattern="fx_trades"), market)


@pytest.fixture(scope="module")
def plain(market):
    return run(market)


@pytest.fixture(scope="module")
def tight(market):
    return run(market, *TIGHT)


def column(result, table, name):
    return result.table(table)[name].to_pylist()


def test_a_trade_is_sized_by_its_stop_and_closed_at_the_fixing_after_it(small_market):
    rates = [100.0, 101.0, 100.0, 101.0, 102.0, 102.0, 99.0, 98.0, 98.0]
    columns = {"usdjpy": rates, "bill_yield": [0.0] * 9, "jpy_rate": [0.0] * 9}
    windows = ("entry_window=3", "exit_window=3", "move_window=3", "short=false")
    made = run(
        small_market([1000.0] * 9, "2013-01-07", **columns), *FREE, *(f"fx_trades.{setting}" for setting in windows)
    )
    # Mean move 1 yen, stop 2 yen: 5,000 yen / 2,000 yen are 2 contracts. Bought at 102, the stop is 100; 99 is below
    # the range too.
    assert column(made, "fills", "size") == [2, -2]
    assert column(made, "fills", "price") == [102.0, 98.0]
    (trade,) = made.table("trades").to_pylist()
    assert (trade["entry"], trade["stop"], trade["price"], trade["gain"]) == (102.0, 100.0, 98.0, -8_000.0)
    assert (trade["risked_share"], trade["gain_share"]) == pytest.approx((0.004, -0.008))
    assert column(made, "equity", "equity")[-1] == pytest.approx(992_000.0)


def test_the_state_of_the_rules_stands_there_every_day(plain):
    assert column(plain, "fx_rules", "date") == column(plain, "equity", "date")
    assert column(plain, "fx_rules", "held_contracts")[1:-1] == column(plain, "fx_rules", "target_contracts")[:-2]


def test_closed_trades_and_what_is_open_are_what_the_price_gained(plain):
    trades, ledger = plain.table("trades").to_pylist(), plain.table("ledger").to_pylist()
    moved = sum(row["amount"] for row in ledger if row["category"] in {"fx_price", "spread"})
    assert sum(row["gain"] for row in trades) == pytest.approx(moved, abs=1e-6)
    still = [row for row in trades if row["open"]]
    assert sum(row["contracts"] for row in still) == column(plain, "fx_rules", "held_contracts")[-1] != 0
    assert {row["closed"] for row in still} == {column(plain, "equity", "date")[-1]}
    flat = [row["date"] for row in plain.table("fx_rules").to_pylist() if row["held_contracts"] == 0][-1]
    until = sum(row["amount"] for row in ledger if row["category"] in {"fx_price", "spread"} and row["date"] <= flat)
    closed = sum(row["gain"] for row in plain.table("trades").to_pylist() if row["closed"] <= flat and not row["open"])
    assert closed == pytest.approx(until, abs=1e-6)


def test_every_order_leaves_the_free_margin_and_a_broken_one_is_mended_the_session_after(tight):
    rules = tight.table("fx_rules")
    ordered, most = to_array(rules["target_contracts"]), to_array(rules["most_contracts"])
    held, margins = to_array(rules["held_contracts"]), to_numbers(rules["free_margin"])
    assert (abs(ordered) <= most).all()
    broken = (margins < 2.0).nonzero()[0]
    assert len(broken) > 10
    assert all(abs(held[place + 1]) <= most[place] for place in broken)
    assert "free_margin" in column(tight, "fx_rules", "binding")


def test_no_more_than_is_allowed_is_risked(plain, tight):
    assert to_array(plain.table("fx_rules")["loss_at_stop"]).max() <= 0.005
    assert to_array(tight.table("fx_rules")["loss_at_stop"]).max() <= 0.02
    assert max(column(plain, "fx_rules", "trades")) == 3


CUTS = ["1999-05-19", "2003-09-22", "2008-10-24", "2011-10-28", "2011-10-31", "2016-11-09"]


@pytest.mark.parametrize("settings", [(), TIGHT], ids=["plain", "tight"])
@pytest.mark.parametrize("cut", only(CUTS, "1999-05-19"))
def test_cutting_the_market_leaves_everything_before_unchanged(settings, cut, plain, tight, market):
    whole, part = tight if settings else plain, run(market.until(day_of(date.fromisoformat(cut))), *settings)
    for name in ("equity", "ledger", "fills", "positions", "fx_rules", "attribution", "trades"):
        dated = "closed" if name == "trades" else "date"
        rows = [row for row in whole.table(name).to_pylist() if row[dated].isoformat() <= cut and not row.get("open")]
        assert [row for row in part.table(name).to_pylist() if not row.get("open")] == rows, name


def test_the_audit_looks_at_free_margin_and_at_what_was_risked(plain, tight):
    assert [one.check for one in audit(plain)] == ["books", "no_accident", "call_distance", "free_margin", "risked"]
    assert failed(plain) == failed(tight) == []
    assert verdict(plain, "risked").numbers["worst"] == pytest.approx(-0.0241, abs=5e-4)


def test_free_margin_that_prices_had_eaten_is_drift_and_not_kept_in_full(tight):
    found, margins = verdict(tight, "free_margin"), to_numbers(tight.table("fx_rules")["free_margin"])
    short = margins < tight.config.fx_trades.free_margin - 1e-9
    assert (found.standing, found.sessions, found.figure) == ("drifted", short.sum(), np.nanmin(margins))


def test_the_audit_sees_a_position_that_did_not_shrink_and_a_trade_too_large(tight):
    bold = changed(tight, "fx_rules", "held_contracts", lambda held: held * 3)
    greedy = changed(tight, "fx_rules", "loss_at_stop", lambda risked: risked * 1.5)
    crowded = changed(tight, "fx_rules", "trades", lambda trades: trades + 1)
    assert [failed(one) for one in (bold, greedy, crowded)] == [["free_margin"], ["risked"], ["risked"]]


def test_every_evening_that_decided_something_is_an_event_with_its_reason(tight):
    rules, events = (tight.table(name).to_pylist() for name in ("fx_rules", "events"))
    decided = [(row["date"], f"fx_{row['binding']}") for row in rules if row["binding"] not in {"", "voluntary_stop"}]
    assert decided
    assert [(row["date"], row["code"]) for row in events if row["kind"] == "fx_trades"] == decided


@pytest.mark.pages
def test_after_a_loss_cut_nothing_is_ordered_any_more(market):
    settings = (
        "fx_trades.allowed_loss=0.2",
        "fx_trades.free_margin=0.2",
        "fx.voluntary_stop=0",
        "fx.loss_cut_level=1.0",
    )
    made = run(market, *settings, "account.profile=jp_retail_fx_2007")
    events = made.table("events").to_pylist()
    cut = next(row["date"] for row in events if row["kind"] == "loss_cut")
    assert max(column(made, "fx_rules", "date")) <= cut
    assert words()("note.over", date=cut.isoformat()) in made.notes()
    assert [
        row for row in made.table("orders").to_pylist() if row["date"] > cut and row["reason"].startswith("fx_")
    ] == []


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("fx.leverage=5", "fx.leverage has no effect on pattern fx_trades: size follows from fx_trades.allowed_loss"),
        ("fx.rebalance=monthly", "fx.rebalance has no effect on pattern fx_trades"),
        ("fx.voluntary_stop=3", "fx.voluntary_stop 3 would close what fx_trades.free_margin 2 allows"),
        ("fx_trades.exit_window=60", "fx_trades.exit_window 60 should not be above fx_trades.entry_window 55"),
        ("fx_trades.allowed_loss=0.5x", "fx_trades.allowed_loss"),
        ("fx_trades.most_trades=0", "fx_trades.most_trades = 0: should be greater than or equal to 1"),
        (
            "fx_trades.allowed_loss=0.5",
            "fx_trades.allowed_loss 0.5 in each of 3 trades could lose all of the account at once",
        ),
        ("fx_trades.allowed_loss=5", "it is a share of equity, 0.005 is half a percent"),
        (
            "fx_trades.free_margin=200",
            "fx_trades.free_margin 200 is above 100: it is a multiple of the requirement, 2 is",
        ),
        ("overlay.ratio=0.3", r"the settings of \[overlay\] have no effect on pattern fx_trades"),
        ("account.profile=us_fcm_tbill", "does not go with pattern fx_trades: choose 'jp_retail_fx'"),
        ("execution.fill_at=open", "does not go with pattern fx_trades: there is one fixing a day"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(setting, told):
    with pytest.raises(ConfigError, match=told) as refusal:
        load_config(None, [setting], pattern="fx_trades")
    assert "\n" not in str(refusal.value)


def test_a_requirement_too_high_for_the_leverage_of_pattern_fx_is_no_matter_here():
    assert load_config(None, ["fx.requirement=0.4"], pattern="fx_trades").fx.requirement == 0.4
    with pytest.raises(ConfigError, match=r"fx\.leverage 3 is above 2\.5"):
        load_config(None, ["fx.requirement=0.4"], pattern="fx")


def test_its_settings_leave_other_patterns_as_they_were():
    for pattern in ("A", "fx", "cash"):
        chosen = load_config(None, ["fx_trades.stop=3.0"], pattern=pattern)
        assert chosen.digest == load_config(None, pattern=pattern).digest
    assert (
        load_config(None, ["fx_trades.stop=3.0"], pattern="fx_trades").digest
        != load_config(None, pattern="fx_trades").digest
    )


@pytest.mark.pages
def test_the_command_line_runs_shows_audits_and_reports_it_in_japanese_too(tmp_path):
    def overlay(*said):
        done = CliRunner().invoke(cli, list(said), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    settings = ["--set", "period.start=2011-01-03", "--set", "period.end=2011-12-30"]
    told = json.loads(overlay("run", "--pattern", "fx_trades", *settings, "--out", str(tmp_path), "--json"))
    folder = told["folder"]
    assert "余剰証拠金を維持" in overlay("audit", folder, "--lang", "ja")
    assert "1,000,000.00 JPY" in overlay("show", folder)
    assert "None" not in overlay("show", folder, "--trades-by", "trend_known")
    page = tmp_path / "page.html"
    overlay("report", folder, "--to", str(page), "--lang", "ja")
    assert "外貨の取引(余剰証拠金を維持)" in page.read_text(encoding="utf-8")


def test_all_that_the_rules_say_is_told_in_japanese_too(tight):
    english, japanese = (reasons(tight.table("events"), words(language)) for language in ("en", "ja"))
    assert [one for one, other in zip(english, japanese, strict=True) if one == other] == []


@pytest.mark.pages
def test_the_nearest_call_of_dollars_sold_is_told_as_a_rise(market):
    made = run(market, "period.start=2011-08-01", "period.end=2011-10-28", "fx_trades.allowed_loss=0.02")
    assert to_array(made.table("fx_rules")["held_contracts"]).max() == 0
    assert told(verdict(made, "call_distance"), words()).startswith("closest: a rise of ")
    rows = [row for row in made.table("equity").to_pylist() if row["overlay_notional"]]
    rises = [(row["collateral"] - row["maintenance"]) / (row["overlay_notional"] + row["maintenance"]) for row in rows]
    assert made.metrics["closest_call"] == pytest.approx(min(rises))
    page = report_html(compare_results({"fx_trades": made}, market_for(made.config, market), plan=FEW))
    assert re.search(r"margin call nearest on \d{4}-\d\d-\d\d, a rise of USD/JPY by \d+% away", page)
    assert "the index of this result is USD/JPY" in page


def test_the_example_is_the_pattern_as_it_is(root):
    assert load_config(root / "examples" / "fx_trades.toml") == load_config(
        None, ["fx.requirement=0.04"], pattern="fx_trades"
    )


@pytest.mark.parametrize("setting", ["capital.initial=10000", "period.end=1999-03-01"])
def test_an_account_too_small_or_a_period_too_short_says_why_nothing_was_opened(setting, market):
    made = run(market, "period.end=2000-12-29", setting)
    assert sum(note.startswith("no trade was opened: the period is too short") for note in made.notes()) == 1
    assert sum(note.startswith("取引は一度もありません") for note in made.notes("ja")) == 1


def test_a_call_that_nobody_answers_ends_the_trades_too(market):
    settings = ("fx_trades.allowed_loss=0.2", "fx_trades.free_margin=0.1", "fx.voluntary_stop=0", "fx.requirement=0.1")
    made = run(market, *settings, "fx.loss_cut_level=0.2", "period.end=2003-06-30")
    (missed,) = [row["date"] for row in made.table("events").to_pylist() if row["kind"] == "deadline_missed"]
    assert max(column(made, "orders", "date")) < missed < max(column(made, "equity", "date"))
    assert words()("note.over", date=missed.isoformat()) in made.notes()
