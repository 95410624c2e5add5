"""An evening sends the orders of the run, from its own account and from the same account as a statement tells it."""

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.account.held_account import HeldPosition
from engine.evening.evening import evening_of
from tests.support.example import FOLDER as EXAMPLES

PERIOD = "period=2019-09-03..2020-06-30"
PLANS = {
    "A": (),
    "B": (),
    "C": (),
    "cash": (),
    "fx": (),
    "tokyo": ("pattern=A", "account.profile=jp_retail_futures"),
    "hedged": ("pattern=A", "investor.currency=JPY", "hedge.ratio=0.5"),
}


@pytest.fixture(
    scope="module",
    params=[name if name in {"A", "tokyo"} else pytest.param(name, marks=pytest.mark.pages) for name in PLANS],
)
def run(request):
    settings = PLANS[request.param] or (f"pattern={request.param}",)
    return backtest(load_config(None, [PERIOD, *settings]))


def sent(run, day):
    """Orders of a run that its strategy sent on a day."""
    orders = run.tables["orders"]
    rows = zip(*(orders[name].to_pylist() for name in ("contract", "requested", "purpose")), strict=True)
    days = to_array(orders["date"]).tolist()
    own = [row for on, row in zip(days, rows, strict=True) if on == day and row[2] not in {"expiry", "liquidation"}]
    return sorted(own)


def asked(evening):
    return sorted((one.contract, one.size, one.purpose) for one in evening.orders)


def evenings(run, seed, count=4):
    days = to_array(run.tables["equity"]["date"])
    busy = np.unique(to_array(run.tables["orders"]["date"]))
    rng = np.random.default_rng(seed)
    return [
        int(day)
        for day in (
            *rng.choice(days[25:-3], count // 2),
            *rng.choice(busy[: max(len(busy) - 1, 1)], count - count // 2),
        )
    ]


@pytest.mark.pages
def test_an_evening_sends_the_orders_of_the_run(run):
    for day in evenings(run, 1):
        evening = evening_of(run.config, None, day)
        assert asked(evening) == sent(run, day)
        row = to_array(run.tables["equity"]["date"]).tolist().index(day)
        assert evening.equity == run.tables["equity"]["equity"][row].as_py()
        assert evening.margin.maintenance == run.tables["equity"]["maintenance"][row].as_py()


@pytest.mark.pages
def test_the_same_account_from_a_statement_sends_the_same_orders(run):
    for day in evenings(run, 2):
        own = evening_of(run.config, None, day)
        told = evening_of(run.config, None, day, own.account)
        assert asked(told) == asked(own)
        assert told.equity == pytest.approx(own.equity, rel=1e-12)
        assert told.account == own.account._replace(
            cash=pytest.approx(own.account.cash), fund=pytest.approx(own.account.fund)
        )


@pytest.mark.pages
def test_another_position_asks_for_another_order():
    config = load_config(None, [PERIOD])
    day = evening_of(config, None, None).day
    flat = evening_of(config, None, day)
    held = flat.account._replace(
        positions=(*flat.account.positions[:-1], HeldPosition(flat.account.positions[-1].contract, 1))
    )
    more = evening_of(config, None, day, held)
    assert sum(one.size for one in more.orders) > 0


@pytest.mark.pages
def test_what_is_no_contract_of_the_account_is_refused():
    config = load_config(None, [PERIOD])
    own = evening_of(config).account
    for code, told in (
        ("MESX20", "MES has contracts of the months H, M, U, Z"),
        ("NK225M", "NK225M"),
        ("ABC", "no contract's code"),
    ):
        with pytest.raises(ConfigError, match=told):
            evening_of(config, held=own._replace(positions=(HeldPosition(code, 1),)))


def test_a_strategy_of_ones_own_that_has_seen_too_little_is_told_so():
    crossing = EXAMPLES / "own" / "crossing.py"
    config = load_config(None, [f"own.strategy='{crossing}:Crossing'", "pattern=own", "period=2020-06"])
    with pytest.raises(ConfigError, match="its indicators need 101 bars, and market has 22; give a longer period"):
        evening_of(config)
