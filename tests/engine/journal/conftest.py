import pytest

from data.market.market import Market
from tests.support.papers import on


@pytest.fixture(scope="session")
def recent(whole_market):
    """The sessions from 2018 to June 2020: enough to look back from the spring of 2020, and quicker than all."""
    first, last = (whole_market.row_from(on(day)) for day in ("2018-01-02", "2020-07-01"))
    table = whole_market.table.slice(first, last - first)
    return Market(table, origin=whole_market.origin, index=whole_market.index, bill_months=whole_market.bill_months)
