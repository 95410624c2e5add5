"""Two stages of risk in whole runs: the gate, what it knew, what it let trades lose, and stops at a recent low."""

import json
from collections import defaultdict
from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.report.rows import reasons
from engine.words import words
from strategies.fx.rules.attack import RecordedTrade
from tests.engine.audit.looks import changed, failed
from tests.support.records import record_of

pytestmark = pytest.mark.usefixtures("dollars_earn_what_bills_do")
NORMAL = ("fx_trades.allowed_loss=0.01", "period.end=2004-12-30")
STAGED = (*NORMAL, "fx_trades.attack_loss=0.02", "fx_trades.attack_trades=10", "fx_trades.attack_drawdown=0.2")
EVERY = ("equity", "ledger", "orders", "fills", "positions", "events", "fx_rules", "trades", "attribution")


def run(market, *settings):
    return backtest(load_config(None, settings, pattern="fx_trades"), market)


@pytest.fixture(scope="module")
def staged(market):
    return run(market, *STAGED)


@pytest.fixture(scope="module")
def plain(market):
    return run(market, *NORMAL)


def stages(made):
    return made.table("fx_stages").to_pylist()


def test_no_trade_risks_more_than_the_stage_of_its_evening(staged):
    rows = stages(staged)
    assert {(row["stage"], row["allowed_loss"]) for row in rows} == {("normal", 0.01), ("attack", 0.02)}
    risked = defaultdict(float)
    for trade in staged.table("trades").to_pylist():
        evening = max(place for place, row in enumerate(rows) if row["date"] < trade["opened"])
        risked[evening] += trade["risked_share"]
    assert all(share <= rows[evening]["allowed_loss"] + 1e-12 for evening, share in risked.items())
    assert max(share for evening, share in risked.items() if rows[evening]["stage"] == "normal") <= 0.01
    assert max(risked.values()) > 0.015
    assert failed(staged) == []


def test_the_record_of_an_evening_is_that_of_the_trades_closed_by_then(staged):
    trades, rows = staged.table("trades").to_pylist(), stages(staged)
    last = {row["opened"]: row["closed"] for row in trades}
    still = {row["opened"] for row in trades if row["open"]}
    for row in rows[::50]:
        over = [opened for opened, closed in last.items() if closed <= row["date"] and opened not in still]
        parts = {opened: [one for one in trades if one["opened"] == opened] for opened in over}
        shares = {opened: sum(one["gain_share"] for one in own) for opened, own in parts.items()}
        risks = {opened: sum(one["risked_share"] for one in own) for opened, own in parts.items()}
        inorder = sorted(
            over, key=lambda opened: max(place for place, one in enumerate(trades) if one["opened"] == opened)
        )
        record = record_of(RecordedTrade(0, shares[one] / risks[one], shares[one]) for one in inorder)
        assert row["recorded"] == record.trades
        assert row["drawdown"] == pytest.approx(record.drawdown, abs=1e-12)
        assert row["payoff"] == (pytest.approx(record.payoff) if record.won and record.lost else None)
        assert row["win_rate"] == (pytest.approx(record.win_rate) if record.trades else None)


@pytest.mark.pages
@pytest.mark.parametrize("closed", ["attack_trades=10000", "attack_win_rate=1.0", "attack_payoff=100"])
def test_with_the_gate_closed_a_run_is_that_without_a_second_stage(closed, plain, market):
    """Every other condition is open."""
    others = {"attack_trades": 1, "attack_win_rate": 0, "attack_payoff": 0, "attack_drawdown": 1}
    chosen = [closed, *(f"{name}={value}" for name, value in others.items() if name not in closed)]
    shut = run(market, *NORMAL, "fx_trades.attack_loss=0.02", *(f"fx_trades.{one}" for one in chosen))
    assert {row["stage"] for row in stages(shut)} == {"normal"}
    assert len([one for one in shut.notes() if "attack_loss = 0.02 was never used" in one]) == 1
    assert len([one for one in shut.notes("ja") if "一度も使われていません" in one]) == 1
    assert "fx_stages" not in plain.tables
    for name in EVERY:
        assert shut.table(name).equals(plain.table(name)), name


@pytest.mark.pages
@pytest.mark.parametrize("cut", ["2001-06-01", "2002-03-05", "2003-11-04"])
def test_cutting_the_market_leaves_the_stages_before_it_as_they_were(cut, staged, market):
    part = run(market.until(day_of(date.fromisoformat(cut))), *STAGED[:1], *STAGED[2:])
    for name in ("equity", "fills", "fx_rules", "fx_stages", "events"):
        rows = [row for row in staged.table(name).to_pylist() if row["date"].isoformat() <= cut]
        assert part.table(name).to_pylist() == rows, name


