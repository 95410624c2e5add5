"""The paths that an account is put through: drawn from what the account needs to know, each by a seed of its own, with
the error of the margin model; and what cannot run on made-up histories.
"""

from datetime import date
from itertools import product

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.calendars import exchange
from data.facts import facts
from data.market.embedded import embedded_market, long_market
from data.synthetic.crash_days import crash
from data.synthetic.generator import markov_market, span
from data.synthetic.moves import GROWTH, REAL, SPOT, YEN_RATE
from engine import backtest
from engine.settings.run_config import load_config, parse_config
from engine.survival.histories import Histories, How, PathName, bills_open, on_path
from engine.survival.path_runs import PathRuns

A = parse_config({"pattern": "A"})
AT_THE_OPEN = parse_config({"pattern": "A", "execution": {"fill_at": "open"}})
IN_YEN = parse_config({"pattern": "A", "investor": {"currency": "JPY"}, "hedge": {"ratio": 1.0}})
NIKKEI = {"pattern": "A", "overlay": {"contract": "NK225MC"}, "capital": {"initial": 2e7, "currency": "JPY"}}
SHORT = How(1, 1)


@pytest.fixture(scope="module")
def tokyo():
    """A market on Tokyo's sessions, of which the yen of a dollar is not known."""
    market = markov_market(1, span(date(2010, 1, 4), 4, exchange("XTKS"))).market
    place = market.table.column_names.index("usdjpy")
    unknown = np.full(len(market), np.nan)
    table = market.table.set_column(place, market.table.schema.field("usdjpy"), [unknown])
    return type(market)(table, market.calendar, index=market.index)


def drawn(histories, count=20):
    names = [PathName(place % len(histories.kinds), history, place) for history in (0, 2) for place in range(count)]
    return [(name, histories.columns(name)) for name in names]


@pytest.mark.parametrize("market", [embedded_market, long_market])
def test_an_investor_in_yen_meets_no_session_on_which_it_is_not_known(market):
    """The first session that has a rate has none to compare it with, and is no move."""
    histories = Histories([on_path(IN_YEN)], market(), SHORT)
    assert not np.isnan(histories.kinds[0].source).any()
    for _, columns in drawn(histories):
        assert not np.isnan(columns.usdjpy).any()
        assert not np.isnan(columns.jpy_rate).any()


def test_others_meet_every_session_there_is():
    histories = Histories([on_path(A)], long_market(), SHORT)
    assert len(histories.kinds[0].source) == len(long_market()) - 1
    assert np.isnan(histories.kinds[0].source[:, [SPOT, YEN_RATE]]).any()


def test_who_fills_at_the_open_meets_real_opens_alone():
    crashes = (crash("1987:20"), crash("2008:20"))
    histories = Histories([on_path(A), on_path(AT_THE_OPEN)], embedded_market(), How(1, 1, crashes=crashes))
    assert set(histories.kinds[0].source[:, REAL]) == {1.0}
    assert len(histories.kinds[0].source) > 1000
    for name, columns in drawn(histories, 4):
        assert set(columns.open_is_real) == {1.0}
        assert all(histories.market_of(name).values("open_is_real"))


@pytest.mark.pages
def test_an_account_whose_money_is_yen_needs_no_exchange_rate(tokyo):
    """It is what the index and the bills are in."""
    config = on_path(parse_config(NIKKEI))
    histories = Histories([config], tokyo, SHORT)
    assert len(histories.kinds[0].source) == len(tokyo) - 1
    names = [PathName(0, history, 0) for history in (0, 3)]
    runs = PathRuns([config], tokyo, SHORT, compiled=False)
    for name in names:
        told, _ = runs.run(name)
        run = backtest(on_path(config, histories.margin_factor(name)), histories.market_of(name))
        assert told[0]["wealth"] == run.table("equity")["equity"][-1].as_py() / 2e7


def test_a_market_that_is_too_short_is_refused_in_a_sentence(tokyo):
    until = embedded_market().until(day_of(date(1983, 1, 3)))
    with pytest.raises(ConfigError, match=r"^survive: 403 sessions of this market can be resampled, from 1981-06-01"):
        Histories([on_path(A)], until, SHORT)
    with pytest.raises(ConfigError, match=r"^survive: 0 sessions of this market can be resampled"):
        Histories([on_path(AT_THE_OPEN)], until, SHORT)
    with pytest.raises(ConfigError, match=r"^survive: 0 sessions of this market can be resampled"):
        Histories([on_path(IN_YEN)], tokyo, SHORT)


def test_a_path_goes_on_from_where_the_market_ends():
    market, histories = embedded_market(), Histories([on_path(A)], embedded_market(), SHORT)
    for _, columns in drawn(histories, 3):
        first = histories.over.first
        assert columns.close[first] == market.values("close")[-1]
        assert columns.usdjpy[first] == market.values("usdjpy")[-1]
    assert histories.over.days[first - 1] == market.days[-1]
    assert histories.market_of(PathName(0, 0, 0)).starts == histories.over.days[first]


