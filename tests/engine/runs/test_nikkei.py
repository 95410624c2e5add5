"""Pattern A on another index: the Nikkei 225 in yen, on Tokyo sessions, from a made-up series."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.base.days import iso
from data.base.errors import ConfigError
from data.contracts.calendars import exchange
from data.contracts.rolls import roll_rule, roll_schedule
from data.margin.margins import maintenance_schedule
from data.synthetic import shapes
from data.synthetic.generator import Setting, markov_market, shaped_market, span
from engine import backtest, compare, load_config
from engine.audit.date_checks import calendar_of
from engine.results.identities import check_books
from tests.engine.audit.looks import failed

OVER = span(date(2010, 1, 4), 6, exchange("XTKS"))
YEN = Setting(level=20_000.0, bill_yield=0.004, dividend_yield=0.018)


@pytest.fixture(scope="module")
def nikkei():
    return markov_market(4, OVER, setting=YEN).market


@pytest.fixture(scope="module")
def run(nikkei, root):
    return backtest(load_config(root / "examples" / "nikkei.toml"), nikkei)


def test_the_example_runs_and_its_books_add_up(run):
    check_books(run.tables)
    postings = run.ledger[run.ledger["account"].isin(["cash", "fund", "in_transit", "option_value"])]["amount"].sum()
    assert postings == pytest.approx(run.equity["equity"].iloc[-1], rel=1e-12)
    assert set(run.ledger["currency"]) == {"JPY"}
    assert run.equity["equity"].iloc[0] == 20_000_000.0
    assert run.manifest["market"]["calendar"] == "XTKS"


def test_the_audit_passes(run):
    assert failed(run) == []


def test_it_holds_micro_futures_and_rolls_on_the_mondays_of_sq_weeks(run, nikkei):
    positions, fills = run.frame("positions"), run.frame("fills")
    assert {code[:-3] for code in positions["contract"]} == {"NK225MC"}
    rolled = sorted({day.date().isoformat() for day in fills[fills["reason"] == "roll"].index})
    schedule = roll_schedule(nikkei.days[0], nikkei.days[-1], nikkei.calendar, roll_rule("NK225M"))
    assert rolled == [iso(roll.day) for roll in schedule]
    assert len(rolled) == 24


def test_notional_is_ten_yen_a_point_and_near_its_target(run):
    positions, equity = run.frame("positions"), run.equity["equity"]
    assert positions["notional"].to_numpy() == pytest.approx((positions["size"] * positions["mark"] * 10.0).to_numpy())
    held = (run.equity["overlay_notional"] / equity)[1:]
    assert held.max() < 0.25
    assert held[held > 0.15].mean() == pytest.approx(0.2, abs=0.005)


def test_costs_are_those_of_osaka(run):
    fills = run.frame("fills")
    rolls = fills[fills["purpose"] == "roll"]
    smaller = rolls["size"].abs() == rolls["size"].abs().groupby(level="date").transform("min")
    assert set(rolls[smaller]["half_spread"]) <= {0.5, 10.0}
    assert rolls[~smaller]["half_spread"].between(0.5, 10.0).all()
    assert set(fills[fills["reason"] == "rebalance"]["half_spread"]) <= {2.5, 10.0}
    assert (fills["commission"] == 11.0 * fills["size"].abs()).all()
    assert set(run.manifest["terms"]["costs"]) == {"NK225M", "NK225MC"}
    assert run.manifest["terms"]["costs"]["NK225MC"]["liquidation_half_spread"] == 10.0


def test_margin_is_that_of_the_mini_and_only_cash_counts(run, nikkei):
    equity = run.equity
    held = equity[equity["overlay_notional"] > 0.0]
    amounts = maintenance_schedule(nikkei.days, nikkei.values("close"), "NK225M", "N225", implied=nikkei.values("vix"))
    of_a_mini = pd.Series(amounts, index=pd.to_datetime(list(map(iso, nikkei.days))))
    sizes = run.frame("positions").groupby(level=0)["size"].sum() / 10.0  # micros, ten to a mini
    assert np.allclose(held["maintenance"], (sizes * of_a_mini)[held.index], rtol=1e-12)
    assert (held["maintenance"] / held["overlay_notional"]).max() <= 0.16 + 1e-9
    assert (held["initial"] == held["maintenance"]).all()
    assert (equity["collateral"] < 0.2 * equity["equity"])[1:].all()  # on the first session all is cash


def test_the_core_in_yen_earns_yen_bills(nikkei, root):
    config = load_config(root / "examples" / "nikkei.toml", ["fund.mean_age=0"], pattern="core")
    equity = backtest(config, nikkei).equity["equity"]
    years = (nikkei.days[-1] - nikkei.days[0]) / 365.0
    assert np.log(equity.iloc[-1] / 20e6) == pytest.approx((0.004 - 0.0003) * years, abs=1e-6)


@pytest.mark.pages
def test_core_and_a_are_compared(nikkei, root):
    config = load_config(root / "examples" / "nikkei.toml")
    assert list(compare(["core", "A"], config, nikkei).runs) == ["core", "A"]
    with pytest.raises(ConfigError, match=r"options.contract = 'XSP' is in USD, the account in JPY"):
        compare(["B"], config, nikkei)


def test_new_york_contracts_do_not_trade_on_tokyo_sessions(nikkei):
    with pytest.raises(
        ConfigError, match=r"overlay.contract = 'MES' trades on XNYS, but the market has sessions of XTKS"
    ):
        backtest(load_config(None), nikkei)


def test_a_future_that_is_held_settles_at_the_open_of_the_sq_day(play, script, terms):
    over = span(date(2024, 2, 1), 0.15, exchange("XTKS"))
    market = shaped_market(
        over, shapes.v_shape(len(over.days), 0.1), Setting(level=20_000.0, bill_yield=0.0, dividend_yield=0.0)
    )
    free = dict.fromkeys(("NK225M", "NK225MC"), terms().costs["ES"])
    yen = replace(terms(), capital=10_000_000.0, costs=free, currency="JPY", family="NK225M")
    done = play(market, script, yen, orders={0: lambda one, contract: one.buy(data=contract, size=1)}, root="NK225M")
    (event,) = [row for row in done.tables["events"].to_pylist() if row["kind"] == "expiry"]
    place = [iso(day) for day in market.days].index("2024-03-08")
    assert (str(event["date"]), event["contract"]) == ("2024-03-08", "NK225MH24")
    gain = 100.0 * (market.values("open")[place] - market.values("close")[1])
    assert done.column("equity", "equity")[-1] == pytest.approx(10_000_000.0 + gain)


def test_a_run_on_a_calendar_of_ones_own_can_be_audited(run):
    market = run.manifest["market"] | {"calendar": "my own days"}
    own = replace(run, manifest=run.manifest | {"market": market})
    days = calendar_of(own)
    assert days.name == "my own days"
    assert days.between(OVER.days[0], OVER.days[-1]) == list(OVER.days)
    assert failed(own) == []
