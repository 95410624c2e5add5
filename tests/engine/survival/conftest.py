from datetime import date

import pytest

from data.base.days import day_of
from data.market.embedded import embedded_market
from data.market.market import Market


@pytest.fixture(scope="session")
def crisis():
    """Sessions of the embedded market from 2006 to 2009, of which a run may begin from November 2006 on."""
    whole = embedded_market()
    first, last = (whole.row_from(day_of(date(year, 1, 1))) for year in (2006, 2010))
    table = whole.table.slice(first, last - first)
    return Market(table, index=whole.index, bill_months=whole.bill_months, starts=day_of(date(2006, 11, 1)))
