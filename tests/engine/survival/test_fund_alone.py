"""What is left of the fund alone beside an account that is lived from: the same payments, as far as it lasts."""

import pytest

from engine.settings.run_config import load_config
from engine.survival.starts import StartRuns
from engine.survival.windows import windows


def end(market, *flows, pattern="core"):
    """The row of the first start date, over a year, in plain Python."""
    config = load_config(None, flows, pattern=pattern)
    first = windows(config, market, 1)[:1]
    (row,) = StartRuns([config], market, 1, compiled=False).only(first).table().to_pylist()
    return row


@pytest.fixture(scope="module")
def untouched(crisis):
    return end(crisis)["fund"]


def test_each_payment_costs_as_much_of_the_end_as_the_first(crisis, untouched):
    once, twice = (end(crisis, f"flows.withdraw={amount}")["fund"] for amount in (10_000, 20_000))
    assert twice < once < untouched - 11 * 0.01
    assert twice - once == pytest.approx(once - untouched, rel=1e-12)


def test_what_is_paid_in_and_out_again_is_as_if_nothing_were(crisis, untouched):
    assert end(crisis, "flows.withdraw=5000", "flows.contribute=5000")["fund"] == pytest.approx(untouched, rel=1e-14)


def test_a_fund_that_is_used_up_has_nothing_left(crisis):
    row = end(crisis, "flows.withdraw=200000")
    assert row["fund"] == row["real_fund"] == 0.0


def test_an_account_that_is_all_fund_comes_to_the_same_but_for_its_cash(crisis):
    row = end(crisis, "flows.withdraw_share=0.1", "flows.inflation=0.02")
    assert row["wealth"] == pytest.approx(row["fund"], rel=1e-3)
    assert row["real_fund"] / row["fund"] == pytest.approx(1.0 / 1.02)
