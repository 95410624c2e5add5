"""Whether an overlay became the main thing: its risk and its return over twelve months, against those of its plan."""

import numpy as np
import pandas as pd
import pytest

from data.base.days import day_of
from data.contracts.calendars import xnys
from engine import backtest, compare, compare_results, load_comparison, load_config
from engine.analysis.attribution import Attribution
from engine.analysis.dominance import Measure, dominance
from engine.analysis.uncertainty import Resampling
from engine.settings.reach import planned_overlay

FEW = Resampling(count=200)
RATIO = 0.2


def windows(first, last, held=RATIO, planned=RATIO, cost=0.0, opening=1000.0):
    """Windows of an overlay that gains `held` x a made-up index every session, and pays a cost on every other one."""
    days = np.array(xnys().between(day_of(pd.Timestamp(first)), day_of(pd.Timestamp(last))), dtype=np.int32)
    index = np.random.default_rng(1).normal(0.001, 0.01, len(days))
    bills = np.full(len(days), 0.0001)
    paid = np.where(np.arange(len(days)) % 2, cost, 0.0)
    amounts = opening * np.column_stack([bills, held * index, -paid])
    found = Attribution(days, ("mmf_income", "futures_price", "commission"), amounts, np.full(len(days), opening))
    return list(dominance(found, Measure(planned, index, bills, xnys()))), index, bills


def test_an_overlay_that_moves_as_planned_has_the_risk_of_its_plan():
    (year,), index, bills = windows("2010-01-04", "2010-12-31")
    assert (year.month, year.carried_more) == ("2010-12", False)
    assert year.risk_of_plan == pytest.approx(1.0)
    assert year.plan_risk == pytest.approx(RATIO * index[1:].std(ddof=1) * np.sqrt(252.0))
    assert year.overlay_return == pytest.approx(RATIO * index[1:].sum())
    assert year.plan_return == pytest.approx(RATIO * (index[1:] - bills[1:]).sum())


@pytest.mark.parametrize(("held", "more"), [(0.219, False), (0.221, True), (-0.221, True), (0.1, False)])
def test_more_than_a_tenth_above_the_plan_is_more_on_either_side_of_the_market(held, more):
    (year,), _, _ = windows("2010-01-04", "2010-12-31", held)
    assert year.risk_of_plan == pytest.approx(abs(held) / RATIO)
    assert year.carried_more is more


def test_what_trading_costs_stands_on_the_side_of_the_overlay():
    (free,), _, _ = windows("2010-01-04", "2010-12-31")
    (dear,), _, _ = windows("2010-01-04", "2010-12-31", cost=0.002)
    assert free.overlay_return - dear.overlay_return == pytest.approx(0.002 * 126)
    assert dear.overlay_risk > free.overlay_risk


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2010-01-04", "2010-12-31", ["2010-12"]),
        ("2010-01-05", "2010-12-31", []),  # its first session is missing
        ("2010-01-04", "2010-12-30", []),  # its last one is
        ("2010-01-05", "2011-02-28", ["2011-01", "2011-02"]),
        ("2009-03-09", "2009-06-30", []),
    ],
)
def test_only_whole_months_make_a_window(first, last, told):
    assert [one.month for one in windows(first, last)[0]] == told


def test_a_plan_without_an_overlay_has_no_risk_to_be_a_multiple_of():
    for planned in (0.0, np.nan):
        (year,), _, _ = windows("2010-01-04", "2010-12-31", planned=planned)
        assert np.isnan(year.risk_of_plan)
        assert year.carried_more is False


def test_a_lost_account_carries_nothing():
    (year,), _, _ = windows("2010-01-04", "2010-12-31", opening=-1.0)
    assert np.isnan([year.overlay_risk, year.risk_of_plan, year.overlay_return]).all()
    assert year.carried_more is False


@pytest.mark.parametrize(
    ("pattern", "settings", "planned"),
    [
        ("core", (), 0.0), ("A", ("overlay.ratio=0.1",), 0.1), ("C", (), 0.2), ("B", (), 0.3),
        ("B", ("overlay.max_total_exposure=1.2",), 0.2), ("cash", (), None), ("fx", (), None), ("fx_trades", (), None),
    ],
)  # fmt: skip
def test_a_pattern_plans_the_overlay_that_its_settings_allow(pattern, settings, planned):
    found = planned_overlay(load_config(None, settings, pattern=pattern))
    assert np.isnan(found) if planned is None else found == pytest.approx(planned)


@pytest.fixture(scope="module")
def large(market):
    """One contract is a quarter of the account, and a fifth was planned."""
    settings = (
        "capital.initial=27000",
        "overlay.max_total_exposure=1.3",
        "period.start=2011-11-15",
        "period.end=2013-01-31",
    )
    runs = {name: backtest(load_config(None, settings, pattern=name), market) for name in ("core", "A")}
    return compare_results(runs, market, plan=FEW)


def test_the_figures_can_be_worked_out_from_the_tables(large):
    run, found = large.runs["A"], large.frame("dominance").query("run == 'A'").set_index("month")
    assert list(found.index) == ["2012-11", "2012-12", "2013-01"]
    daily = run.frame("attribution").query("source in ['overlay', 'costs']").groupby("date")["amount"].sum()
    equity = run.equity["equity"]
    share = (daily.reindex(equity.index).fillna(0.0) / equity.shift())["2012-01-01":"2012-12-31"]
    closes = large.frame("sessions").set_index("date")["index"]
    closes.index = pd.DatetimeIndex(closes.index)
    index = closes.pct_change()["2012-01-01":"2012-12-31"]
    bills = run.equity["bill_return"]["2012-01-01":"2012-12-31"]
    told = found.loc["2012-12"]
    assert told["overlay_risk"] == pytest.approx(share.std() * 252.0**0.5)
    assert told["plan_risk"] == pytest.approx(RATIO * index.std() * 252.0**0.5)
    assert told["risk_of_plan"] == pytest.approx(share.std() / (RATIO * index.std()))
    assert told["overlay_return"] == pytest.approx(share.sum())
    assert told["plan_return"] == pytest.approx(RATIO * (index - bills).sum())


def test_the_note_counts_the_windows_and_names_the_worst(large):
    rows = [row for row in large.table("dominance").to_pylist() if row["run"] == "A"]
    most = max(rows, key=lambda row: row["risk_of_plan"])
    assert most["risk_of_plan"] > 1.1
    (note,) = [note for note in large.notes() if "its plan" in note]
    count = len([row for row in rows if row["risk_of_plan"] > 1.1])
    assert note == (
        f"A: the overlay moved more than its plan in {count} of {len(rows)} years (any twelve months), "
        f"{most['risk_of_plan']:.2f} times as much in that to {most['month']}"
    )
    assert any(note.startswith("A: オーバーレイの値動きが計画を上回った") for note in large.notes("ja"))


@pytest.mark.pages
def test_what_is_told_in_yen_is_measured_in_the_account_s_currency(market):
    period = ["period.start=2012-01-03", "period.end=2012-12-31"]
    dollars, yen = (
        compare(("A",), load_config(None, [*period, *more]), market).table("dominance").to_pylist()
        for more in ([], ["investor.currency=JPY"])
    )
    assert dollars == yen != []


@pytest.mark.pages
def test_a_comparison_comes_back_with_it(large, tmp_path):
    assert load_comparison(large.save(tmp_path).path).tables["dominance"] == large.tables["dominance"]
