"""Every figure of `docs/metrics.md` on a run of four sessions that one can compute by hand."""

import json
import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.arrow import to_array
from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from engine import backtest, load_config, load_run
from engine.analysis.against_index import index_returns
from engine.analysis.figures.trading import traded
from engine.analysis.metrics import OF_FLOWS, date_metrics, index_metrics, known_figures, metrics
from tests.support.default_runs import default_run
from tests.support.sparing import examples

YEARS, MEAN_EQUITY = 730 / 365.25, 112.5
GROWTH = 1.25 ** (1 / YEARS) - 1
INDEX = np.array([0.50, -0.25, 0.0])
EXPECTED = {
    "total_return": 0.25,
    "cagr": GROWTH,
    "volatility": np.sqrt((0.15**2 + 0.30**2 + 0.15**2) / 2 * 252),
    "excess_return": 0.08 * 252,
    "sharpe": 0.08 / 0.26 * np.sqrt(252),
    "sortino": 0.08 / (0.22 / np.sqrt(3)) * np.sqrt(252),
    "skew": -np.sqrt(3),
    "worst_day": -0.20,
    "worst_month": 0.0,
    "var_95": -0.20 + 0.10 * 0.45,
    "var_99": -0.20 + 0.02 * 0.45,
    "cvar_95": -0.20,
    "cvar_99": -0.20,
    "max_drawdown": -0.20,
    "drawdown_sessions": 2.0,
    "recovery_sessions": 1.0,
    "drawdown_peak": "2001-01-03",
    "drawdown_trough": "2001-01-31",
    "drawdown_recovery": "2003-01-02",
    "calmar": GROWTH / 0.20,
    "ulcer": 0.10,
    "mean_overlay": (0.2 + 0.2 - 0.3 + 0.0) / 4,
    "max_overlay": 0.3,
    "mean_exposure": (1.2 + 1.4 + 1.3 + 1.0) / 4,
    "max_exposure": 1.4,
    "closest_call": 0.4,
    "days_halved": 0.25,
    "days_stopped": 0.50,
    "margin_calls": 1.0,
    "cost_drag": (1.0 + 3.0) / YEARS / MEAN_EQUITY,
    "turnover": (2 * 1.5 * 5 + 1 * 2.0 * 5 + 3 * 0.05 * 100) / YEARS / MEAN_EQUITY,
    "final_equity": 125.0,
    "up_capture": 0.25 / 0.50,
    "down_capture": 0.20 / 0.25,
    "beta": 18 / 35,
    "correlation": np.sqrt(4 / 7),
}


def days(*texts):
    return [day_of(np.datetime64(text).item()) for text in texts]


def table(**columns):
    dates = columns.pop("date")
    return pa.table({"date": pa.chunked_array([pa.array(dates, pa.int32())]).cast(pa.date32()), **columns})


def run_of(dates, equity, bills=None, **columns):
    """Tables of a run that did nothing but have this equity, unless said otherwise."""
    nothing = np.zeros(len(equity))
    held = {name: columns.pop(name, nothing) for name in ("overlay_notional", "overlay_delta", "maintenance")}
    books = {
        "bill_return": nothing if bills is None else bills,
        "collateral": columns.pop("collateral", equity),
        **held,
    }
    empty = {
        "rules": table(date=[], rule=pa.array([], pa.string()), multiplier=pa.array([], pa.float64())),
        "targets": table(date=[]),
        "events": table(date=[], kind=pa.array([], pa.string())),
        "attribution": table(date=[], source=pa.array([], pa.string()), amount=pa.array([], pa.float64())),
        "fills": table(date=[], contract=pa.array([], pa.string()), size=pa.array([], pa.int64()),
            price=pa.array([], pa.float64()),
                       reason=pa.array([], pa.string()), purpose=pa.array([], pa.string())),
    }  # fmt: skip
    return {"equity": table(date=dates, equity=np.asarray(equity, float), **books)} | empty | columns


@pytest.fixture(scope="module")
def by_hand():
    dates = days("2001-01-02", "2001-01-03", "2001-01-31", "2003-01-02")
    return run_of(
        dates,
        [100.0, 125.0, 100.0, 125.0],
        bills=[0.5, 0.01, 0.02, 0.03],
        overlay_notional=[20.0, 50.0, 10.0, 0.0],
        overlay_delta=[20.0, 25.0, -30.0, 0.0],
        maintenance=[2.0, 5.0, 1.0, 0.0],
        collateral=[11.0, 23.0, 5.5, 125.0],
        rules=table(
            date=[day for day in dates for _ in range(3)],
            rule=["halving", "loss_stop", "voluntary_stop"] * 4,
            multiplier=[1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0],
        ),
        targets=table(date=dates),
        events=table(date=dates[:2], kind=["margin_call", "warning"]),
        attribution=table(
            date=[*dates[:2], dates[3]], source=["costs", "carry", "costs"], amount=np.array([-1.0, 9.0, -3.0])
        ),
        fills=table(
            date=dates,
            contract=["MESH01", "XSP010120C95", "XSP010120C95", "MESH01"],
            size=[2, 3, -3, -1],
            price=np.array([1.5, 0.05, 7.0, 2.0]),
            reason=["rebalance", "premium", "expiry", "rule"],
            purpose=["trade", "premium", "expiry", "trade"],
        ),
    )


