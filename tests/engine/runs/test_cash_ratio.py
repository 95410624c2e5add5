"""The pattern `cash` in whole runs: books, floor and cap, inputs one by one, no look-ahead, deviations."""

import itertools
import re
from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest

from data.base.arrow import to_array
from data.base.days import day_of, iso
from engine import load_config
from engine.report.rows import reasons
from engine.settings.run_config import RunConfig
from engine.words import words
from tests.engine.audit.looks import failed
from tests.support.cash_runs import ALONE, CRISIS, deviating_run, rows, run
from tests.support.sparing import only

TARGET = ("cash_trend.enabled=false", "cash_volatility.rule=target", "cash_ratio.floor=0.0", "cash_ratio.cap=0.9")
CAPE = "date,cape\n" + "".join(
    f"{year}-{month:02d}-01,{12 + (7 * year + 5 * month) % 23}\n"
    for year in range(2005, 2012)
    for month in range(1, 13)
)
INPUTS = {
    "trend and re-entry": (),
    "trend without re-entry": ("reentry.enabled=false",),
    "breakouts": ("cash_trend.rule=breakout", "cash_trend.window=55"),
    "futures": ("cash_ratio.asset=futures",),
    "volatility target": TARGET,
    "levels of volatility": ("cash_trend.enabled=false", "cash_volatility.rule=levels"),
    "true ranges": ("cash_trend.enabled=false", "cash_volatility.rule=levels", "cash_volatility.measure=atr"),
    "valuation": (*ALONE, "cash_valuation.enabled=true", "cash_valuation.file=cape.csv"),
    "events": (*ALONE, "cash_events.enabled=true"),
    "conditions": (*ALONE, "cash_conditions.enabled=true", "cash_ratio.band=0.02"),
    "conditions of a file": (
        *ALONE, "cash_conditions.enabled=true", "cash_conditions.file=cape.csv", "cash_conditions.column=cape",
        "cash_conditions.rise=2.0", "cash_conditions.window=63", "cash_ratio.band=0.02",
    ),
    "tactical": ("tactical.enabled=true",),
    "paced": ("cash_ratio.frequency=weekly", "cash_ratio.speed=0.1", "cash_ratio.max_adjustments=2"),
    "late money": ("account.profile=jp_retail_futures",),
}  # fmt: skip


@pytest.fixture
def cape_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cape.csv").write_text(CAPE)
    return tmp_path / "cape.csv"


@pytest.fixture(scope="module")
def example(market):
    return run(market)


def test_the_example_file_is_the_pattern_as_it_is(root):
    assert load_config(root / "examples" / "cash_ratio.toml") == RunConfig(pattern="cash")


@pytest.mark.parametrize("inputs", only(INPUTS, "volatility target", "tactical"))
@pytest.mark.parametrize("cut", only(["2008-09-17", "2009-07-14"], "2008-09-17"))
def test_cutting_the_market_leaves_everything_before_unchanged(market, cape_file, inputs, cut):
    settings = (CRISIS[0], *INPUTS[inputs])
    whole = run(market, *settings, CRISIS[1])
    part = run(market.until(day_of(date.fromisoformat(cut))), *settings)
    for name in ("equity", "ledger", "fills", "cash_rules", "events"):
        assert part.table(name).to_pylist() == rows(whole, name, cut), name


@pytest.mark.pages
def test_conditions_by_a_file_are_those_of_the_market_where_it_has_the_same_values(market, tmp_path):
    file = tmp_path / "bills.csv"
    told = zip(market.days, market.values("bill_yield"), strict=True)
    file.write_text("date,value\n" + "".join(f"{iso(day)},{value!r}\n" for day, value in told))
    settings = (*CRISIS, *ALONE, "cash_conditions.enabled=true", "cash_ratio.band=0.02")
    ours, theirs = (
        run(market, *settings, *more) for more in ((), (f"cash_conditions.file={file}", "cash_conditions.lag_days=0"))
    )
    for name in ("equity", "fills", "cash_rules"):
        assert theirs.table(name).to_pylist() == ours.table(name).to_pylist(), name
    assert {row["conditions_addition"] for row in rows(ours, "cash_rules")} == {0.0, 0.05}
    assert list(theirs.manifest["inputs"]) == [str(file)]


def test_a_valuation_counts_from_the_day_it_was_published(market, cape_file):
    """Values of the file that were published later change nothing before."""
    cut = date(2008, 9, 17)
    settings = (*CRISIS, *INPUTS["valuation"], "cash_valuation.lag_days=92")
    whole = run(market, *settings)
    lines = CAPE.splitlines()
    known = [line for line in lines[1:] if day_of(date.fromisoformat(line[:10])) + 92 <= day_of(cut)]
    assert known[-1].startswith("2008-06-01")
    cape_file.write_text("\n".join([lines[0], *known]) + "\n")
    cut_file = run(market, *settings)
    assert rows(cut_file, "cash_rules", cut.isoformat()) == rows(whole, "cash_rules", cut.isoformat())
    assert rows(cut_file, "cash_rules") != rows(whole, "cash_rules")


