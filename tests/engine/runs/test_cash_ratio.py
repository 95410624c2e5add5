"""The pattern `cash` in whole runs: books, floor and cap, inputs one by one, no look-ahead, deviations."""

import itertools
import re
from datetime import date

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import day_of, iso, weekday
from data.base.errors import ConfigError, DataError
from engine import backtest, load_config
from engine.settings.run_config import RunConfig
from engine.words import words
from tests.engine.audit.looks import failed

ALONE = ("cash_trend.enabled=false", "cash_ratio.floor=0.0", "cash_ratio.cap=1.0")
TARGET = ("cash_trend.enabled=false", "cash_volatility.rule=target", "cash_ratio.floor=0.0", "cash_ratio.cap=0.9")
CAPE = "date,cape\n" + "".join(
    f"{year}-{month:02d}-01,{12 + (7 * year + 5 * month) % 23}\n"
    for year in range(2005, 2012)
    for month in range(1, 13)
)
INPUTS = {
    "trend and re-entry": (),
    "trend without re-entry": ("reentry.enabled=false",),
    "futures": ("cash_ratio.asset=futures",),
    "volatility target": TARGET,
    "levels of volatility": ("cash_trend.enabled=false", "cash_volatility.rule=levels"),
    "valuation": (*ALONE, "cash_valuation.enabled=true", "cash_valuation.file=cape.csv"),
    "events": (*ALONE, "cash_events.enabled=true"),
    "conditions": (*ALONE, "cash_conditions.enabled=true", "cash_ratio.band=0.02"),
    "tactical": ("tactical.enabled=true",),
    "paced": ("cash_ratio.frequency=weekly", "cash_ratio.speed=0.1", "cash_ratio.max_adjustments=2"),
    "late money": ("account.profile=jp_retail_futures",),
}
CRISIS = ("period.start=2006-06-01", "period.end=2010-06-30")


@pytest.fixture
def cape_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cape.csv").write_text(CAPE)
    return tmp_path / "cape.csv"


def run(market, *settings):
    return backtest(load_config(None, settings, pattern="cash"), market)


def rows(result, name, until="9999"):
    return [row for row in result.table(name).to_pylist() if row["date"].isoformat() <= until]


@pytest.fixture(scope="module")
def example(market):
    return run(market)


def test_the_example_file_is_the_pattern_as_it_is(root):
    assert load_config(root / "examples" / "cash_ratio.toml") == RunConfig(pattern="cash")


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("cut", ["2008-09-17", "2009-07-14"])
def test_cutting_the_market_leaves_everything_before_unchanged(market, cape_file, inputs, cut):
    settings = (CRISIS[0], *INPUTS[inputs])
    whole = run(market, *settings, CRISIS[1])
    part = run(market.until(day_of(date.fromisoformat(cut))), *settings)
    for name in ("equity", "ledger", "fills", "cash_rules", "events"):
        assert part.table(name).to_pylist() == rows(whole, name, cut), name


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


def test_the_volatility_target_is_met(market):
    assert run(market, *TARGET).metrics["volatility"] == pytest.approx(0.10, abs=0.015)


def test_futures_hold_the_index_at_most_once(market):
    result = run(
        market,
        "cash_ratio.asset=futures",
        "cash_ratio.floor=0.0",
        "cash_ratio.constant=0.0",
        "cash_trend.enabled=false",
        *CRISIS,
    )
    equity = result.equity
    filled = equity.index.isin(result.frame("fills").index)
    exposure = (equity["overlay_notional"] / equity["equity"])[filled]
    assert exposure.min() > 0.95
    assert exposure.max() <= 1.0
    assert not {"no_accident", "call_distance"} & {*failed(result)}


def test_fund_and_futures_tell_the_same_story(market):
    """The index costs the financing spread through futures, and expenses as a fund."""
    fund, futures = (run(market, f"cash_ratio.asset={asset}").metrics for asset in ("fund", "futures"))
    assert futures["volatility"] == pytest.approx(fund["volatility"], abs=0.005)
    assert futures["cagr"] == pytest.approx(fund["cagr"], abs=0.01)


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


def test_at_most_so_many_adjustments_fill_in_a_month(market):
    filled = [
        row["date"].isoformat()[:7] for row in rows(run(market, *CRISIS, "cash_ratio.max_adjustments=2"), "fills")
    ]
    assert max(filled.count(month) for month in filled) == 2


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


