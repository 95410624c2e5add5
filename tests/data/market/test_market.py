from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from data.base.days import day_of, iso
from data.base.errors import DataError, LookAheadError
from data.market.market import Market
from data.sessions.market_table import COLUMNS, FILLED_BY, SCHEMA

CLOSES = [100.0, 101.0, 102.0, 103.0, 104.0]
THIRD = day_of(date(2013, 1, 4))


@pytest.fixture
def five_days(small_market):
    return small_market(CLOSES)


def test_every_column_carries_its_unit(five_days):
    for column, field in zip(COLUMNS, five_days.table.schema, strict=True):
        assert field.metadata[b"unit"] == column.unit.encode() != b""


LATER = {*FILLED_BY, "dividend_derived"}
"""Columns that may be left out: nothing is known then, and dividends are published ones."""


def test_a_missing_column_is_named(market_table, subtests):
    for column in [name for name in SCHEMA.names if name not in LATER]:
        with subtests.test(column=column), pytest.raises(DataError, match=f"column {column} is missing"):
            Market(market_table(CLOSES).drop_columns([column]))


def test_without_yen_nothing_is_known_of_it_and_what_needs_it_is_told_so(market_table):
    market = Market(market_table(CLOSES).drop_columns(sorted(LATER)))
    assert all(np.isnan(market.floats(name)).all() for name in FILLED_BY)
    assert not any(market.values("dividend_derived"))
    told = f"an account in yen needs usdjpy, which the market does not have on {iso(market.days[1])}"
    with pytest.raises(DataError, match=told):
        market.require("usdjpy", market.days[1], market.days[-1], "an account in yen")


def test_only_optional_columns_may_be_unknown(market_table):
    unknown = np.full(len(CLOSES), np.nan)
    for name in FILLED_BY:
        Market(market_table(CLOSES, **{name: unknown}))
    with pytest.raises(DataError, match="column bill_yield: nan"):
        Market(market_table(CLOSES, bill_yield=unknown))


def test_runs_begin_where_the_market_says(market_table):
    days = Market(market_table(CLOSES)).days
    assert Market(market_table(CLOSES)).starts == days[0]
    market = Market(market_table(CLOSES), starts=days[2], hypothetical_until=days[1])
    seen = market.until(days[3])
    assert (seen.starts, seen.hypothetical_until) == (days[2], days[1])


def test_an_unknown_column_and_a_wrong_type_are_named(market_table):
    table = market_table(CLOSES).append_column("colour", pa.array(list("abcde")))
    table = table.set_column(table.column_names.index("vix"), "vix", pa.array(list("abcde")))
    with pytest.raises(DataError, match="column colour is unknown; column vix is string, expected double"):
        Market(table)


def test_an_empty_cell_is_found(market_table):
    table = market_table(CLOSES)
    holed = table.set_column(1, pa.field("open", pa.float64()), pa.array([1.0, None, 1.0, 1.0, 1.0]))
    with pytest.raises(DataError, match="row 2, column open: an empty cell is not a value"):
        Market(holed)


def test_an_empty_table_is_refused(market_table):
    with pytest.raises(DataError, match="it has no rows"):
        Market(market_table(CLOSES).slice(0, 0))


def test_the_view_knows_today_and_the_past(five_days):
    view = five_days.as_of(THIRD)
    assert view.value("close") == 102.0
    assert view.at("close", THIRD - 1) == 101.0
    assert view.history("close", 2) == [101.0, 102.0]
    assert view.history("close", 99) == [100.0, 101.0, 102.0]


def test_sessions_ago_are_days_of_the_past(five_days):
    view = five_days.as_of(THIRD)
    assert [view.day_back(sessions) for sessions in (0, 1, 2, 3)] == [THIRD, THIRD - 1, THIRD - 2, None]
    with pytest.raises(LookAheadError):
        view.day_back(-1)


def test_the_view_refuses_tomorrow(five_days):
    view = five_days.as_of(THIRD)
    with pytest.raises(LookAheadError, match="market column close: asked for 2013-01-07, but today is 2013-01-04"):
        view.at("close", THIRD + 3)
    with pytest.raises(LookAheadError):
        view.history("close", 0)


def test_the_next_session_is_a_fact_known_ahead_also_on_the_last_day(five_days):
    assert [iso(five_days.as_of(day).next_session) for day in five_days.days] == [
        "2013-01-03", "2013-01-04", "2013-01-07", "2013-01-08", "2013-01-09",
    ]  # fmt: skip


def test_a_day_that_is_no_session_has_no_view(five_days):
    with pytest.raises(DataError, match="2013-01-05 is not one of its sessions"):
        five_days.as_of(THIRD + 1)


def test_the_market_until_a_day_has_forgotten_the_rest(five_days):
    assert five_days.until(THIRD).days == five_days.days[:3]
    assert five_days.until(THIRD).index == five_days.index == "SPX"
    with pytest.raises(DataError, match="nothing on or before"):
        five_days.until(0)


def test_the_digest_names_the_content(small_market, five_days):
    assert small_market(CLOSES).digest == five_days.digest
    assert small_market([*CLOSES[:-1], 104.5]).digest != five_days.digest
