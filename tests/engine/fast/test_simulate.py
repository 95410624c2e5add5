"""What the fast driver tells of a run is what the event engine's tables have, to the last bit; plans may be varied."""

import numpy as np
import pytest

from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.fast import events, positions
from engine.fast.books import LISTS
from engine.fast.events import KINDS
from engine.fast.runs import FastBooksFull
from engine.fast.simulate import Loop, simulate

CRISIS = "period.start=2008-07-01", "period.end=2008-12-31"
RISING = "period.start=2006-09-01", "period.end=2007-02-28"
LARGE = (
    *CRISIS, "overlay.ratio=0.9", "overlay.max_total_exposure=2.0", "overlay.acknowledge_high_leverage=true",
    "account.profile=jp_retail_futures", "cash.buffer=0.02", "halving.enabled=false", "stops.voluntary=false",
)  # fmt: skip
RUNS = [("core", CRISIS), ("A", CRISIS), ("A", LARGE), ("B", RISING), ("C", CRISIS)]
WAYS = [False, pytest.param(True, marks=pytest.mark.pages)]


def rows(table, *names):
    columns = [table["date"].cast("int32").to_pylist(), *(table[name].to_pylist() for name in names)]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("compiled", WAYS, ids=["plain", "compiled"])
@pytest.mark.parametrize(("pattern", "settings"), RUNS)
def test_a_run_is_that_of_backtest(pattern, settings, compiled, loop):
    whole = backtest(load_config(None, list(settings), pattern=pattern), embedded_market())
    driver = loop(pattern, *settings, compiled=compiled)
    run = driver.run(driver.prepared.plan)
    assert list(zip(run.days, run.equity, strict=True)) == rows(whole.table("equity"), "equity")
    fills = rows(whole.table("fills"), "contract", "size", "price", "half_spread", "commission")
    assert list(map(tuple, run.fills)) == fills
    assert (len(fills) > 0) == (pattern != "core")
    happened = [one for one in rows(whole.table("events"), "kind") if one[1] in KINDS[1:]]
    assert list(map(tuple, run.events)) == happened
    assert all(type(one) is float for one in run.equity)


def test_a_call_in_the_crisis_is_told_and_counted(loop):
    driver = loop("A", *LARGE, compiled=False)
    run = driver.run(driver.prepared.plan)
    kinds = [one.kind for one in run.events]
    assert kinds.count("margin_call") == run.summary.calls > 0
    assert kinds.count("liquidation") == run.summary.liquidations
    assert len(run.fills) == run.summary.fills


@pytest.mark.parametrize("compiled", WAYS, ids=["plain", "compiled"])
def test_a_summary_is_of_the_run(compiled, loop):
    driver = loop("A", *LARGE, compiled=compiled)
    run = driver.run(driver.prepared.plan)
    (plan,) = driver.plans([driver.prepared.plan])
    peaks = np.maximum.accumulate(run.equity)
    assert driver.summary(plan) == run.summary
    assert run.summary.equity == run.equity[-1]
    assert run.summary.drawdown == max(1.0 - now / peak for now, peak in zip(run.equity, peaks.tolist(), strict=True))
    assert run.summary.ruin == -1


def test_simulate_is_the_loop_s_run_of_the_plan(loop, prepared):
    config = load_config(None, list(CRISIS), pattern="A")
    driver = loop("A", *CRISIS, compiled=False)
    assert simulate(config, embedded_market(), compiled=False) == driver.run(driver.prepared.plan)
    assert driver.prepared is prepared("A", *CRISIS)


@pytest.mark.pages
@pytest.mark.parametrize(
    ("settings", "columns"),
    [
        (["overlay.ratio=0.25"], {"rules.ratio": 0.25, "rules.futures.limit": 1.275}),
        (["overlay.rebalance=monthly"], {"rules.futures.months": 1}),
        (["halving.enabled=false"], {"rules.halves": False}),
        (
            ["halving.halve_above=0.4", "halving.restore_below=0.3", "halving.restore_sessions=3"],
            {
                "rules.halving.halve_above": 0.4,
                "rules.halving.restore_below": 0.3,
                "rules.halving.restore_sessions": 3,
            },
        ),
        (["cash.buffer=0.1"], {"rules.buffer": 0.1, "rules.spare": 0.1, "cash.buffer": 0.1}),
        (["overlay.band=0.25"], {"rules.futures.band": 0.25}),
    ],
    ids=lambda told: " ".join(told) if isinstance(told, list) else "",
)
def test_a_column_that_is_set_is_the_run_of_that_setting(settings, columns, loop):
    in_japan = *CRISIS, "account.profile=jp_retail_futures"
    driver, other = (loop("A", *in_japan, *more, compiled=True) for more in ((), settings))
    plans = driver.plans([driver.prepared.plan] * 2)
    for name, value in columns.items():
        *parts, last = name.split(".")
        place = plans[1:]
        for part in parts:
            place = place[part]
        place[last] = value
    (asked,) = other.plans([other.prepared.plan])
    as_it_was, varied = driver.summaries(plans)
    assert repr(plans[1].item()) == repr(asked.item())
    assert varied == other.summary(asked)
    assert as_it_was == driver.summary(driver.plans([driver.prepared.plan])[0])
    assert as_it_was != varied


@pytest.mark.parametrize("module", [events, positions])
def test_what_there_is_no_room_for_is_a_sentence(module, loop, monkeypatch):
    full = {events: ("MOST_FILLS", 1, "fills"), positions: ("MOST_OPTIONS", 0, "options")}[module]
    monkeypatch.setattr(module, full[0], full[1])
    driver = loop("C", *CRISIS, compiled=False)
    said = rf"^session \d+: more {full[2]} at once than the fast driver has room for; run it with backtest\(\)$"
    with pytest.raises(FastBooksFull, match=said):
        driver.run(driver.prepared.plan)
    with pytest.raises(FastBooksFull, match=said):
        driver.summary(driver.plans([driver.prepared.plan])[0])


def test_thousands_of_fills_are_fetched_as_they_come(loop, monkeypatch):
    driver = loop("C", *CRISIS, compiled=False)
    whole = driver.run(driver.prepared.plan)
    monkeypatch.setattr("engine.fast.session.MOST_FILLS", 4)
    assert driver.run(driver.prepared.plan) == whole
    assert len(whole.fills) > 20


def test_without_a_compiler_it_says_so_and_how_long_a_run_takes(prepared, monkeypatch):
    told = []
    monkeypatch.setattr("engine.fast.compiled.will_compile", lambda *, wish: False)
    Loop(prepared("A", *CRISIS), told.append)
    (one,) = told
    assert "so the fast driver runs as plain Python: about 0.0 s a run" in one
    Loop(prepared("A", *CRISIS), told.append, compiled=False)
    assert told == [one], "who asks for plain Python is not told of it"


def test_every_list_has_a_name():
    assert list(LISTS) == ["futures", "options", "orders", "redemptions", "trades", "fills", "events"]