@pytest.mark.pages
@pytest.mark.parametrize("kind", [0, 1])
def test_a_drift_is_that_of_both_kinds_of_paths(kind):
    """In the mean of many paths, within what they vary by."""
    how = [How(2, 1, drift=drift) for drift in (-0.1, 0.1)]
    told = [Histories([on_path(A)], embedded_market(), one) for one in how]
    for one in told:
        years = np.array([
            np.log(one.kinds[kind].moves(0, place, 252)[:, GROWTH]).sum() for place in range(400)
        ])  # fmt: skip
        assert abs(years.mean() - one.how.drift) < 4.0 * years.std() / np.sqrt(len(years))


def test_the_error_of_the_margin_model_is_one_of_its_history_and_kind_and_none_of_what_happened():
    histories = Histories([on_path(A)], embedded_market(), SHORT)
    names = list(product((0, 1), range(1, 300)))
    factors = [histories.margin_factor(PathName(*name, 0)) for name in names]
    assert factors == [histories.margin_factor(PathName(*name, 7)) for name in names]
    assert len(set(factors)) == len(factors)
    assert {histories.margin_factor(PathName(kind, 0, place)) for kind in (0, 1) for place in range(5)} == {1.0}
    error = facts("margin_error").latest("error").value
    logs = np.log(factors)
    assert abs(logs.mean()) < 4.0 * error / np.sqrt(len(logs))
    assert abs(logs.std() - error) < 4.0 * error / np.sqrt(2.0 * len(logs))


def test_another_seed_draws_other_paths_and_errors():
    one, other = (Histories([on_path(A)], embedded_market(), How(1, seed)) for seed in (1, 2))
    for name in (PathName(0, 0, 0), PathName(1, 0, 0), PathName(0, 1, 0), PathName(1, 1, 0)):
        assert not np.array_equal(one.columns(name).close, other.columns(name).close)
        assert np.array_equal(one.columns(name).close, one.columns(name).close)
    assert one.margin_factor(PathName(0, 1, 0)) != other.margin_factor(PathName(0, 1, 0))


@pytest.mark.parametrize(
    "margin", [{"source": "table"}, {"scenario": "march_2020", "start": date(2020, 3, 2)}], ids=["table", "march 2020"]
)
def test_margin_with_dates_or_a_table_is_refused_in_a_sentence(margin):
    with pytest.raises(ConfigError, match=r"^survive: on made-up histories margin is that of the model; leave margin"):
        on_path(parse_config({"pattern": "A", "margin": margin}))


@pytest.mark.parametrize("factor", [1.0, 1.2])
def test_on_a_path_only_period_and_margin_change(factor):
    settings = {
        "pattern": "C", "period": {"start": date(2020, 1, 2)}, "margin": {"test": "intraday", "source": "model"},
        "insurance": {"hedge_ratio": 0.5}, "account": {"profile": "jp_retail_futures", "grace": 2}, "name": "mine",
    }  # fmt: skip
    plan = parse_config(settings)
    asked, found = plan.settings(), on_path(plan, factor).settings()
    assert {name for name in asked if asked[name] != found[name]} == {"period", "margin"}
    assert (found["margin"]["test"], found["margin"]["factor"], found["period"]) == ("intraday", factor, {})


def test_margin_that_is_multiplied_already_is_multiplied_again():
    plan = parse_config({"pattern": "A", "margin": {"scenario": "multiply", "factor": 1.5}})
    assert on_path(plan).margin.factor == 1.5
    assert on_path(plan, 2.0).margin.factor == 3.0


@pytest.mark.pages
def test_what_is_ready_before_the_first_path_does_not_hang_on_any():
    """Also where paths leave the prices of any market: the loop runs them all the same."""
    runs = PathRuns([A], embedded_market(), How(12, 1, drift=-1.5), compiled=False)
    told, wealth = runs.run(PathName(0, 0, 0))
    assert told["drawdown"][0] > 0.9
    assert np.isfinite(wealth).all()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"before_events": {"enabled": True}}, "made-up histories have no events to be small before"),
        (
            {"in_range": {"measure": "labels"}, "regimes": {"file": "x.csv"}},
            "made-up histories have no labels of your own",
        ),
    ],
)
def test_rules_that_look_at_real_days_are_refused_and_one_that_is_not_read_is_not(settings, sentence):
    with pytest.raises(ConfigError, match=f"^survive: {sentence}"):
        on_path(parse_config(settings))
    assert on_path(parse_config({**settings, "pattern": "core"})).pattern == "core"


def test_the_level_of_bills_is_left_open_where_an_account_is_lived_from():
    """Of each history but the one that happened, and once more of each path."""
    from_it = load_config(None, ["flows.withdraw=1000"])
    still, open_ = (Histories([on_path(one)], embedded_market(), SHORT) for one in (A, from_it))

    def level(kind, history, place):
        one, other = (each.columns(PathName(kind, history, place)) for each in (still, open_))
        assert np.array_equal(one.close, other.close)
        return float(np.log(other.bill_yield.sum() / one.bill_yield.sum()))

    own = np.array([level(0, 0, place) for place in range(60)])
    others = np.array([[level(0, history, place) for place in (0, 1)] for history in range(1, 61)])
    assert own.std() == pytest.approx(bills_open(), rel=0.3)
    assert others.std() == pytest.approx(bills_open() * 2.0**0.5, rel=0.3)
    assert 0.2 < np.corrcoef(others.T)[0, 1] < 0.8
