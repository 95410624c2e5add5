"""Pattern fx_range in whole runs: trades at the edges, no look-ahead, the audit, and what is refused."""

from datetime import date

import pytest

from data.base.arrow import to_array, to_numbers
from data.base.days import day_of
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.words import words
from tests.engine.audit.looks import changed, failed
from tests.support.sparing import only

pytestmark = pytest.mark.usefixtures("dollars_earn_what_bills_do")
QUICK = ("fx_range.efficiency_window=20", "fx_range.losing_streak=2", "period.end=2008-12-30")
FREE = ("costs.half_spread=0", "costs.stress_half_spread=0", "fx.pass_through=0")


def run(market, *settings):
    return backtest(load_config(None, settings, pattern="fx_range"), market)


@pytest.fixture(scope="module")
def plain(market):
    return run(market, *QUICK)


def column(result, table, name):
    return result.table(table)[name].to_pylist()


def test_the_upper_edge_is_sold_and_bought_back_at_the_middle(small_market):
    rates = [100.0, 101.0, 100.0, 101.0, 100.5, 102.0, 102.0, 100.8, 100.9]
    columns = {"usdjpy": rates, "bill_yield": [0.0] * 9, "jpy_rate": [0.0] * 9}
    chosen = ("edge=channel", "window=4", "efficiency_window=4", "enter_below=0.5", "leave_above=0.9")
    settings = (*FREE, "fx_trades.move_window=4", *(f"fx_range.{one}" for one in chosen))
    made = run(small_market([1000.0] * 9, "2013-01-07", **columns), *settings)
    # The mean move is 1 yen, the stop 2: 5,000 yen / 2,000 yen are 2 contracts, sold one fixing after the edge. At
    # 100.8 the middle of 100.5 and 102 is behind.
    assert column(made, "fills", "size") == [-2, 2]
    assert column(made, "fills", "price") == [102.0, 100.9]
    assert [one for one in column(made, "fx_rules", "binding") if one] == ["edge", "middle"]
    (trade,) = made.table("trades").to_pylist()
    assert (trade["entry"], trade["stop"], round(trade["gain"], 6)) == (102.0, 104.0, 2_200.0)


def test_a_trade_is_opened_only_at_an_edge_and_in_a_range(plain):
    edges = {row["date"]: row for row in plain.table("fx_edges").to_pylist()}
    opened = [row for row in plain.table("fx_rules").to_pylist() if row["binding"] == "edge"]
    assert len(opened) > 20
    for row in opened:
        seen = edges[row["date"]]
        assert seen["state"] == "range"
        bought = row["target_contracts"] > 0
        assert row["close"] <= seen["lower"] if bought else row["close"] >= seen["upper"]


def test_there_is_one_trade_at_a_time_and_nothing_is_added_to_one_that_loses(plain):
    counts = to_array(plain.table("fx_rules")["trades"])
    assert counts.max() == 1
    held = to_array(plain.table("fx_rules")["target_contracts"])
    grew = (held[1:] != 0) & (abs(held[1:]) > abs(held[:-1])) & (held[1:] * held[:-1] > 0)
    assert not grew.any()


def test_free_margin_is_kept_and_no_more_than_is_allowed_is_risked(plain):
    assert failed(plain) == []
    assert to_array(plain.table("fx_rules")["loss_at_stop"]).max() <= 0.005
    assert to_numbers(plain.table("fx_rules")["free_margin"])[1:].min() != 0


def test_losses_in_a_row_begin_a_rest_that_is_told(plain):
    rests = [row["date"] for row in plain.table("events").to_pylist() if row["code"] == "fx_resting"]
    states = dict(zip(column(plain, "fx_edges", "date"), column(plain, "fx_edges", "state"), strict=True))
    assert rests
    assert all(states[day] == "resting" for day in rests)


@pytest.mark.parametrize("cut", only(["1999-05-19", "2003-09-22", "2008-10-24"], "2003-09-22"))
def test_cutting_the_market_leaves_everything_before_unchanged(cut, plain, market):
    part = run(market.until(day_of(date.fromisoformat(cut))), *QUICK[:2])
    for name in ("equity", "ledger", "fills", "positions", "fx_rules", "fx_edges", "trades"):
        dated = "closed" if name == "trades" else "date"
        rows = [row for row in plain.table(name).to_pylist() if row[dated].isoformat() <= cut and not row.get("open")]
        assert [row for row in part.table(name).to_pylist() if not row.get("open")] == rows, name


def test_the_audit_sees_a_second_trade(plain):
    assert failed(changed(plain, "fx_rules", "trades", lambda trades: trades * 2)) == ["risked"]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("fx.leverage=5", "fx.leverage has no effect on pattern fx_range: size follows from fx_trades.allowed_loss"),
        ("fx_range.leave_above=0.1", r"fx_range.leave_above 0.1 should not be below fx_range.enter_below 0.15; set"),
        ("fx_range.edge=lines", "fx_range.edge"),
        ("overlay.ratio=0.3", r"the settings of \[overlay\] have no effect on pattern fx_range"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(setting, told):
    with pytest.raises(ConfigError, match=told) as refusal:
        load_config(None, [setting], pattern="fx_range")
    assert "\n" not in str(refusal.value)


def test_what_has_no_effect_is_said(small_market):
    market = small_market([1000.0] * 5, "2013-01-07", usdjpy=[100.0] * 5)
    idle = ("fx_range.edge=channel", "fx_range.width=3", "fx_range.losing_streak=0", "fx_range.rest=9")
    notes = "\n".join(run(market, *idle, "fx_trades.spacing=1").notes())
    assert 'no effect with fx_range.edge = "channel": fx_range.width' in notes
    assert "no effect with fx_range.losing_streak = 0: fx_range.rest" in notes
    assert "fx_trades.spacing" in notes


def test_what_decided_has_words_in_both_languages(plain):
    causes = {one for one in column(plain, "fx_rules", "binding") if one}
    assert causes >= {"edge", "middle", "stop", "range_over", "resting"}
    english, japanese = words("en"), words("ja")
    assert all(english(f"why_binding.{one}") != japanese(f"why_binding.{one}") for one in causes)
