"""Money paid into accounts and taken out of them, against sums made by hand."""

import json
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.account.ledger import LedgerError
from engine.account.paid import NO_FLOWS
from engine.analysis.of_futures import sold_forward
from engine.analysis.unit_value import net_flows
from engine.fast.simulate import simulate
from engine.results.identities import check_books

SESSIONS = 330  # 2013-01-02 to April 2014
FLAT = {"bill_yield": [0.0] * SESSIONS, "dividend_yield": [0.0] * SESSIONS}


@pytest.fixture
def flowing(small_market, terms, play, script):
    """Play orders over an index that stands still, with money that flows every month."""

    def run(orders=(), closes=None, usdjpy=100.0, broker=(), **flows):
        market = small_market(closes or [1_000.0] * SESSIONS, usdjpy=[usdjpy] * SESSIONS, **FLAT)
        told = NO_FLOWS._replace(months=1, start=market.days[0], **flows)
        return play(market, script, terms(flows=told, **dict(broker)), orders=dict(orders))

    return run


def rows(run, kind):
    found = [row for row in run.tables["flows"].to_pylist() if row["kind"] == kind]
    return [(row["date"].isoformat(), row["asked"], row["paid"]) for row in found]


def buy(size):
    return lambda strategy, contract: strategy.buy(data=contract, size=size)


def test_withdrawals_are_paid_to_the_cent_and_raised_after_a_year(flowing):
    run = flowing(withdraw=1_000.0, inflation=0.10)
    paid = rows(run, "withdrawal")
    assert paid[0] == ("2013-02-01", 1_000.0, 1_000.0)
    assert paid[10:12] == [("2013-12-02", 1_000.0, 1_000.0), ("2014-01-02", 1_100.0, 1_100.0)]
    assert run.column("equity", "equity")[-1] == pytest.approx(100_000.0 - 11 * 1_000.0 - 4 * 1_100.0, abs=1e-9)
    assert set(run.column("equity", "drawdown")) == {0.0}
    assert "withdrawal_short" not in run.column("events", "kind")


def test_money_that_comes_in_is_swept_into_the_fund_and_earns_nothing_by_itself(flowing):
    run = flowing(contribute=500.0)
    at = run.column("equity", "date").index(run.tables["flows"]["date"][0].as_py())
    assert run.column("equity", "mmf")[at - 1 : at + 1] == [100_000.0, 100_500.0]
    assert run.tables["attribution"].num_rows == 0


def test_amounts_in_yen_are_paid_at_the_rate_of_the_day(flowing):
    run = flowing(withdraw=50_000.0, in_yen=True, usdjpy=125.0, broker={"investor": "JPY"})
    assert {paid for _, _, paid in rows(run, "withdrawal")} == {400.0}
    assert set(run.column("flows", "amount")) == {50_000.0}
    assert run.column("investor_flows", "paid")[0] == 50_000.0
    assert run.column("investor_equity", "equity")[-1] == pytest.approx(125.0 * run.column("equity", "equity")[-1])


@pytest.mark.parametrize("haircut", [0.0, 0.1, 1.0])
def test_a_withdrawal_that_would_eat_initial_margin_is_cut_told_and_not_owed(flowing, haircut):
    run = flowing({0: buy(2)}, withdraw=60_000.0, broker={"haircut": haircut})
    first, second, *_ = rows(run, "withdrawal")
    at = run.column("equity", "date").index(run.tables["flows"]["date"][1].as_py())
    initial, collateral = (run.column("equity", name)[at] for name in ("initial", "collateral"))
    assert initial > 5_000.0
    assert first[1] == second[1] == 60_000.0
    assert 0.0 <= second[2] < 60_000.0
    assert collateral - second[2] - initial == pytest.approx(0.005, abs=0.0051)
    told = json.loads(run.tables["events"]["numbers"][run.column("events", "kind").index("withdrawal_short")].as_py())
    assert told["asked"] == 60_000.0
    assert "margin_call" not in run.column("events", "kind")


@pytest.mark.pages
def test_a_note_says_from_when_on_nothing_was_left(market):
    period = ["period.start=2017-01-03", "period.end=2017-08-31"]
    for amount, wanted in ((300_000, ["2017-05-01"]), (3_000, [])):
        run = backtest(load_config(None, [*period, f"flows.withdraw={amount}"], pattern="core"), market)
        noted = [one["values"]["day"] for one in run.manifest["notes"] if one["code"] == "paid_out"]
        assert noted == wanted


def test_an_account_without_positions_keeps_a_cent_and_is_not_ruined(flowing):
    run = flowing(withdraw=70_000.0)
    assert [paid for _, _, paid in rows(run, "withdrawal")][:3] == [70_000.0, 29_999.99, 0.0]
    assert run.column("equity", "equity")[-1] == pytest.approx(0.01)
    assert "ruin" not in run.column("events", "kind")


@pytest.mark.parametrize("lag", [0, 1, 2])
def test_money_is_there_on_the_day_whatever_a_redemption_takes(flowing, lag):
    run = flowing(withdraw=5_000.0, broker={"haircut": 1.0, "lag": lag})
    assert all(asked == paid for _, asked, paid in rows(run, "withdrawal"))
    assert min(run.column("equity", "cash")) >= 0.0


