"""A journal that is stepped session by session is one backtest, to the last bit."""

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import date_of
from engine.evening.evening import evening_of
from engine.journal.paper import Paper
from engine.journal.rows import days_of, settled
from engine.results.run import load_run
from engine.runs.backtest import backtest
from engine.runs.collected_tables import collect_tables
from engine.settings.run_config import load_config, parse_config
from tests.support.papers import STOPPED, began, content, on, sessions, stepped
from tests.support.sparing import only

MARCH = ("2020-03-11", "2020-03-26")
PLANS = {
    "A": (),
    "C": ("pattern=C",),
    "Tokyo": ("pattern=C", "account.profile=jp_retail_futures", "capital.initial=300000"),
    "cash": ("pattern=cash",),
    "taxed": ("pattern=A", "tax.regime=japan", "investor.currency=JPY"),
    "fx": ("pattern=fx_trades",),
    "range": ("pattern=fx_range",),
    "hedge": ("pattern=hedge", "short.when=downtrend"),
}


@pytest.mark.parametrize("plan", only(PLANS, "C"))  # C has all that A has
def test_steps_one_by_one_on_a_market_that_grows_write_the_files_of_steps_at_once(recent, tmp_path, plan):
    settings = PLANS[plan]
    slow, quick = (began(tmp_path / name / "same", recent, MARCH[0], *settings) for name in ("slow", "quick"))

    for day in sessions(recent, *MARCH):
        done = slow.step(recent.until(day))
        assert done.sessions == (day,)
    quick.step(recent, on(MARCH[1]))

    assert content(slow.path) == content(quick.path)


@pytest.mark.pages
@pytest.mark.parametrize("settings", PLANS.values(), ids=PLANS)
def test_all_entries_together_are_the_tables_of_one_backtest(recent, tmp_path, settings):
    paper = stepped(tmp_path / "plan", recent, *MARCH, *settings)
    config = parse_config({**load_config(None, settings).settings(), "period": "..".join(MARCH)})
    last = evening_of(config, recent)
    one = settled(collect_tables(last.strategy, last.broker))
    recorded = paper.tables()

    assert {name for name, table in one.items() if table.num_rows} == recorded.keys() - {"market", "sent"}
    for name, table in one.items():
        if table.num_rows:
            assert recorded[name].cast(table.schema).equals(table), name


@pytest.mark.pages
def test_a_strategy_of_ones_own_with_orders_that_wait_is_stepped_likewise(recent, tmp_path):
    file = tmp_path / "stopped.py"
    file.write_text(STOPPED)
    settings = ("pattern=own", f"own.strategy='{file}:Stopped'", "capital.initial=100000")
    slow, quick = (began(tmp_path / name / "same", recent, MARCH[0], *settings) for name in ("slow", "quick"))

    for day in sessions(recent, *MARCH):
        slow.step(recent.until(day))
    quick.step(recent, on(MARCH[1]))

    assert content(slow.path) == content(quick.path)
    assert {"resting_orders", "sent"} <= slow.tables().keys()


def test_rows_stand_in_the_order_of_their_sessions(recent):
    last = evening_of(load_config(None, ["pattern=fx_trades", "period=2019"]), recent)
    for name, table in settled(collect_tables(last.strategy, last.broker)).items():
        assert (np.diff(days_of(name, table)) >= 0).all(), name


@pytest.mark.pages
def test_the_orders_that_wait_after_each_session_are_those_of_its_evening(recent, tmp_path):
    paper = stepped(tmp_path / "plan", recent, *MARCH, "pattern=C")
    sent = paper.tables()["sent"].to_pylist()

    for day in sessions(recent, *MARCH):
        evening = evening_of(paper.config, recent.until(day))
        known = sorted((one["contract"], one["size"], one["purpose"]) for one in sent if one["date"] == date_of(day))
        assert known == sorted((one.contract, one.size, one.purpose) for one in evening.orders)


@pytest.mark.pages
def test_a_second_step_to_the_same_session_writes_nothing(recent, tmp_path):
    paper = stepped(tmp_path / "plan", recent, *MARCH)
    before = content(paper.path)

    done = Paper.open(paper.path).step(recent, on(MARCH[1]))
    earlier = paper.step(recent, on("2020-03-12"))

    assert (done.sessions, done.revised, earlier.sessions) == ((), None, ())
    assert content(paper.path) == before


@pytest.mark.pages
def test_a_journal_is_a_run_that_can_be_saved_and_read(recent, tmp_path):
    paper = stepped(tmp_path / "plan", recent, *MARCH, "pattern=C")
    plain = backtest(paper.config, recent.until(on(MARCH[1])))

    saved = load_run(paper.result(recent).save(tmp_path / "results").path)

    assert saved.tables.keys() == plain.tables.keys()
    assert all(saved.tables[name].cast(table.schema).equals(table) for name, table in plain.tables.items())
    assert saved.manifest["journal"]["entries"] == len(sessions(recent, *MARCH))


def test_by_default_a_journal_begins_on_the_last_session_of_the_market(recent, tmp_path):
    market = recent.until(on("2020-03-13"))
    paper = began(tmp_path / "plan", market, "2020-03-13")
    done = paper.step(market)

    assert [date_of(day).isoformat() for day in done.sessions] == ["2020-03-13"]
    assert to_array(paper.tables()["equity"]["equity"]).tolist() == [paper.config.capital.initial]