OVERRIDE = "date,ratio,what,why\n2008-10-10,1.0,sold everything,panic\n2008-10-13,1.0,stayed out,panic\n"


@pytest.fixture
def deviating(market, tmp_path):
    file = tmp_path / "deviations.csv"
    file.write_text(OVERRIDE)
    return run(market, *CRISIS, f"deviations.file={file}", "living.cash=60000.0", "living.monthly_expenses=5000.0")


def test_an_override_forces_its_ratio_on_its_day(deviating):
    equity = deviating.equity
    cash = 1.0 - equity["share_value"] / equity["equity"]
    assert cash["2008-10-09"] == pytest.approx(0.5, abs=0.06)
    assert list(cash["2008-10-10":"2008-10-14"].round(2)) == [1.0, 1.0, 0.5]
    reasons = [row["reason"] for row in rows(deviating, "events") if row["kind"] == "override"]
    assert reasons == ["sold everything: panic", "stayed out: panic"]


@pytest.mark.parametrize("pace", ["frequency=monthly", "max_adjustments=1", "speed=0.1", "band=0.5"])
def test_an_override_is_over_the_day_after_whatever_the_pace(market, tmp_path, pace):
    file = tmp_path / "deviations.csv"
    file.write_text("date,ratio,what,why\n2008-10-10,0.0,bought everything,greed\n")
    found = rows(run(market, *CRISIS, f"cash_ratio.{pace}", f"deviations.file={file}"), "cash_rules")
    held = {row["date"].isoformat(): round(100 * row["held_ratio"]) for row in found}
    assert (held["2008-10-10"], held["2008-10-13"]) == (1, 50)


def test_an_override_after_the_last_session_is_not_counted(market, tmp_path):
    file = tmp_path / "deviations.csv"
    file.write_text(OVERRIDE)
    result = run(market, "period.start=2008-09-02", "period.end=2008-10-10", f"deviations.file={file}")
    assert result.manifest["deviations"]["sessions"] == 1


def test_the_result_shows_what_the_deviation_cost(deviating, market):
    found = deviating.manifest["deviations"]
    rules = run(market, *CRISIS)
    assert found["sessions"] == 2
    assert found["final_equity_without"] == rules.metrics["final_equity"]
    assert found["change"] == pytest.approx(deviating.metrics["final_equity"] - rules.metrics["final_equity"])
    assert found["change"] < 0.0  # the index rose by 11.6 % on the 13th
    assert any("(sessions: 2) changed the final equity by -" in note for note in deviating.manifest["notes"])


def test_the_run_says_how_long_the_living_cash_lasts(deviating):
    assert any("60,000 USD outside the account covers 12.0 months" in note for note in deviating.manifest["notes"])