@pytest.mark.pages
def test_a_withdrawal_is_no_loss_of_the_month(market):
    config = ("period.start=2017-01-03", "period.end=2017-06-30", "stops.monthly_loss=0.02")
    kinds = [
        backtest(load_config(None, [*config, *more], pattern="A"), market).tables["events"]["kind"].to_pylist()
        for more in ((), ("flows.withdraw=50000", "overlay.after_gains=0.1"))
    ]
    assert all("loss_stop" not in told for told in kinds)


def test_a_currency_hedge_is_struck_on_what_a_payment_leaves(market):
    more = ("investor.currency=JPY", "hedge.ratio=1", "flows.withdraw=9000000", "flows.currency=investor")
    period = ("period.start=2017-01-03", "period.end=2017-08-31")
    run = backtest(load_config(None, [*period, *more], pattern="core"), market)
    equity, sold = run.table("equity")["equity"].to_numpy(), sold_forward(run.tables)
    after = np.flatnonzero(net_flows(run.tables) < 0.0)
    assert len(after) == 7
    assert sold[after] / equity[after] == pytest.approx(1.0, abs=0.06)  # 2 % more is made ready than is taken


def test_books_of_an_account_that_is_paid_out_whole_add_up():
    check_books(one_that_is_paid_out(residue=2e-7))
    with pytest.raises(LedgerError):
        check_books(one_that_is_paid_out(residue=2.0))


def one_that_is_paid_out(residue):
    """Books of an account in which a cent is left of a billion, and whose sums are off by a residue."""
    days, left = pa.array([18_000, 18_001], pa.int32()).cast(pa.date32()), 0.01
    ledger = {"date": days, "account": ["cash"] * 2, "category": ["deposit", "withdrawal"]}
    nothing = {"date": pa.array([], pa.date32()), "amount": pa.array([], pa.float64())}
    return {
        "equity": pa.table({"date": days, "equity": [1e9, left], "cash": [1e9, left]}),
        "ledger": pa.table({**ledger, "amount": [1e9, left - 1e9 + residue]}),
        "attribution": pa.table(nothing),
    }


def by_chance(seed):
    """Settings of a plan that is larger than it should be, and of withdrawals that are too."""
    chance = Random(seed)  # noqa: S311
    year = chance.choice([2007, 2008, 2010, 2015])
    return [
        f"period.start={year}-06-01", f"period.end={year + 1}-12-30",
        f"capital.initial={chance.choice([60_000, 250_000])}", f"overlay.ratio={chance.choice([0.5, 1.5, 3.0])}",
        "overlay.max_total_exposure=4", "overlay.acknowledge_high_leverage=true", "stops.voluntary=false",
        f"account.profile={chance.choice(['us_fcm_tbill', 'jp_retail_futures', 'retail_cash_margin'])}",
        f"account.redemption_lag={chance.choice([0, 1, 3])}", f"flows.withdraw={chance.choice([2_000, 40_000])}",
        f"flows.withdraw_share={chance.choice([0.0, 0.5])}", f"flows.contribute={chance.choice([0, 3_000])}",
        f"flows.inflation={chance.choice([0.0, 0.1])}", "flows.start=2008-08-15", "investor.currency=JPY",
        f"flows.every={chance.choice(['month', 'quarter'])}",
        f"flows.currency={chance.choice(['account', 'account', 'investor'])}",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, *(pytest.param(one, marks=pytest.mark.pages) for one in range(2, 25))])
def test_withdrawals_never_break_initial_margin_and_both_drivers_pay_alike(market, seed):
    config = load_config(None, by_chance(seed), pattern="A")
    run, fast = backtest(config, market), simulate(config, market, compiled=False)
    assert run.table("equity")["equity"].to_pylist() == fast.equity
    net, paid = net_flows(run.tables), run.table("flows")
    collateral, initial = (run.table("equity")[name].to_numpy() for name in ("collateral", "initial"))
    out = net < 0.0
    assert ((collateral + net - initial)[out] >= -1e-6).all()
    assert all(0.0 <= one["paid"] <= one["asked"] for one in paid.to_pylist())
    short = sum(one["paid"] < one["asked"] for one in paid.to_pylist() if one["kind"] == "withdrawal")
    assert short == run.table("events")["kind"].to_pylist().count("withdrawal_short")
    assert short == sum(one.kind == "withdrawal_short" for one in fast.events)
    falls = run.table("equity")["drawdown"].to_numpy()
    assert np.isfinite(falls).all()
    # the loop divides by equity before it pays, tables have what is left after it: the last bits of the sum differ
    assert fast.summary.ruin >= 0 or fast.summary.drawdown == pytest.approx(-falls.min(), rel=1e-9, abs=1e-12)


def test_payments_that_would_begin_after_the_run_are_refused(market):
    asked = ["period.start=2018-01-02", "period.end=2018-03-30", "flows.withdraw=1", "flows.start=2018-06-01"]
    with pytest.raises(ConfigError, match=r"flows\.start = 2018-06-01: after the last session"):
        backtest(load_config(None, asked), market)