def test_each_change_of_the_stage_is_an_event_that_is_told_with_its_numbers(staged):
    rows, events = stages(staged), staged.table("events")
    found = [row for row in events.to_pylist() if row["kind"] in {"attack", "attack_over"}]
    before = [{"stage": "normal"}, *rows[:-1]]
    turns = [now for now, last in zip(rows, before, strict=True) if now["stage"] != last["stage"]]
    assert len(turns) > 2
    assert [row["date"] for row in found] == [row["date"] for row in turns]
    assert [json.loads(row["numbers"])["recorded"] for row in found] == [row["recorded"] for row in turns]
    told = [one for one in reasons(events, words()) if "the record allows 2.0% a trade" in one]
    assert len(told) == sum(row["stage"] == "attack" for row in turns)
    assert all("below its high" in one for one in told)


def test_the_audit_sees_an_attack_without_its_record_and_a_trade_beyond_its_stage(staged):
    unfounded = changed(staged, "fx_stages", "recorded", lambda recorded: recorded * 0)
    beyond = changed(staged, "trades", "risked_share", lambda risked: risked * 1.1)
    assert [failed(one) for one in (unfounded, beyond)] == [["risked"], ["risked"]]


def test_a_stop_at_the_recent_low_is_as_far_from_the_entry(small_market):
    rates = [100.0, 101.0, 100.0, 101.0, 102.0, 102.0, 99.0, 98.0, 98.0]
    market = small_market([1000.0] * 9, "2013-01-07", usdjpy=rates, bill_yield=[0.0] * 9, jpy_rate=[0.0] * 9)
    chosen = ("entry_window=3", "exit_window=3", "move_window=3", "stop_by=low", "stop_window=4", "allowed_loss=0.008")
    costs = ("costs.half_spread=0", "costs.stress_half_spread=0", "fx.pass_through=0")
    bought, sold = run(market, *costs, *(f"fx_trades.{one}" for one in chosen)).table("trades").to_pylist()
    # Bought after the fixing of 102: the lowest of the four before it is 100, two yen away.
    assert (bought["contracts"], bought["entry"], bought["stop"]) == (4, 102.0, 100.0)
    # Sold after that of 99: the highest of the four before it is 102, three yen away.
    assert (sold["entry"], sold["stop"], sold["contracts"]) == (98.0, 101.0, -2)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["attack_loss=0.005"], "fx_trades.attack_loss 0.005 should be above fx_trades.allowed_loss 0.005"),
        (["attack_loss=0.4"], "fx_trades.attack_loss 0.4 in each of 3 trades could lose all of the account at once"),
        (["stop_by=high"], "fx_trades.stop_by"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(settings, told):
    with pytest.raises(ConfigError, match=told) as refusal:
        load_config(None, [f"fx_trades.{one}" for one in settings], pattern="fx_trades")
    assert "\n" not in str(refusal.value)


def test_a_setting_of_a_stage_or_stop_that_is_not_there_is_said(market):
    idle = ("fx_trades.attack_trades=5", "fx_trades.stop_window=9")
    notes = run(market, "period.end=1999-12-30", *idle).notes()
    assert 'no effect with fx_trades.attack_loss = "off": fx_trades.attack_trades' in notes
    assert 'no effect with fx_trades.stop_by = "moves": fx_trades.stop_window' in notes


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "own.csv"
    rows = [f"{year}-{month:02d}-15,{4 if month % 3 else -1}" for year in (1999, 2003) for month in range(1, 13)]
    path.write_text("closed,R\n" + "\n".join([*rows, "2010-01-15,3", "2010-02-15,"]) + "\n", encoding="utf-8")
    return path


@pytest.mark.pages
def test_trades_recorded_elsewhere_count_from_the_day_on_which_they_were_closed(record, staged, market):
    made = run(market, *STAGED, f"fx_trades.record_file={record}")
    own = {row["date"]: row["recorded"] for row in stages(staged)}
    for row in stages(made):
        elsewhere = sum(date(year, month, 15) <= row["date"] for year in (1999, 2003) for month in range(1, 13))
        if elsewhere < 10:  # until the gate opens the trades are the same
            assert row["recorded"] == own[row["date"]] + elsewhere
    assert next(row["date"] for row in stages(made) if row["stage"] == "attack") < date(2000, 1, 1)
    (told,) = [note for note in made.notes() if "recorded trades" in note]
    assert "0 recorded trades counted from the first session on, 24 from their own days, 1 are of days after" in told
    assert list(made.manifest["inputs"]) == [str(record)]


@pytest.mark.pages
def test_what_is_recorded_later_changes_nothing_before(record, market):
    whole = run(market, *STAGED, f"fx_trades.record_file={record}")
    lines = record.read_text(encoding="utf-8").splitlines()
    record.write_text("\n".join([line for line in lines if line < "2003" or line[0] == "c"]) + "\n", encoding="utf-8")
    part = run(market, *STAGED, f"fx_trades.record_file={record}")
    for name in ("equity", "fx_rules", "fx_stages"):
        before, after = ([row for row in made.table(name).to_pylist() if row["date"] < date(2003, 1, 15)] for made in
            (whole, part))  # fmt: skip
        assert before == after


def test_a_record_without_a_second_stage_is_said_to_do_nothing(record, market):
    made = run(market, "period.end=1999-12-30", f"fx_trades.record_file={record}")
    assert any('no effect with fx_trades.attack_loss = "off": fx_trades.record_file' in one for one in made.notes())
    assert "inputs" not in made.manifest
