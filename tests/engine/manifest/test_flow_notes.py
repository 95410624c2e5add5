"""What a run says of money that was taken out of it in a fall."""

from datetime import date

import pyarrow as pa
import pytest

from engine import load_config
from engine.manifest.flow_notes import flow_notes

DAYS = [date(2020, 2, 3), date(2020, 3, 2), date(2020, 4, 1)]


def told(kinds, drawdowns):
    tables = {
        "equity": pa.table({"date": pa.array(DAYS), "equity": [900.0] * 3, "drawdown": drawdowns}),
        "flows": pa.table({"date": pa.array(DAYS), "kind": kinds, "paid": [100.0] * 3}),
        "events": pa.table({"kind": pa.array([], pa.string())}),
    }
    return flow_notes(load_config(None, ["flows.withdraw=100"]), tables)


def test_what_was_sold_in_a_fall_is_told_with_what_it_would_have_been_worth_at_the_high():
    _, fallen = told(["withdrawal"] * 3, [-0.0999, -0.2, -0.5])
    values = fallen["values"]
    assert (fallen["code"], values["count"], values["amount"]) == ("flows_in_fall", 2, 200.0)
    assert values["more"] == pytest.approx(100.0 / 0.8 + 100.0 / 0.5 - 200.0)


def test_near_the_high_and_of_money_that_came_in_nothing_is_told():
    assert len(told(["withdrawal"] * 3, [0.0, -0.05, -0.09])) == 1
    assert len(told(["contribution"] * 3, [-0.3, -0.3, -0.3])) == 1