def all_figures(tables, index=INDEX):
    return metrics(tables) | date_metrics(tables) | index_metrics(tables, index)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_figure_is_that_of_the_hand(by_hand, name):
    value = all_figures(by_hand)[name]
    assert value == (EXPECTED[name] if isinstance(value, str) else pytest.approx(EXPECTED[name], rel=1e-12, abs=1e-15))


def test_every_figure_has_a_row_and_every_row_a_figure(root, by_hand):
    rows = re.findall(r"^\| `(\w+)` \|", (root / "docs" / "metrics.md").read_text(), re.MULTILINE)
    assert rows == list(known_figures())
    assert [name for name in rows if name not in OF_FLOWS] == list(EXPECTED)
    assert sorted(EXPECTED) == sorted(all_figures(by_hand))


def test_a_single_session_has_what_it_has():
    figures = all_figures(run_of(days("2001-01-02"), [100.0]), np.array([]))
    assert {name: value for name, value in figures.items() if value is not None} == {
        "max_drawdown": 0.0, "drawdown_sessions": 0.0, "recovery_sessions": 0.0, "ulcer": 0.0, "mean_overlay": 0.0,
        "max_overlay": 0.0, "mean_exposure": 1.0, "max_exposure": 1.0, "days_halved": 0.0, "days_stopped": 0.0,
        "margin_calls": 0.0,
        "final_equity": 100.0,
    }  # fmt: skip


def test_a_constant_series_has_no_ratios():
    figures = all_figures(run_of(range(11_000, 11_400), np.full(400, 100.0)), np.resize([0.01, -0.01], 399))
    undefined = {name for name, value in figures.items() if value is None}
    assert undefined == {
        "sharpe", "sortino", "skew", "calmar", "closest_call", "correlation", "drawdown_peak", "drawdown_trough",
        "drawdown_recovery",
    }  # fmt: skip
    assert figures["cagr"] == figures["volatility"] == figures["beta"] == figures["up_capture"] == 0.0


def test_bills_alone_have_no_sharpe_and_no_infinity():
    bills = np.full(400, 0.0001)
    bills[0] = 0.0
    figures = metrics(run_of(range(11_000, 11_400), 100.0 * np.cumprod(1.0 + bills), bills))
    assert figures["sharpe"] is figures["sortino"] is figures["calmar"] is figures["skew"] is None
    assert figures["excess_return"] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.pages
def test_the_core_has_no_sharpe(market):
    figures = default_run("core", market).metrics
    assert figures["sharpe"] is figures["sortino"] is figures["calmar"] is figures["closest_call"] is None
    assert figures["turnover"] == figures["cost_drag"] == 0.0


A_YEAR = ("cagr", "excess_return", "sharpe", "sortino", "calmar", "cost_drag", "turnover")


def noisy(first, last):
    """Tables of a run of weekdays with some risk, and trades in all of them."""
    dates = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    dates = dates[np.is_busday(dates)].astype(int).tolist()
    steps = 0.01 * np.random.default_rng(3).standard_normal(len(dates) - 1)
    traded = {
        "attribution": table(date=dates[:1], source=["costs"], amount=np.array([-1.0])),
        "fills": table(
            date=dates[:1],
            contract=["MESH01"],
            size=[1],
            price=np.array([1.0]),
            reason=["rebalance"],
            purpose=["trade"],
        ),
    }
    return run_of(dates, 100.0 * np.cumprod([1.0, *(1.0 + steps)]), **traded)


@pytest.mark.parametrize("last", ["2001-01-12", "2001-04-01", "2001-12-25"])
def test_less_than_a_year_is_not_told_a_year(last):
    tables = noisy("2001-01-02", last)
    figures, equity = metrics(tables), to_array(tables["equity"]["equity"])
    assert {name for name in A_YEAR if figures[name] is not None} == set()
    assert figures["total_return"] == pytest.approx(equity[-1] / equity[0] - 1.0)
    assert figures["max_drawdown"] < 0.0


