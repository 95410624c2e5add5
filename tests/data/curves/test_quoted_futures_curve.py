"""Prices of futures as quoted, and where they are not: 72 days from 2 January to the expiry in March 2013."""

from datetime import date
from math import exp

import pyarrow as pa
import pytest

from data.base.arrow import to_column
from data.base.days import day_of
from data.contracts.contracts import FutureContract, future_spec
from data.curves.quoted_futures_curve import QuotedFuturesCurve
from data.futures.quotes import SCHEMA, FuturesQuotes
from data.market.market import Market

MARCH, JUNE = (
    FutureContract(future_spec("ES"), day_of(date.fromisoformat(text))) for text in ("2013-03-15", "2013-06-21")
)
OPENS = [998.0, 1_008.0, 1_015.0, 1_024.0]
BILLS = [0.03, 0.05, 0.04, 0.02]
SETTLED = {0: 1_006.0, 2: 1_025.5}


@pytest.fixture(scope="module")
def curve(market_table):
    """Sessions of 2, 3, 4 and 7 January; March is quoted on the first and the third, June never."""
    table = market_table(
        [1_000.0, 1_010.0, 1_020.0, 1_030.0],
        open=OPENS,
        high=[1_040.0] * 4,
        low=[990.0] * 4,
        bill_yield=BILLS,
        dividend_yield=[0.01] * 4,
    )
    days = table["date"].cast("int32").to_pylist()
    rows = [(days[row], "ES", MARCH.expiry, price) for row, price in SETTLED.items()]
    columns = [to_column(list(one), field.type) for one, field in zip(zip(*rows, strict=True), SCHEMA, strict=True)]
    return QuotedFuturesCurve(
        Market(table, futures=FuturesQuotes(pa.table(columns, schema=SCHEMA)), index="SPX"), 0.005
    )


def carry(bill, days):
    return exp((bill + 0.005 - 0.01) * days / 365)


def test_a_price_is_the_settlement_of_that_contract_and_day_and_else_the_cost_of_carry(curve):
    assert [curve.quoted(MARCH, row) for row in range(4)] == [1_006.0, None, 1_025.5, None]
    assert [curve.quoted(JUNE, row) for row in range(4)] == [None] * 4
    modelled = [pytest.approx(1_010.0 * carry(0.05, 71)), pytest.approx(1_030.0 * carry(0.02, 67))]
    assert [curve.price(MARCH, row) for row in range(4)] == [1_006.0, modelled[0], 1_025.5, modelled[1]]
    assert curve.price(JUNE, 0) == pytest.approx(1_000.0 * carry(0.03, 170))


def test_the_open_has_the_basis_of_the_evening_before_where_that_was_quoted(curve):
    assert curve.open_price(MARCH, 1) == pytest.approx(1_008.0 * 1_006.0 / 1_000.0)
    assert curve.open_price(MARCH, 3) == pytest.approx(1_024.0 * 1_025.5 / 1_020.0)
    assert curve.open_price(MARCH, 2) == pytest.approx(1_015.0 * carry(0.05, 70))
    assert curve.open_price(JUNE, 1) == pytest.approx(1_008.0 * carry(0.03, 169))


def test_the_open_of_the_first_session_knows_no_settlement_yet(curve):
    assert curve.open_price(MARCH, 0) == pytest.approx(998.0 * carry(0.03, 72))
