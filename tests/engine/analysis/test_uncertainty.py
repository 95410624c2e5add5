"""The stationary bootstrap: against known answers, against arch's, and on series that have no risk."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from arch.bootstrap import StationaryBootstrap
from scipy import signal, stats

from data.base.errors import ConfigError, DataError
from data.synthetic.stationary import stationary_indices
from engine import backtest, load_config
from engine.analysis.bootstrap import STATISTICS, statistics
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.returns import lifetime, sharpe, volatility
from engine.analysis.uncertainty import Interval, Resampling, Series, compare_runs, differences, differences_from

QUICK = Resampling(block=10.0, count=400)
SESSIONS, YEARS, COVERAGES = 500, 2.0, 600


def excludes_zero(interval):
    return interval.low > 0.0 or interval.high < 0.0


def normal(seed, sessions=SESSIONS, mean=0.0005, deviation=0.01):
    return mean + deviation * np.random.default_rng(seed).standard_normal(sessions)


def autoregressive(random, sessions, memory):
    """A series with mean 0 whose values remember a share `memory` of the one before."""
    noise = random.standard_normal(sessions)
    noise[0] /= np.sqrt(1.0 - memory**2)
    return signal.lfilter([1.0], [1.0, -memory], noise)


def of_pair(first, second, plan=QUICK, bills=None):
    bills = np.zeros(len(first)) if bills is None else bills
    return differences({"first": first, "second": second}, bills, YEARS, plan)["first", "second"]


@pytest.fixture(scope="module")
def runs(market):
    period = ["period.start=2003-01-02", "period.end=2009-12-31"]
    return {name: backtest(load_config(None, period, pattern=name), market) for name in ("core", "A", "C")}


def test_the_estimate_is_the_difference_of_the_metrics(runs):
    found = compare_runs({name: run.tables for name, run in runs.items()}, Resampling(block=20.0, count=50))
    assert list(found) == [("core", "A"), ("core", "C"), ("A", "C")]
    for (first, second), intervals in found.items():
        for statistic, interval in intervals.items():
            mine, other = runs[first].metrics[statistic], runs[second].metrics[statistic]
            assert interval is None if None in {mine, other} else interval.estimate == pytest.approx(mine - other)


@pytest.mark.pages
def test_an_overlay_adds_volatility_beyond_doubt(runs):
    intervals = compare_runs({name: runs[name].tables for name in ("A", "core")})["A", "core"]
    assert excludes_zero(intervals["volatility"])
    assert not excludes_zero(intervals["cagr"])
    assert intervals["sharpe"] is None


def test_resampled_figures_vary():
    for interval in of_pair(normal(1), normal(2)).values():
        assert interval.low < interval.estimate < interval.high
        assert interval.high - interval.low > 0.001


def test_the_same_seed_has_the_same_result_and_another_another():
    first, second = normal(1), normal(2)
    assert of_pair(first, second) == of_pair(first, second)
    assert of_pair(first, second)["cagr"] != of_pair(first, second, replace(QUICK, seed=7))["cagr"]


def test_the_interval_says_how_it_was_made():
    assert of_pair(normal(1), normal(2))["cagr"] == Interval(
        low=pytest.approx(-0.05, abs=0.5), high=pytest.approx(0.2, abs=0.5), estimate=pytest.approx(0.0, abs=0.5),
        count=400, seed=1994, block=10.0, level=0.95, adjusted_p=pytest.approx(0.5, abs=0.5), looks=1,
    )  # fmt: skip


def test_a_pair_has_its_interval_whatever_else_is_compared():
    series = {name: normal(seed) for seed, name in enumerate("abcd")}
    together = differences(series, np.zeros(SESSIONS), YEARS, QUICK)
    alone = differences({name: series[name] for name in "bd"}, np.zeros(SESSIONS), YEARS, QUICK)
    assert together["b", "d"] == alone["b", "d"]


def test_differences_from_one_are_those_of_its_pairs_with_as_many_looks_as_there_are_others():
    daily = {name: normal(seed) for seed, name in enumerate("abcd")}
    bills, years = np.zeros(SESSIONS), SESSIONS / 252
    every = differences(daily, bills, years, QUICK)
    found = differences_from("d", Series(daily, bills, years), QUICK)
    assert [*found] == ["a", "b", "c"]
    for name, told in found.items():
        assert {figure: told[figure] for figure in STATISTICS} == every[name, "d"]
        assert all(told[figure].looks == 3 for figure in STATISTICS)
        assert all(told[figure].adjusted_p <= every[name, "d"][figure].adjusted_p for figure in STATISTICS)


def test_a_narrower_level_lies_within_a_wider_one():
    wide, narrow = (of_pair(normal(1), normal(2), replace(QUICK, level=level))["cagr"] for level in (0.95, 0.50))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_runs_share_their_sessions_so_that_what_they_share_cancels():
    """A constant advantage over a noisy market is certain when paired."""
    market = normal(3)
    interval = of_pair(market + 0.0001, market)["excess_return"]
    assert [interval.low, interval.high] == pytest.approx([0.0252, 0.0252])
    assert excludes_zero(interval)


def test_identical_series_have_exactly_no_difference():
    for interval in of_pair(normal(1), normal(1)).values():
        assert (interval.low, interval.estimate, interval.high) == (0.0, 0.0, 0.0)
        assert not excludes_zero(interval)


def test_constant_series_differ_by_a_constant_and_have_no_sharpe():
    found = of_pair(np.full(SESSIONS, 0.0002), np.full(SESSIONS, 0.0001))
    assert found["sharpe"] is None
    assert [found["excess_return"].low, found["excess_return"].high] == pytest.approx([0.0252, 0.0252])
    growth = 1.0002 ** (SESSIONS / YEARS) - 1.0001 ** (SESSIONS / YEARS)
    assert [found["cagr"].low, found["cagr"].high] == pytest.approx([growth, growth])
    assert [found["volatility"].high, found["max_drawdown"].low] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_sharpe_undefined_in_a_single_resample_has_no_interval():
    """All risk is in one session, which a good third of the resamples leave out."""
    once = np.full(SESSIONS, 0.0001)
    once[100] = 0.05
    found = of_pair(once, normal(1))
    assert found["sharpe"] is None
    assert found["volatility"] is not None


def test_where_every_day_is_a_session_a_year_has_365():
    daily, bills, drawn = normal(1), normal(2, deviation=0.0001), np.arange(SESSIONS)[np.newaxis]
    weekdays, every_day = (statistics(daily, bills, YEARS, drawn, count)[:, 0] for count in (252.0, 365.0))
    ratios = dict(zip(STATISTICS, every_day / weekdays, strict=True))
    assert ratios["excess_return"] == pytest.approx(365 / 252)
    assert ratios["volatility"] == ratios["sharpe"] == pytest.approx(np.sqrt(365 / 252))


@pytest.mark.parametrize(
    ("first", "step", "per_year"), [("2000-02-14", 1, 365), ("2000-02-14", 7, 252), ("2020-06-01", 1, 365)]
)
def test_runs_are_annualised_by_their_own_sessions(first, step, per_year):
    """Every day, or every Monday: weekends are sessions, or they are not."""
    dates = np.datetime64(first) + step * np.arange(SESSIONS)

    def account(daily):
        equity = 100.0 * np.cumprod(1.0 + daily)
        columns = {"date": pa.chunked_array([pa.array(dates)]), "equity": equity, "bill_return": np.zeros(SESSIONS)}
        return {"equity": pa.table(columns)}

    one, other = normal(1), normal(2)
    found = compare_runs({"one": account(one), "other": account(other)}, QUICK)["one", "other"]
    assert found["excess_return"].estimate == pytest.approx((one[1:] - other[1:]).mean() * per_year)


def test_a_week_of_an_exchange_is_annualised_as_a_year_of_it_is():
    daily, drawn = normal(1, sessions=5), np.arange(5)[np.newaxis]
    week = statistics(daily, np.zeros(5), 4 / 365.25, drawn)[STATISTICS.index("excess_return"), 0]
    assert week == pytest.approx(daily.mean() * 252)


def test_statistics_are_those_of_the_metrics_for_each_resample():
    daily, bills = normal(1), normal(2, deviation=0.0001)
    drawn = stationary_indices(SESSIONS, 10.0, 20, np.random.default_rng(0))
    found = dict(zip(STATISTICS, statistics(daily, bills, YEARS, drawn), strict=True))
    for row, sessions in enumerate(drawn):
        path = np.concatenate([[1.0], np.cumprod(1.0 + daily[sessions])])
        assert found["cagr"][row] == pytest.approx(path[-1] ** (1 / YEARS) - 1)
        assert found["max_drawdown"][row] == pytest.approx(max_drawdown(path))
        assert found["volatility"][row] == pytest.approx(volatility(daily[sessions]))
        assert found["sharpe"][row] == pytest.approx(sharpe(daily[sessions], bills[sessions]))
        assert found["excess_return"][row] == pytest.approx((daily - bills)[sessions].mean() * 252)


def test_ruin_is_absorbing():
    """What comes after the loss of the account changes nothing, however good."""
    daily, bills = normal(1), np.zeros(SESSIONS)
    daily[50] = -1.2
    drawn = stationary_indices(SESSIONS, 10.0, 200, np.random.default_rng(0))
    found = dict(zip(STATISTICS, statistics(daily, bills, YEARS, drawn), strict=True))
    ruined = 0
    for row, sessions in enumerate(drawn):
        path = np.concatenate([[1.0], np.cumprod(1.0 + daily[sessions])])
        life = daily[sessions][: lifetime(path) - 1]
        ruined += len(life) < SESSIONS or life[-1] <= -1.0
        assert (found["cagr"][row] == found["max_drawdown"][row] == -1.0) == bool(path.min() <= 0.0)
        if len(life) > 1:
            assert found["volatility"][row] == pytest.approx(volatility(life))
            assert found["sharpe"][row] == pytest.approx(sharpe(life, np.zeros(len(life))))
    assert 0 < ruined < 200


@pytest.mark.pages
def test_ruin_is_as_frequent_as_it_must_be():
    """With single sessions drawn at random, a ruin k times in n is avoided with (1 - k / n) ^ n."""
    daily = np.zeros(SESSIONS)
    daily[:2] = -1.0
    drawn = stationary_indices(SESSIONS, 1.0, 4000, np.random.default_rng(0))
    lost = statistics(daily, np.zeros(SESSIONS), YEARS, drawn)[STATISTICS.index("cagr")] == -1.0
    assert lost.mean() == pytest.approx(1 - (1 - 2 / SESSIONS) ** SESSIONS, abs=4 * np.sqrt(0.12 / 4000))


@pytest.mark.pages
def test_intervals_hold_a_known_mean_as_often_as_they_say():
    """The second run is the first and 0.01 % a day of its own noise around a mean of 2.52 % a year; within 2 points of
    95 %.
    """
    random, plan, held = np.random.default_rng(11), Resampling(block=1.0, count=300), 0
    for _ in range(COVERAGES):
        shared, own = 0.01 * random.standard_normal((2, 250))
        found = of_pair(shared + 0.0001 + 0.01 * own, shared, replace(plan, seed=int(random.integers(2**31))))
        held += found["excess_return"].low <= 0.0252 <= found["excess_return"].high
    assert held / COVERAGES == pytest.approx(0.95, abs=0.02)


@pytest.mark.pages
def test_intervals_of_a_series_with_memory_hold_its_mean_as_often_as_they_say():
    """First-order memory of 0.2, blocks of 15; within 2 points of 95 %."""
    random, held = np.random.default_rng(11), 0
    for _ in range(COVERAGES):
        daily = autoregressive(random, 2000, 0.2)
        means = daily[stationary_indices(2000, 15.0, 300, random)].mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        held += low <= 0.0 <= high
    assert held / COVERAGES == pytest.approx(0.95, abs=0.02)


@pytest.mark.pages
def test_the_ends_of_an_interval_are_those_of_arch():
    first, second = normal(1), normal(2)
    interval = of_pair(first, second, Resampling(block=15.0, count=4000))["excess_return"]
    bootstrap = StationaryBootstrap(15, first - second, seed=np.random.default_rng(3))
    low, high = bootstrap.conf_int(lambda data: data.mean() * 252, reps=4000, method="percentile").ravel()
    assert [interval.low, interval.high] == pytest.approx([low, high], abs=0.05 * (high - low))


@pytest.mark.pages
def test_longer_blocks_keep_what_lasts():
    """Returns that remember each other have a mean less certain than its single sessions say."""
    daily = 0.001 * autoregressive(np.random.default_rng(1), 2000, 0.6)
    widths = [
        interval.high - interval.low
        for block in (1.0, 30.0)
        for interval in [of_pair(daily, np.zeros(2000), Resampling(block=block, count=400))["excess_return"]]
    ]
    assert 1.5 < widths[1] / widths[0] < 2.5


def test_a_single_look_needs_no_adjustment():
    """For one normal difference the p-value is that of its own standard deviation."""
    found = of_pair(normal(1), normal(2), Resampling(block=10.0, count=4000))["excess_return"]
    deviation = (found.high - found.low) / (2 * 1.96)
    assert found.looks == 1
    assert found.adjusted_p == pytest.approx(2 * stats.norm.sf(abs(found.estimate) / deviation), abs=0.03)


@pytest.mark.pages
def test_more_looks_never_make_a_difference_surer():
    series = {name: normal(seed) for seed, name in enumerate("abcd")}
    together = differences(series, np.zeros(SESSIONS), YEARS, QUICK)
    for pair, found in together.items():
        alone = differences({name: series[name] for name in pair}, np.zeros(SESSIONS), YEARS, QUICK)[pair]
        assert all(found[name].adjusted_p >= alone[name].adjusted_p for name in STATISTICS)


@pytest.mark.parametrize("seed", range(3))
def test_from_a_baseline_there_are_fewer_looks_and_the_same_differences(seed):
    def account(daily):
        dates = pa.chunked_array([pa.array(np.datetime64("2000-01-03") + np.arange(SESSIONS))])
        return {
            "equity": pa.table(
                {"date": dates, "equity": 100.0 * np.cumprod(1.0 + daily), "bill_return": np.zeros(SESSIONS)}
            )
        }

    runs = {name: account(normal(10 * seed + place)) for place, name in enumerate("abcd")}
    plan = Resampling(block=10.0, count=50)
    every = compare_runs(runs, plan, riskless="bills")
    alone = compare_runs(runs, plan, riskless="bills", baseline="c")
    assert [pair for pair in alone if "bills" not in pair] == [("c", "a"), ("c", "b"), ("c", "d")]
    assert {pair: one for pair, one in alone.items() if "bills" in pair}.keys() == {("bills", name) for name in runs}
    for pair, one in alone.items():
        found, sign = (every[pair], 1.0) if pair in every else (every[pair[::-1]], -1.0)
        assert one["excess_return"].looks == (4 if "bills" in pair else 3)
        assert one["excess_return"].estimate == sign * found["excess_return"].estimate
        assert one["excess_return"].adjusted_p <= found["excess_return"].adjusted_p


def test_differences_from_bills_are_looked_at_apart():
    series = {"bills": np.zeros(SESSIONS)} | {name: normal(seed) for seed, name in enumerate("abc")}
    found = differences(series, series["bills"], YEARS, QUICK, riskless="bills")
    assert {pair: one["excess_return"].looks for pair, one in found.items()} == dict.fromkeys(found, 3)
    assert "sharpe" not in {name for name, one in found["bills", "a"].items() if one}


def test_a_certain_difference_is_beyond_chance_and_none_is_not():
    found = differences(
        {"one": normal(3), "same": normal(3), "more": normal(3) + 0.0001}, np.zeros(SESSIONS), YEARS, QUICK
    )
    chances = {pair: one["excess_return"].adjusted_p for pair, one in found.items()}
    assert chances["one", "same"] == 1.0
    assert chances["one", "more"] == chances["same", "more"] == 1 / (QUICK.count + 1)


def test_less_than_a_year_has_no_figures_a_year_to_compare():
    with pytest.raises(
        DataError, match=r"bootstrap: 0\.9 years between the first session and the last; figures a year"
    ):
        differences({"a": normal(1), "b": normal(2)}, np.zeros(SESSIONS), 0.9, QUICK)


@pytest.mark.pages
def test_five_calendar_years_are_enough():
    fewest = 1221  # the sessions of Tokyo from 2016 to 2020
    assert len(differences({"a": normal(1, fewest - 1), "b": normal(2, fewest - 1)}, np.zeros(fewest - 1), 5.0)) == 1


def test_short_series_are_refused():
    with pytest.raises(
        DataError, match="500 returns are too few for blocks of 63 sessions; give 1197 or shorter blocks"
    ):
        of_pair(normal(1), normal(2), Resampling())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bills": np.zeros(SESSIONS - 1)}, r"first has shape \(500,\), the bill returns have \(499,\)"),
        ({"first": np.where(np.arange(SESSIONS) == 7, np.nan, 0.0)},
            "first has a return that is not a number on session 7"),
        ({"years": 0.0}, "0 years between the first session and the last"),
    ],
)  # fmt: skip
def test_series_that_do_not_belong_together_are_refused(change, sentence):
    values = {"first": normal(1), "second": normal(2), "bills": np.zeros(SESSIONS), "years": YEARS} | change
    with pytest.raises(DataError, match=sentence):
        differences({name: values[name] for name in ("first", "second")}, values["bills"], values["years"], QUICK)


@pytest.mark.pages
def test_runs_of_other_dates_or_bills_are_refused(runs, market):
    tables = {name: run.tables for name, run in runs.items()}
    shorter = backtest(
        load_config(None, ["period.start=2003-01-02", "period.end=2009-12-30"], pattern="A"), market
    ).tables
    with pytest.raises(DataError, match="A2 and core differ in their date column"):
        compare_runs({"core": tables["core"], "A2": shorter})
    with pytest.raises(DataError, match="1 runs have no difference"):
        compare_runs({"core": tables["core"]})


def test_a_run_that_was_lost_is_compared_until_then():
    """What the others did after that session does not count, and the account is worth nothing, its debt left out."""

    def account(daily):
        equity = 100.0 * np.cumprod(1.0 + daily)
        weekdays = np.busday_offset("2000-02-14", range(SESSIONS), roll="forward")
        dates = pa.chunked_array([pa.array(weekdays.astype("datetime64[D]"))])
        return {"equity": pa.table({"date": dates, "equity": equity, "bill_return": np.zeros(SESSIONS)})}

    lost, kept, other = normal(1), normal(2), normal(2)
    lost[300] = -1.5
    other[301:] = normal(3, SESSIONS - 301)
    found = [
        compare_runs({"lost": account(lost), "kept": account(daily)}, QUICK)["lost", "kept"] for daily in (kept, other)
    ]
    assert found[0] == found[1]
    path = np.cumprod(1.0 + kept[:301])
    assert found[0]["max_drawdown"].estimate == pytest.approx(-1.0 - max_drawdown(path))
    assert found[0]["excess_return"].estimate == pytest.approx((lost[1:301] - kept[1:301]).mean() * 252)
    assert found[0]["volatility"] is None  # some resamples lose the account on their first session


@pytest.mark.parametrize(
    "change", [{"block": 0.5}, {"block": np.nan}, {"block": np.inf}, {"count": 1}, {"seed": -1}, {"level": 1.0}]
)
def test_a_plan_out_of_range_is_refused(change):
    with pytest.raises(ConfigError, match="expected block from 1 to 1e\\+06, count >= 2"):
        Resampling(**change)
