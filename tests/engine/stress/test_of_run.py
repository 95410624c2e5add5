"""The stress test of a run: its account on a day, history laid over it, and the command."""

import json
from datetime import date
from math import prod

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import day_of
from data.base.errors import ConfigError, ResultError
from data.market.periods import shocks
from engine import backtest, load_config
from engine.report.stress_tables import unattended_line
from engine.stress.from_run import Known, state_on
from engine.stress.of_run import plain, stress_test, terms_of
from engine.stress.replays import replay_path
from engine.stress.unattended import Unattended
from engine.words import words
from tests.support.commands import outside as overlay

YEARS = ("period.start=2008-01-02", "period.end=2011-12-30")
BARE = (
    "halving.enabled=false", "stops.voluntary=false", "stops.monthly_loss=off", "overlay.rebalance=quarterly",
    "overlay.band=1.0",
    "overlay.max_total_exposure=21.0", "overlay.acknowledge_high_leverage=true",
)  # fmt: skip
OCTOBER = next(window for window in shocks() if window.name == "2008-10")


@pytest.fixture(scope="module")
def insured(market):
    settings = (*YEARS, "investor.currency=JPY", "hedge.ratio=0.5", "account.profile=jp_retail_futures")
    return backtest(load_config(None, settings, pattern="C"), market)


@pytest.mark.pages
def test_the_state_of_every_tenth_session_is_worth_the_equity_of_its_row(insured, market):
    table = insured.table("equity")
    terms = terms_of(insured, int(to_array(table["date"])[0]), market.values("close")[0])
    days, told = to_array(table["date"]), insured.table("investor_equity")["equity"].to_pylist()
    for place in range(0, len(days), 10):
        state = state_on(insured.tables, place, terms, Known(market.as_of(int(days[place])).value("close")))
        row = {name: table[name][place].as_py() for name in ("equity", "in_transit", "overlay_notional", "maintenance")}
        assert state.equity == pytest.approx(row["equity"], rel=1e-4)  # options: their forward has no carry here
        assert sum(amount for _, amount in state.in_transit) == pytest.approx(row["in_transit"], abs=1e-6)
        assert state.contracts * state.unit == pytest.approx(row["overlay_notional"])
        asked = state.contracts * state.unit * state.margin_share + state.hedge * terms.hedge_margin
        assert asked == pytest.approx(row["maintenance"])
        assert row["equity"] * state.rate == pytest.approx(told[place])


@pytest.mark.pages
def test_what_the_hedge_had_sold_is_what_it_sold_on_its_last_date(insured, market):
    rolled = [
        json.loads(row["numbers"])["notional"] for row in insured.table("events").to_pylist() if row["kind"] == "hedge"
    ]
    assert stress_test(insured, market).state.hedge == rolled[-1]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("profile", "ratio", "kind"),
    [
        ("jp_retail_futures", 0.3, "no_call"),
        ("jp_retail_futures", 2.5, "call_missed"),
        ("us_fcm_tbill", 3.0, "call_missed"),
        ("retail_cash_margin", 2.0, "no_call"),
    ],
)
def test_october_2008_laid_over_the_account_of_its_first_day_is_what_happened_to_it(market, profile, ratio, kind):
    settings = [*YEARS, *BARE, f"account.profile={profile}", f"overlay.ratio={ratio}"]
    run = backtest(load_config(None, settings, pattern="A"), market)
    found = stress_test(run, market, OCTOBER.first)
    replayed = next(one for one in found.replays if one.window == OCTOBER)
    outcome = replayed.outcomes[0][1]
    days = to_array(run.table("equity")["date"]).tolist()
    first, last = days.index(OCTOBER.first), days.index(OCTOBER.last)
    lived = [
        (days.index(day) - first, row["kind"])
        for row, day in zip(
            run.table("events").to_pylist(), to_array(run.table("events")["date"]).tolist(), strict=True
        )
        if OCTOBER.first < day <= OCTOBER.last
        and row["kind"] in {"margin_call", "call_met", "deadline_missed", "loss_cut", "liquidation", "ruin"}
    ]
    assert [event for event in outcome.events if event[0] <= last - first and event[1] != "warning"] == lived
    assert outcome.kind == kind
    # interest and the basis of the future are what a replay leaves out
    assert outcome.equity == pytest.approx(run.table("equity")["equity"][last].as_py(), abs=4_000.0)


def test_a_window_is_replayed_with_the_moves_of_its_market(market):
    path = replay_path(market, OCTOBER, "MES")
    close, yen = market.values("close"), market.values("usdjpy")
    first, last = market.row_from(OCTOBER.first), market.row_from(OCTOBER.last)
    assert len(path) == last - first
    assert prod(1.0 + shock.index_return for shock in path) == pytest.approx(close[last] / close[first])
    assert prod(1.0 + shock.currency_return for shock in path) == pytest.approx(yen[last] / yen[first])
    assert path[-1].margin == pytest.approx(2.134, abs=0.001)
    assert sum(shock.days for shock in path) == OCTOBER.last - OCTOBER.first


@pytest.mark.pages
def test_the_windows_end_on_lows_and_those_before_and_after_the_market_are_named(insured, market):
    replayed = stress_test(insured, market).replays
    assert [one.window for one in replayed] == list(shocks())
    held = [one for one in replayed if one.covered]
    assert [one.window.name for one in held] == ["2002-07", "2008-10", "2011-08", "2015-08", "2018-02"]
    for one in held:
        rows = slice(market.row_from(one.window.first), market.row_from(one.window.last) + 1)
        closes = np.array(market.values("close")[rows])
        assert (np.argmax(closes), np.argmin(closes)) == (0, len(closes) - 1)