def test_the_states_move_only_as_the_machine_does(example):
    states = [row["state"] for row in rows(example, "cash_rules")]
    moves = {pair for pair in itertools.pairwise(states) if pair[0] != pair[1]}
    stages = [f"stage {number} of 3" for number in (1, 2)]
    allowed = {("normal", "alarmed"), ("alarmed", stages[0]), (stages[0], stages[1]), (stages[1], "normal")}
    assert moves == allowed | {(stage, "alarmed") for stage in stages}


def test_the_ratio_wanted_is_that_of_the_state_every_evening(example):
    ratios = {"normal": 0.20, "alarmed": 0.50, "stage 1 of 3": 0.40, "stage 2 of 3": 0.30}
    assert all(row["wanted_ratio"] == ratios[row["state"]] for row in rows(example, "cash_rules"))


def test_what_is_held_follows_what_is_wanted_within_the_band(example):
    """The evening after a fill."""
    found = rows(example, "cash_rules")
    ordered = [place for place, row in enumerate(found[:-1]) if row["target_ratio"] is not None]
    assert len(ordered) > 100
    assert all(abs(found[place + 1]["held_ratio"] - found[place]["target_ratio"]) < 0.02 for place in ordered)


def test_the_account_is_the_fund_and_the_shares(example):
    equity = example.equity
    parts = equity["cash"] + equity["mmf"] + equity["in_transit"] + equity["share_value"]
    assert np.allclose(parts, equity["equity"], rtol=1e-12)
    assert (equity["overlay_notional"] == 0.0).all()
    assert failed(example) == []


def test_the_cash_ratio_stays_between_floor_and_cap(market):
    """With an addition that would break the cap, and calm markets that would break the floor."""
    settings = (
        *CRISIS,
        "cash_events.enabled=true",
        "cash_events.addition=0.3",
        "cash_ratio.cap=0.55",
        "cash_ratio.floor=0.25",
    )
    found = rows(run(market, *settings), "cash_rules")
    assert {row["binding"] for row in found} >= {"cap", "floor", "events"}
    assert all(0.25 <= row["wanted_ratio"] <= 0.55 for row in found)


@pytest.mark.pages
def test_the_volatility_target_is_met(market):
    assert run(market, *TARGET).metrics["volatility"] == pytest.approx(0.10, abs=0.015)


@pytest.mark.pages
def test_futures_hold_the_index_at_most_once(market):
    whole = ("cash_ratio.floor=0.0", "cash_ratio.constant=0.0", "cash_trend.enabled=false")
    result = run(market, "cash_ratio.asset=futures", *whole, *CRISIS)
    equity = result.equity
    filled = equity.index.isin(result.frame("fills").index)
    exposure = (equity["overlay_notional"] / equity["equity"])[filled]
    assert exposure.min() > 0.95
    assert exposure.max() <= 1.0
    assert not {"no_accident", "call_distance"} & {*failed(result)}


@pytest.mark.pages
def test_fund_and_futures_tell_the_same_story(market):
    """The index costs the financing spread through futures, and expenses as a fund."""
    fund, futures = (run(market, "period=2003-2012", f"cash_ratio.asset={one}").metrics for one in ("fund", "futures"))
    assert futures["volatility"] == pytest.approx(fund["volatility"], abs=0.005)
    assert futures["cagr"] == pytest.approx(fund["cagr"], abs=0.01)


@pytest.mark.pages
def test_everything_in_the_index_earns_its_total_return(development_data, whole_market):
    """Within a quarter point a year of the published total return index, 1990 to 2020: expenses, and dividends of
    trailing years.
    """
    from validation.public_data import series

    development_data("sp500tr_daily.csv")
    period = ("period.start=1990-01-02", "period.end=2020-12-31")
    result = run(
        whole_market, *period, *ALONE, "cash_ratio.constant=0.0", "cash_ratio.band=0.002", "fund.expense_ratio=0.0"
    )
    total = series("sp500tr_daily.csv", "close").loc["1990-01-03":"2020-12-31"]
    years = (total.index[-1] - total.index[0]).days / 365.25
    assert result.metrics["cagr"] == pytest.approx((total.iloc[-1] / total.iloc[0]) ** (1 / years) - 1, abs=0.0025)


