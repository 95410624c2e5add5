"""Pattern A on bond futures: Treasury notes in dollars and Japanese government bonds in yen, on made-up yields."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.contracts.rolls import roll_rule, roll_schedule
from engine import backtest, load_config
from engine.fast.simulate import simulate
from engine.results.identities import check_books
from tests.engine.audit.looks import failed
from tests.support.bond_market import bond_market

OVER = day_of(date(2008, 1, 2)), day_of(date(2013, 12, 27))
LARGE = ["overlay.ratio=3", "overlay.max_total_exposure=4", "overlay.acknowledge_high_leverage=true"]
CASES = {
    "ZN": ({"seed": 1, "start": 0.045, "move": 0.0007, "bill": 0.02}, ["overlay.contract=ZN", *LARGE]),
    "ZT": ({"seed": 2, "start": 0.03, "move": 0.0007, "bill": 0.025}, ["overlay.contract=ZT"]),
    "JGBM": (
        {"seed": 3, "start": 0.009, "move": 0.0003, "bill": 0.005},
        [
            "overlay.contract=JGBM",
            "capital.currency=JPY",
            "capital.initial=100000000",
            "account.profile=jp_retail_futures",
        ],
    ),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    made, settings = CASES[request.param]
    market = bond_market(request.param, *OVER, **made)
    config = load_config(None, [*settings, "stops.monthly_loss=off", "stops.voluntary=false"], pattern="A")
    return config, market, backtest(config, market)


def test_books_add_up_and_the_audit_finds_nothing_broken(case):
    _, _, run = case
    check_books(run.tables)
    assert set(failed(run)) <= {"lead"}  # three times equity is no small overlay


def test_both_drivers_have_the_same_equity(case):
    config, market, run = case
    assert simulate(config, market, compiled=False).equity == run.table("equity")["equity"].to_pylist()


def test_futures_are_rolled_on_the_dates_of_their_family(case):
    config, market, run = case
    fills = run.table("fills").to_pylist()
    rolled = sorted({row["date"].isoformat() for row in fills if row["reason"] == "roll"})
    rule = roll_rule("JGBL" if config.capital.currency == "JPY" else config.overlay.contract)
    assert rolled == [iso(one.day) for one in roll_schedule(*OVER, market.calendar, rule)]


def test_holding_a_bond_future_earns_its_price_and_its_yield_over_bills(case):
    _config, market, run = case
    money = {row["category"]: 0.0 for row in run.table("attribution").to_pylist()}
    for row in run.table("attribution").to_pylist():
        money[row["category"]] += row["amount"]
    notional, closes = run.table("equity")["overlay_notional"].to_numpy()[:-1], np.array(market.values("close"))
    moved = float((notional * (closes[1:] / closes[:-1] - 1.0)).sum())
    days = np.diff(np.array(market.days)) / 365.0
    yields, bills = (np.array(market.values(name))[:-1] for name in ("dividend_yield", "bill_yield"))
    earned = float((notional * (yields - bills) * days).sum())
    gain = money["futures_price"] + money["futures_carry"]
    assert gain == pytest.approx(moved + earned, abs=0.004 * float(notional.mean()) * len(closes) / 252.0)
    assert money["futures_carry"] == pytest.approx(earned, abs=0.004 * float(notional.mean()) * len(closes) / 252.0)


def test_margin_is_a_small_share_of_value_that_follows_the_moves(case):
    _, _, run = case
    equity = run.table("equity")
    share = equity["maintenance"].to_numpy() / np.maximum(equity["overlay_notional"].to_numpy(), 1.0)
    held = share[equity["overlay_notional"].to_numpy() > 0.0]
    assert 0.002 < held.min() <= held.max() < 0.05