@pytest.mark.pages
def test_another_day_is_another_account(insured, market):
    day = day_of(date(2009, 3, 9))
    found = plain(stress_test(insured, market, day))
    assert found["date"] == "2009-03-09"
    assert found["usdjpy"] == pytest.approx(market.as_of(day).value("usdjpy"))
    assert found["equity"] != plain(stress_test(insured, market))["equity"]
    assert len(found["grid"]) == 7 * 3 * 3 * 4


def test_a_day_that_is_no_session_of_the_run_is_refused(insured, market):
    with pytest.raises(
        ResultError, match="2009-03-08 is not a session of the run, which goes from 2008-01-02 to 2011-12-30"
    ):
        stress_test(insured, market, day_of(date(2009, 3, 8)))


def test_a_run_of_another_market_is_refused(insured, small_market):
    with pytest.raises(ResultError, match="was made on another market"):
        stress_test(insured, small_market([1000.0] * 5))


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("fx", "pattern fx has no fund; `overlay leverage`"),
        ("fx_trades", "pattern fx_trades has no fund; `overlay leverage`"),
        ("cash", "shares need no margin; set cash_ratio.asset = 'futures'"),
    ],
)
def test_an_account_without_futures_beside_a_fund_is_refused_with_what_would_help(pattern, told, market):
    made = backtest(load_config(None, ["period.start=2018-06-01"], pattern=pattern), market)
    with pytest.raises(ConfigError, match=told):
        stress_test(made, market)


@pytest.mark.pages
def test_the_command_tells_people_and_programs_the_same(whole_market, tmp_path):
    settings = (*YEARS, "investor.currency=JPY", "hedge.ratio=0.5", "account.profile=jp_retail_futures")
    path = str(backtest(load_config(None, settings, pattern="C"), whole_market).save(tmp_path).path)
    told = json.loads(overlay("stress", path, "--date", "2008-06-02", "--json").stdout)
    shown = overlay("stress", path, "--date", "2008-06-02")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert all(len(line) <= 80 for line in shown.stdout.splitlines() if "=" not in line and ":" not in line)
    assert told["first_fatal"]["outcome"] == "call_missed"
    assert "first closed at index" in shown.stdout
    assert "the market does not cover 1929-10, 1932-05, 1937-10, 1974-09" in shown.stdout


@pytest.mark.pages
def test_a_config_is_run_on_the_spot_and_not_saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = overlay("stress", *(part for setting in YEARS for part in ("--set", setting)), "--json")
    assert json.loads(done.stdout)["date"] == "2011-12-30"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.pages
def test_the_same_is_told_in_japanese(insured, market):
    from engine.report.stress_tables import fatal_line, grid_tables, legend, not_covered, replay_table, state_line
    from engine.words import words

    found, say = stress_test(insured, market), words("ja")
    lines = [state_line(found, "C", "USD", say), legend(say), fatal_line(found.cells, say), not_covered(found, say)]
    assert all(any("ぁ" <= letter <= "鿿" for letter in line) for line in lines)
    assert replay_table(found, "USD", say).row_count == 5
    assert [table.row_count for table in grid_tables(found, say)] == [7] * len(grid_tables(found, say))


def test_a_run_and_settings_together_are_refused():
    done = overlay("stress", "some-run", "--pattern", "A")
    assert (done.returncode, "name a saved run or the settings of one, not both" in done.stderr) == (2, True)


@pytest.mark.pages
def test_an_account_that_holds_nothing_on_its_last_day_is_tested_on_the_last_on_which_it_held_something(market):
    stopped = backtest(load_config(None, ["stops.monthly_loss=0.01"], pattern="A"), market)
    assert stopped.table("equity")["overlay_notional"][-1].as_py() == 0.0
    found = stress_test(stopped, market)
    assert (found.day, found.idle_since) == (day_of(date(2018, 12, 21)), day_of(date(2018, 12, 31)))
    assert found.state.contracts > 0
    assert plain(found)["last_session_without_position"] == "2018-12-31"
    from engine.report.stress_tables import idle_line
    from engine.words import words

    assert idle_line(found, words()) == (
        "nothing was held on 2018-12-31, the last session: this is 2018-12-21, the last on which something was"
    )
    assert "2018-12-21" in idle_line(found, words("ja"))
    named = stress_test(stopped, market, found.idle_since)
    assert (named.day, named.idle_since, named.state.contracts) == (found.idle_since, None, 0)


@pytest.mark.pages
def test_what_an_absence_changes_is_counted_and_told(insured, market):
    usual, alone = (stress_test(insured, market, None, Unattended(absent=one)) for one in (0, 9))
    kinds = [[cell.outcome.kind for cell in test.cells] for test in (usual, alone)]
    assert alone.changed == sum(one != other for one, other in zip(*kinds, strict=True)) > 0
    assert plain(alone)["unattended"] == {"absent": 9, "outage": 0, "late": 0, "changed": alone.changed}
    assert f"Of 252 combinations {alone.changed} end otherwise" in unattended_line(alone, words("en"))
    assert unattended_line(alone._replace(changed=0), words("en")).endswith(
        "None of 252 combinations ends otherwise than with somebody there and the broker at hand."
    )
    assert unattended_line(usual, words("en")) == ""
