"""What the loop over paths tells of an account is what the fast driver and the event engine tell of it on the same path
as a market: counts, first sessions, falls, wealth, all to the last bit.
"""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from data.fund.funds import fund_path
from engine.assembly.core_terms import chosen_fund
from engine.fast.path_loop import PathLoop
from engine.fast.simulate import simulate
from engine.survival.histories import on_path
from tests.support.paths_by_chance import PATHS, given_up, happened, path_case, path_seeds, told_by_the_loop
from validation.agreement_runs import event_engine

MONTHS = 12


@cache
def told(seed, years=1):
    """An account on a path: the case, its configuration as the event engine runs it, its market, and the outcome and
    equity by month of the loop.
    """
    case = path_case(seed, years=years)
    market = case.market
    (outcome,), equity = PathLoop([case.config], market, case.over, MONTHS, compiled=False).run(
        case.columns, case.factor
    )
    return case, on_path(case.config, case.factor), market, outcome, equity[0]


def agree(seed, case, config, market, outcome, months):
    """Everything that the three drivers tell of an account on a path is the same."""
    run, (tables, _) = simulate(config, market, compiled=False), event_engine(config, market)
    capital, equity = tables["ledger"]["amount"][0].as_py(), tables["equity"]["equity"].to_pylist()
    ends = np.rint(np.linspace(0, len(equity), MONTHS + 1)).astype(int)[1:]
    assert run.equity == equity, seed
    assert told_by_the_loop(outcome) == happened(tables), seed
    assert outcome.wealth == equity[-1] / capital, seed
    assert months.tolist() == [equity[end - 1] / capital for end in ends], seed
    fund = fund_path(market, chosen_fund(config))
    rates = [np.array(one)[case.over.first :] for one in (fund.income, fund.expense)]
    assert outcome.summary.given_up == pytest.approx(given_up(tables, rates), rel=1e-12, abs=1e-15), seed


@pytest.mark.parametrize("seeds", path_seeds(), ids=str)
def test_an_outcome_is_that_of_both_other_drivers(seeds):
    for seed in seeds:
        agree(seed, *told(seed))


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(16))
def test_an_outcome_of_twenty_years_is_that_of_both_other_drivers(seed):
    agree(seed, *told(seed, 20))


@pytest.mark.pages
def test_enough_happens_on_these_paths():
    """Else that they agree would say little."""
    counts = Counter()
    for seed in range(PATHS):
        case, _, _, outcome, _ = told(seed)
        counts += Counter({name: value for name, value in told_by_the_loop(outcome).items() if name != "least_ratio"})
        counts["ruined"] += outcome.summary.ruin >= 0
        counts["in yen"] += case.config.capital.currency == "JPY"
        counts["hedged"] += case.config.hedge.ratio > 0.0
        counts["at the open"] += case.config.execution.fill_at == "open"
        counts["within the day"] += case.config.margin.test != "close"
        counts[case.config.pattern] += 1
    wanted = {
        "calls": 500, "missed": 80, "liquidations": 150, "stops": 300, "ruined": 10, "in yen": 20, "hedged": 25,
        "at the open": 50, "within the day": 80, "A": 100, "B": 50, "C": 60, "core": 10,
    }  # fmt: skip
    assert {name: counts[name] for name, least in wanted.items() if counts[name] < least} == {}
