"""What orders and fills were for is told by a code; what a strategy calls them is told by nothing but the tables."""

import pytest

from data.base.columns import with_later_columns
from engine import backtest, load_config
from engine.analysis.meant_for import meant_for
from engine.analysis.metrics import metrics
from engine.results.schemas import TABLES
from strategies.events.purposes import BROKERS, Purpose

YEAR = ("period.start=2006-07-03", "period.end=2007-12-31")


@pytest.fixture(scope="module", params=["A", "B", "C"])
def run(request, market):
    return backtest(load_config(None, [*YEAR, "insurance.sessions_before=0"], pattern=request.param), market)


@pytest.mark.parametrize("table", ["fills", "orders"])
def test_our_patterns_call_a_filled_order_by_its_purpose_where_it_has_one(run, table):
    rows = [row for row in run.table(table).to_pylist() if row.get("filled", 1) and row["purpose"] != "trade"]
    assert rows
    assert [row["reason"] for row in rows] == [row["purpose"] for row in rows]


def test_a_run_without_the_column_is_read_by_its_reasons(run):
    before = {
        name: with_later_columns(table.drop_columns(["purpose"]), TABLES[name])
        if name in {"orders", "fills"}
        else table
        for name, table in run.tables.items()
    }
    assert metrics(before) == metrics(run.tables)
    for purpose in Purpose:
        if purpose != Purpose.TRADE:
            assert (meant_for(before["fills"], purpose) == meant_for(run.table("fills"), purpose)).all()


def test_words_are_those_of_the_codes(run):
    told = set(run.table("fills")["purpose"].to_pylist()) | set(run.table("orders")["purpose"].to_pylist())
    assert told <= {purpose.word for purpose in Purpose}


def test_the_broker_has_two_of_its_own():
    assert [purpose.word for purpose in BROKERS] == ["expiry", "liquidation"]
