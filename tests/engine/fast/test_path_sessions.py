"""What the sessions of a path are made to say is what the market of that path says: prices, margin and the fund to the
last bit.

Signals are sums over a window that are carried on from session to session, where the market adds each window up anew.
What has left such a sum leaves its rounding behind, so that they agree to 1e-12 of the largest they were on the path.
"""

from bisect import bisect_right

import numpy as np
import pytest

from data.contracts.contracts import future_spec
from data.fund.funds import FundPath, fund_path
from data.margin.margin_scenarios import MarginPath, margin_path
from data.margin.methods import methods_of
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_spread import rise_at
from engine import backtest
from engine.assembly.core_terms import chosen_fund
from engine.fast.offered_columns import offered_columns
from engine.fast.path_loop import DRAWN, margins_on_path, set_margin
from engine.fast.path_sessions import lay_path
from engine.fast.path_terms_of import path_terms
from engine.fast.records import as_rows, record_dtype
from engine.fast.sessions import Session
from engine.fast.simulate import simulate
from engine.settings.run_config import parse_config
from engine.survival.histories import Histories, How, PathName, on_path
from tests.support.paths_by_chance import PathCase, path_case, path_seeds, until

CLOSE = 1e-12


def laid(case):
    """The sessions of a path, warm-up included, and what one unit in its fund comes to."""
    columns, days = case.columns, case.over.days
    zeros = [0] * len(days)
    told = {part: dict.fromkeys(record_dtype(Session)[part].names, zeros) for part in record_dtype(Session).names}
    told["dates"]["day"] = days
    told["prices"] |= {name: getattr(columns, column).tolist() for name, column in DRAWN.items()}
    rows = as_rows(Session, told, len(days), compiled=False)
    terms, models = path_terms(case.config, case.over, trend=True)
    shorter = (columns.bill_yield_1m - columns.bill_yield).tolist()
    times = case.factor * case.config.margin.factor
    worth = lay_path(rows, shorter, expenses(case), models, terms, times)
    family = future_spec(case.config.overlay.contract).family
    if methods_of(family):
        set_margin(rows, margins_on_path(family, case.over, columns, times), compiled=False)
    return rows, worth


def expenses(case):
    """The expense ratio of the fund in each session: the last one that has begun, the first of all before that."""
    starts, ratios = zip(*chosen_fund(case.config).expenses, strict=True)
    return [ratios[max(bisect_right(starts, day) - 1, 0)] for day in case.over.days]


def margin(case, market):
    """What the exchange asks for a full-size contract on the market of a path."""
    family = future_spec(case.config.overlay.contract).family
    asked = MarginPath("model", "multiply", case.factor * case.config.margin.factor)
    values = market.values
    return margin_path(asked, family, market.days, values("close"), market.calendar, implied=values("vix"))


def signals(case, market):
    """What the market measures."""
    trend = case.config.trend
    return {
        "volatility": market.volatility(case.config.halving.measured_by),
        "average": market.moving_average(trend.average_window),
        "efficiency": market.efficiency_ratio(trend.efficiency_window),
        "adx": market.adx(trend.adx_window),
        "move": market.moves(),
        "trending": offered_columns(case.config, market)["trending"],
    }


@pytest.mark.parametrize("seeds", path_seeds(), ids=str)
def test_a_path_says_what_its_market_does(seeds):
    for seed in seeds:
        case = path_case(seed)
        market, (rows, _) = case.market, laid(case)
        assert [row.asked.full_size for row in rows] == margin(case, market), seed
        told = fund_path(market, chosen_fund(case.config))
        assert {name: [getattr(row.fund, name) for row in rows] for name in FundPath._fields} == told._asdict(), seed
        assert [row.prices.rise for row in rows] == [rise_at(market.values("vix"), row) for row in range(len(rows))]
        assert [row.prices.fall for row in rows] == list(market.fall_within(FALL_SESSIONS))
        for name, measured in signals(case, market).items():
            expected = np.asarray(measured)
            found = np.array([getattr(row.signals, name) for row in rows])
            assert np.array_equal(np.isnan(found), np.isnan(expected)), (seed, name)
            away = np.nanmax(np.abs(found - expected), initial=0.0)
            assert away <= CLOSE * np.nanmax(np.abs(expected), initial=0.0), (seed, name)


@pytest.mark.pages
def test_enough_of_these_paths_see_facts_change_and_funds_of_every_kind():
    """Else that they agree would say little."""
    cases = [path_case(seed) for seed in range(100)]
    funds = [chosen_fund(case.config) for case in cases]
    changes = [len({model.row for model in path_terms(case.config, case.over, trend=True)[1]} - {0}) for case in cases]
    assert len([one for one in changes if one > 0]) > 5
    assert len([case for case in cases if len(set(expenses(case))) > 1]) > 0
    for chosen in (
        lambda fund: fund.marked, lambda fund: fund.mean_age == 0.0, lambda fund: not fund.waives,
        lambda fund: fund.mean_age > 0.0 and not fund.marked, lambda fund: fund.mean_age % 1.0 > 0.0,
    ):  # fmt: skip
        assert len([fund for fund in funds if chosen(fund)]) > 2
    assert len([case for case in cases if case.factor * case.config.margin.factor != 1.0]) > 10


FUNDS = {
    "ladder": {}, "marked": {"kind": "BIL"}, "marked, with ratios that change": {"kind": "SGOV"},
    "at once": {"mean_age": 0.0}, "old bills": {"mean_age": 120.3, "waiver": False},
    "dear, and waived": {"expense_ratio": 0.05, "waiver": True}, "dear": {"expense_ratio": 0.05, "waiver": False},
}  # fmt: skip


@pytest.mark.parametrize("fund", FUNDS)
@pytest.mark.parametrize("seed", [2, 7])
def test_the_fund_alone_is_what_a_run_of_the_fund_alone_comes_to(fund, seed):
    config = on_path(parse_config({"pattern": "core", "fund": FUNDS[fund]}))
    histories = Histories([config], until("2022-12-30"), How(1, seed))
    case = PathCase(config, histories.columns(PathName(seed % 2, 0, seed)), histories.over, 1.0)
    _, worth = laid(case)
    run = simulate(config, case.market, compiled=False)
    assert run.equity[-1] / run.equity[0] == pytest.approx(worth, rel=1e-13)
    assert backtest(config, case.market).table("equity")["equity"].to_pylist() == run.equity
    assert worth != 1.0
    assert len(set(expenses(case))) == (3 if fund == "marked, with ratios that change" else 1)
