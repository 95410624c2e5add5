"""A row of a sweep is what a run says, whichever driver made it."""

import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig
from engine.sweeps.chunk import Chunk, asked_of, run_chunk
from engine.sweeps.schemas import EARNED
from tests.support.sparing import only
from validation.agreement_runs import case


def asked(config, cell=0):
    return asked_of(cell, config)


def row_of(engine, config, market):
    answer = run_chunk(Chunk(engine, (asked(config),), curves=True), market)
    row = answer.rows[0]
    return answer, row | ({"months": row["months"].tolist()} if "months" in row else {})


@pytest.mark.parametrize("seed", only([*range(40, 64), 1001, 1003, 1005, 1007], *range(40, 45), 1001))
def test_both_drivers_tell_the_same_of_runs_by_chance(seed):
    config, market = case(seed)
    (fast, row), (full, other) = (row_of(engine, config, market) for engine in ("fast", "full"))
    if row.get("refused"):
        assert "fast driver" in row["refused"] or other["refused"] == row["refused"]
        return
    assert {name: other[name] for name in row} == row
    assert fast.months == full.months
    assert len(row["months"]) == len(fast.months)
    assert fast.curves == full.curves


@pytest.mark.pages
@pytest.mark.parametrize("flows", [{}, {"withdraw": 20_000.0, "contribute": 3_000.0}])
def test_full_books_tell_every_figure_of_the_run(crisis, flows):
    config = RunConfig(flows=flows)
    run = backtest(config, crisis)
    answer, row = row_of("full", config, crisis)
    assert row["final_equity"] == to_array(run.tables["equity"]["equity"])[-1]
    assert {name: row[name] for name in run.metrics} == run.metrics
    assert {*EARNED} <= {*run.metrics}
    assert answer.curves["equity"].to_pylist() == run.tables["equity"]["equity"].to_pylist()
    assert answer.curves["drawdown"].to_pylist() == run.tables["equity"]["drawdown"].to_pylist()


@pytest.mark.pages
def test_months_compound_to_the_run(crisis):
    _, row = row_of("fast", RunConfig(), crisis)
    run = backtest(RunConfig(), crisis)
    bills = to_array(run.tables["equity"]["bill_return"])
    assert len(row["months"]) == 38
    grown = (1.0 + bills).prod()
    assert sum(row["months"]) == pytest.approx(row["total_return"] + 1.0 - grown, abs=0.01)
    january = [day.isoformat()[:7] == "2008-01" for day in run.tables["equity"]["date"].to_pylist()]
    first, last = january.index(True), len(january) - january[::-1].index(True)
    equity = to_array(run.tables["equity"]["equity"])
    expected = equity[last - 1] / equity[first - 1] - (1.0 + bills[first:last]).prod()
    assert row["months"][14] == pytest.approx(expected, abs=1e-15)


@pytest.mark.pages
def test_what_a_market_refuses_is_a_row_that_says_so(crisis):
    late = RunConfig(period={"start": "2030-01-01"})
    fine, refused = run_chunk(Chunk("fast", (asked(RunConfig()), asked(late, 1)), curves=False), crisis).rows
    assert fine["final_equity"] > 0.0
    assert refused.keys() == {"cell", "refused"}
    assert "has no session" in refused["refused"]


def test_what_the_fast_driver_does_not_do_says_which_sweep_does(crisis):
    (refused,) = run_chunk(Chunk("fast", (asked(RunConfig(tax={"regime": "japan"})),), curves=False), crisis).rows
    assert refused["refused"].startswith("tax.regime = 'japan': the fast driver does not do this, it knows no tax; ")
    assert refused["refused"].endswith('run the sweep with full books (--engine full, engine="full")')


def test_a_process_that_makes_other_settings_of_a_cell_refuses_it(crisis):
    one = asked(RunConfig())._replace(digest="0" * 64)
    with pytest.raises(ConfigError, match="this process makes other settings of it than the one that asks"):
        run_chunk(Chunk("fast", (one,), curves=False), crisis)