def test_cash_is_higher_in_the_week_before_a_meeting(market):
    """FOMC of 2007-09-18, a Tuesday: from the 11th, and back on the 21st."""
    settings = (
        *ALONE,
        "cash_events.enabled=true",
        "cash_ratio.constant=0.2",
        "cash_ratio.band=0.01",
        "period.start=2007-09-05",
        "period.end=2007-09-24",
    )
    found = {
        row["date"].isoformat()[5:]: round(100 * row["wanted_ratio"])
        for row in rows(run(market, *settings), "cash_rules")
    }
    assert found == {
        "09-05": 20, "09-06": 20, "09-07": 20, "09-10": 30, "09-11": 30, "09-12": 30, "09-13": 30, "09-14": 30,
        "09-17": 30,
        "09-18": 27, "09-19": 23, "09-20": 20, "09-21": 20, "09-24": 20,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        (("cash_events.enabled=true", "period.start=2007-09-05", "period.end=2007-09-24"), [20, 30, 27, 23, 20]),
        (("tactical.enabled=true", "cash_ratio.constant=0.5", "tactical.parts=5", *CRISIS), [50, 48, 46, 44, 42, 40]),
        (
            ("cash_conditions.enabled=true", "period.start=2005-01-03", "period.end=2005-03-31"),
            [20, 25, 20, 25, 20, 25],
        ),
    ],
)
def test_every_step_of_a_rule_is_followed_though_it_is_within_the_band(market, settings, steps):
    """The band of 5 % is for drift: without these steps an event would never be over, and tactical cash not be used in
    parts.
    """
    found = rows(run(market, "cash_trend.enabled=false", *settings), "cash_rules")
    ordered = [round(100 * row["target_ratio"]) for row in found if row["target_ratio"] is not None]
    assert [ratio for ratio, _ in itertools.groupby(ordered)] == steps


@pytest.mark.pages
def test_nothing_is_bought_after_so_many_adjustments_of_a_month_and_an_alarm_still_sells(market):
    months: dict[str, list[float]] = {}
    for row in rows(run(market, *CRISIS, "cash_ratio.max_adjustments=2"), "fills"):
        months.setdefault(row["date"].isoformat()[:7], []).append(row["size"])
    assert not any(size > 0 for sizes in months.values() for size in sizes[2:])
    assert sum(len(sizes) > 2 for sizes in months.values()) > 0


def test_late_money_is_waited_for_without_another_adjustment(market):
    settings = (*CRISIS, "account.profile=jp_retail_futures", "cash_ratio.max_adjustments=1")
    result = run(market, *settings)
    assert min(result.equity["cash"]) > -1e-6
    assert result.equity["share_value"].iloc[3] > 0.0
    assert result.equity["share_value"].iloc[-1] > 0.0


@pytest.mark.parametrize("frequency", ["daily", "weekly", "monthly"])
def test_a_purchase_that_waits_for_its_money_survives_a_ratio_that_moves_every_day(market, frequency):
    """Redemptions take days, the volatility target asks for another ratio every evening: the first purchase fills when
    its money is there.
    """
    settings = (
        *TARGET,
        "account.profile=jp_retail_futures",
        f"cash_ratio.frequency={frequency}",
        "cash_ratio.max_adjustments=1",
    )
    result = run(market, *settings, "period.start=2006-06-01", "period.end=2006-08-31")
    assert (result.equity["share_value"] > 0.0).to_list().index(True) == 2  # two sessions after the first evening


def test_both_calendars_raise_cash_and_what_is_not_known_is_told(market):
    """CPI of 2007-09-19 is not in the facts, that of 2008-09-16 is, as is the FOMC of the same day."""
    both = (
        *ALONE,
        "cash_events.enabled=true",
        "cash_events.calendars=['FOMC', 'CPI']",
        "period.start=2007-09-05",
        "period.end=2008-10-10",
    )
    made = run(market, *both)
    assert "no event of CPI is known until 2008-01-16" in made.notes()
    added = {row["date"].isoformat(): row["event_addition"] for row in rows(made, "cash_rules")}
    assert added["2008-08-06"] == pytest.approx(0.1)  # CPI on the 14th, FOMC on the 5th
    assert added["2008-10-08"] == pytest.approx(0.1)  # CPI on the 16th
    assert added["2008-10-01"] == 0.0


def test_shares_of_a_run_are_counted_in_its_turnover(example):
    fills = example.frame("fills")
    value = float((fills["size"].abs() * fills["price"]).sum())
    years = (example.equity.index[-1] - example.equity.index[0]).days / 365.25
    mean = float(to_array(example.table("equity")["equity"]).mean())
    assert example.metrics["turnover"] == pytest.approx(value / years / mean, rel=0.01)


@pytest.mark.pages
def test_all_that_the_rules_say_is_told_in_japanese_too(market, cape_file, tmp_path):
    everything = (
        "cash_valuation.enabled=true",
        "cash_valuation.file=cape.csv",
        "cash_events.enabled=true",
        "tactical.enabled=true",
    )
    result = run(market, *CRISIS, *everything)
    events = result.table("events")
    ours = events.filter(pc.equal(events["kind"], "cash_rule"))
    said = {*reasons(ours, words("ja")), *result.notes("ja"), *deviating_run(market, tmp_path).notes("ja")}
    strangers = {text for text in said if not re.search(r"[぀-ヿ一-鿿]", text)}
    assert len(said) > 10
    assert strangers == set()
