"""What became of orders adds up to the orders that were sent."""

import pytest

from engine import load_config, run_own
from engine.analysis.order_fates import order_fates
from tests.support.own_strategies import Bracketed, ByChance, Protected

YEARS = ("period=2001-2002",)


@pytest.fixture(scope="module")
def runs(market):
    return [run_own(kind, load_config(None, YEARS), market) for kind in (ByChance, Protected, Bracketed)]


def test_every_order_is_counted_once(runs):
    for run in runs:
        fates, orders = order_fates(run.tables), run.frame("orders")
        assert sum(one.sent for one in fates) == len(orders)
        assert sum(one.filled for one in fates) == (orders["status"] == "completed").sum()
        assert all(one.sent == one.filled + sum(one.others.values()) for one in fates)
        assert all(count > 0 for one in fates for count in one.others.values())


def test_kinds_are_told_apart(runs):
    found = [[one.kind for one in order_fates(run.tables)] for run in runs]
    assert found == [["market"], ["market", "stop"], ["limit", "stop"]]


def test_reasons_are_those_of_the_table(runs):
    stops = order_fates(runs[1].tables)[1]
    rows = runs[1].table("resting_orders").to_pylist()
    assert stops.others.get("cancelled", 0) == sum(row["reason"] == "cancelled" for row in rows) > 0