def test_a_run_names_the_files_it_read(deviating):
    ((path, digest),) = deviating.manifest["inputs"].items()
    assert path.endswith("deviations.csv")
    assert len(digest) == 64


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (("cash_ratio.floor=0.7",), "cash_ratio.floor 0.7 should not be above cash_ratio.cap 0.6"),
        (("cash_trend.below=0.1",), "cash_trend.below 0.1 should not be less than cash_trend.above 0.2"),
        (
            ("cash_valuation.enabled=true",),
            "cash_valuation.enabled: the market has no valuation; set cash_valuation.file",
        ),
        (("cash_valuation.ratios=[0.1,0.2]",), "cash_valuation.ratios has 2 values, but 4 edges make 5 bands"),
        (("cash_valuation.edges=[20.0,15.0]",), r"cash_valuation.edges \[20.0, 15.0\] should rise"),
        (("reentry.ratios=[0.3,0.2]",), "reentry.ratios has 2 stages and reentry.conditions 3"),
        (("reentry.ratios=[0.2,0.3,0.4]",), r"reentry.ratios \[0.2, 0.3, 0.4\] should fall from each stage"),
        (("reentry.ratios=[0.4,0.3,0.1]",), "reentry.ratios ends at 0.1, but normal times have 0.2"),
        (
            ("reentry.ratios=[0.55,0.3,0.2]",),
            "reentry.ratios begins at 0.55, but an alarm has 0.5: the way back only gives",
        ),
        (("tactical.refill=0.3",), "tactical.refill 0.3 should be less than tactical.fall 0.25"),
        (("cash_volatility.leave_below=0.3",), "cash_volatility.leave_below 0.3 should not be above"),
        (("cash_volatility.rough=0.1",), "cash_volatility.rough 0.1 should not be less than cash_volatility.calm 0.2"),
        (("cash_events.enabled=true", "cash_events.calendars=[]"), "cash_events.enabled: there are no events"),
        (("capital.currency=JPY",), "cash_ratio.fund = 'SPXFUND' is in USD, the account in JPY"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings, pattern="cash")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read"),
        ("day,ratio\n", "has a header and no row under it"),
        ("date,ratio,what\n", "has a header and no row under it"),
        ("date,ratio,what\n2008-10-10,1,a\n", "column why is not there; the file has date, ratio, what"),
        ("date,ratio,what,why\n09/10/2008,1,a,b\n", "line 2: date '09/10/2008' could be month/day or day/month"),
        ("date,ratio,what,why\n2008-10-32,1,a,b\n", "line 2: date '2008-10-32' is not a day of the calendar"),
        (
            "date,ratio,what,why\n2008-10-10,1,a,b\n2008-10-10,0,a,b\n",
            "line 3, 2008-10-10: comes after 2008-10-10 on line 2; give each date once",
        ),
        ("date,ratio,what,why\n2008-10-10,all,a,b\n", "line 2: ratio 'all' is not a number"),
        ("date,ratio,what,why\n2008-10-10,nan,a,b\n", "line 2, 2008-10-10: ratio is missing"),
        ("", "deviations.csv: is empty"),
        (
            "date,ratio,what,why\n2008-10-10,1,a,b, c\n",
            "line 2: '2008-10-10' begins a line of 5 fields, the header has 4; .*a text with commas needs quotation",
        ),
        ("date,ratio,what,why\n2008-10-10,1,a," + "b" * 200_000 + "\n", "cannot be parted into fields"),
        ("date,ratio,what,why\n2008-10-10,50,a,b\n", "line 2, 2008-10-10: ratio 50 is not between 0 and 1"),
        ("date,ratio,what,why\n2008-10-10,1,a, \n", "line 2, 2008-10-10: why is empty; a deviation without a reason"),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_with_one_sentence(market, tmp_path, text, sentence):
    file = tmp_path / "deviations.csv"
    if text is not None:
        file.write_text(text)
    with pytest.raises(DataError, match=sentence) as error:
        run(market, "period.start=2008-10-01", "period.end=2008-10-31", f"deviations.file={file}")
    assert "\n" not in str(error.value)


def test_the_meetings_of_the_facts_are_eight_a_year():
    from data.facts import facts

    years = [iso(fact.valid_from)[:4] for fact in facts("events").history("FOMC")]
    assert {years.count(str(year)) for year in range(1994, 2027)} == {8}


def test_the_releases_of_the_facts_are_one_a_month_on_weekdays():
    from data.facts import facts

    days = [fact.valid_from for fact in facts("events").history("CPI")]
    months = [iso(day)[:7] for day in days]
    every = [f"{year}-{month:02d}" for year in range(2008, 2027) for month in range(1, 13)]
    assert months == [month for month in every if month != "2025-11" and month < "2026-09"]
    assert {weekday(day) < 5 for day in days} == {True}
    assert "2013-10-30" in map(iso, days)  # two weeks late: the government was shut
    assert "2025-10-24" in map(iso, days)  # again, and the release of November was never made


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
    assert "no event of CPI is known until 2008-01-16" in made.manifest["notes"]
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


def test_all_that_the_rules_say_is_told_in_japanese_too(market, cape_file, deviating):
    everything = (
        "cash_valuation.enabled=true",
        "cash_valuation.file=cape.csv",
        "cash_events.enabled=true",
        "tactical.enabled=true",
    )
    result = run(market, *CRISIS, *everything)
    said = {row["reason"] for row in rows(result, "events") if row["kind"] == "cash_rule"}
    said |= set(result.manifest["notes"]) | set(deviating.manifest["notes"])
    strangers = {text for text in said if not re.search(r"[぀-ヿ一-鿿]", words("ja").said(text))}
    assert len(said) > 10
    assert strangers == set()