@pytest.mark.parametrize(
    ("first", "last"), [("2018-01-02", "2018-12-31"), ("2018-01-04", "2018-12-28"), ("2001-01-02", "2005-06-30")]
)
def test_a_calendar_year_is_a_year_also_where_exchanges_rest_at_its_turn(first, last):
    figures = metrics(noisy(first, last))
    assert {name for name in A_YEAR if figures[name] is None} == set()


def test_a_standard_deviation_needs_a_quarter_to_be_told_a_year():
    few, enough = (metrics(noisy("2001-01-02", last)) for last in ("2001-04-01", "2001-04-02"))
    assert few["volatility"] is None
    assert enough["volatility"] == pytest.approx(0.16, abs=0.04)


def test_a_lost_account_is_measured_until_it_was_lost():
    dates = days("2001-01-02", "2001-01-03", "2001-01-04", "2001-01-05")
    figures = all_figures(run_of(dates, [100.0, 50.0, -5.0, 90.0]))
    assert figures["cagr"] == figures["total_return"] == -1.0
    assert figures["excess_return"] is None
    assert figures["worst_day"] == pytest.approx(-1.1)
    assert figures["max_drawdown"] == pytest.approx(-1.05)
    assert figures["recovery_sessions"] is figures["drawdown_recovery"] is None
    assert figures["up_capture"] == pytest.approx(-0.5 / 0.5)


def test_an_account_that_never_had_anything_has_no_shares():
    figures = all_figures(run_of(days("2001-01-02", "2001-01-03"), [0.0, 0.0]), np.array([0.0]))
    assert figures["max_drawdown"] == -1.0
    assert figures["mean_overlay"] is figures["max_exposure"] is figures["turnover"] is None


def test_trades_after_the_loss_of_the_account_do_not_count(by_hand):
    first, fills = day_of(np.datetime64("2001-01-02").item()), by_hand["fills"]
    assert traded(fills, first).tolist() == [15.0]
    with pytest.raises(ConfigError, match="'ABC' is no contract's code"):
        traded(fills.set_column(1, "contract", pa.chunked_array([["ABC"] * 4])), first)


def test_another_number_of_index_returns_is_refused(by_hand):
    with pytest.raises(DataError, match="2 for a run of 4 sessions; give 3"):
        index_metrics(by_hand, INDEX[:2])


def test_index_returns_are_those_of_the_sessions_of_the_run(small_market):
    market = small_market([100.0, 110.0, 99.0, 99.0])
    assert index_returns(market, market.days) == pytest.approx([0.1, -0.1, 0.0])
    assert index_returns(market, market.days[::2]) == pytest.approx([-0.01])
    with pytest.raises(DataError, match="2013-01-05 is not a session"):
        index_returns(market, [market.days[0], day_of(np.datetime64("2013-01-05").item())])


@pytest.mark.pages
def test_the_figures_of_a_run_agree_with_its_tables(market, tmp_path):
    run = backtest(load_config(None, ["period.start=2008-01-02", "period.end=2009-12-31"], pattern="C"), market)
    table = run.tables["equity"].to_pandas()
    assert run.metrics["max_exposure"] == pytest.approx(table.total_exposure.max())
    assert run.metrics["max_drawdown"] == pytest.approx(table.drawdown.min())
    assert run.metrics["ulcer"] == pytest.approx(np.sqrt((table.drawdown**2).mean()))
    assert date_metrics(run.tables)["drawdown_trough"] == str(table.date[table.drawdown.idxmin()])
    against = index_metrics(run.tables, index_returns(market, to_array(run.tables["equity"]["date"]).tolist()))
    assert 0.05 < against["beta"] < 0.2
    assert 0.8 < against["correlation"] < 1.0
    assert load_run(run.save(tmp_path).path).metrics == run.metrics


@pytest.mark.pages
@settings(max_examples=examples(200))
@given(
    path=st.lists(st.floats(-0.999, 10.0) | st.sampled_from([0.0, -1.0, -1.5, 1e-9]), max_size=30),
    overlay=st.floats(-1e6, 1e6),
    margin=st.floats(0.0, 1e6),
)
def test_no_figure_is_ever_infinite_or_no_number(path, overlay, margin):
    equity = 1e6 * np.cumprod([1.0, *(1.0 + step for step in path)])
    index = np.resize([0.01, -0.02, 0.0], len(path))
    flat = np.ones(len(equity))
    tables = run_of(
        range(11_000, 11_000 + len(equity)), equity, overlay_notional=abs(overlay) * flat, overlay_delta=overlay * flat,
        maintenance=margin * flat
    )  # fmt: skip
    json.dumps(all_figures(tables, index), allow_nan=False)
