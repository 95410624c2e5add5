"""What a run says of money that was taken out of it in a fall."""

from datetime import date

import pyarrow as pa
import pytest

from engine import load_config
from engine.manifest.flow_notes import flow_notes

DAYS = [date(2020, 2, 3), date(2020, 3, 2), date(2020, 4, 1)]


def told(kinds, drawdowns, settings=("flows.withdraw=100",)):
    tables = {
        "equity": pa.table({"date": pa.array(DAYS), "drawdown": drawdowns, "equity": [9e5] * 3}),
        "flows": pa.table({"date": pa.array(DAYS), "kind": kinds, "paid": [100.0] * 3}),
        "events": pa.table({"kind": pa.array([], pa.string())}),
    }
    return flow_notes(load_config(None, [*settings]), tables)


def test_what_was_sold_in_a_fall_is_told_with_what_it_would_have_been_worth_at_the_high():
    _, fallen = told(["withdrawal"] * 3, [-0.0999, -0.2, -0.5])
    values = fallen["values"]
    assert (fallen["code"], values["count"], values["amount"]) == ("flows_in_fall", 2, 200.0)
    assert values["more"] == pytest.approx(100.0 / 0.8 + 100.0 / 0.5 - 200.0)


def test_near_the_high_and_of_money_that_came_in_nothing_is_told():
    assert len(told(["withdrawal"] * 3, [0.0, -0.05, -0.09])) == 1
    assert len(told(["contribution"] * 3, [-0.3, -0.3, -0.3])) == 1


def test_what_went_to_other_accounts_is_no_withdrawal_to_live_on():
    (moved,) = told(["transfer_in", "transfer_out", "transfer_out"], [-0.3] * 3, settings=())
    assert (moved["code"], moved["values"]["came"], moved["values"]["went"]) == ("flows_moved", 100.0, 200.0)
    paid, fallen, _ = told(["withdrawal", "transfer_out", "contribution"], [-0.3] * 3)
    assert (paid["values"]["count"], paid["values"]["went"], fallen["values"]["count"]) == (1, 100.0, 1)


def test_of_an_account_to_which_nothing_was_paid_or_moved_nothing_is_told():
    nothing = {"date": pa.array([], pa.date32()), "kind": pa.array([], pa.string()), "paid": pa.array([], pa.float64())}
    equity = pa.table({"date": pa.array(DAYS), "equity": [9e5] * 3})
    assert flow_notes(load_config(), {"flows": pa.table(nothing), "equity": equity}) == []
