"""No look-ahead: what is decided until a day does not depend on what comes after it."""

from datetime import date

import pytest

from data.base.days import day_of
from engine import backtest, load_config
from tests.support.rows_until import rows_until
from tests.support.sparing import only

CUTS = [
    "1999-03-10",
    "1999-03-11",
    "2001-09-10",
    "2001-09-17",
    "2002-07-31",
    "2008-10-09",
    "2008-12-31",
    "2014-12-10",
    "2018-02-05",
]
CONFIGS = {
    "default": [],
    "daily and at the limit": ["overlay.ratio=0.3", "overlay.band=0.0"],
    "monthly without hysteresis": [
        "overlay.rebalance=monthly",
        "halving.restore_below=0.2",
        "halving.restore_sessions=1",
    ],
    "more after gains": [
        "overlay.after_gains=0.5",
        "overlay.max_total_exposure=2.0",
        "overlay.acknowledge_high_leverage=true",
    ],
    "leverage with calls": [
        "overlay.ratio=4.0",
        "overlay.max_total_exposure=9.0",
        "overlay.acknowledge_high_leverage=true",
    ],
}


@pytest.fixture(scope="module", params=only(CONFIGS, "default", "leverage with calls"))
def config(request):
    return load_config(None, CONFIGS[request.param], pattern="A")


@pytest.fixture(scope="module")
def whole(config, market):
    return backtest(config, market)


@pytest.mark.parametrize("cut", only(CUTS, "1999-03-10", "2008-12-31"))
def test_cutting_the_market_leaves_everything_before_unchanged_and_the_orders_of_the_last_evening(
    config, whole, market, cut
):
    part = backtest(config, market.until(day_of(date.fromisoformat(cut))))
    for name in ("equity", "ledger", "fills", "positions", "rules", "targets", "attribution"):
        assert part.table(name).equals(rows_until(whole, name, cut)), (name, cut)
    sent = [
        (row["contract"], row["requested"]) for row in part.table("orders").to_pylist() if row["status"] == "waiting"
    ]
    following = [
        (row["contract"], row["requested"])
        for row in whole.table("orders").to_pylist()
        if row["date"].isoformat() == cut and row["reason"] not in {"liquidation", "expiry"}
    ]
    assert sent == following


def test_some_cut_has_an_order_on_its_last_evening(market):
    day = day_of(date(2014, 12, 10))  # the roll is on the 11th
    orders = backtest(load_config(None, pattern="A"), market.until(day)).table("orders").to_pylist()
    assert [row["side"] for row in orders if row["status"] == "waiting"] == ["sell", "buy"]
