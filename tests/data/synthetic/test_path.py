"""A path: its sessions on any calendar, its levels, and the market that it is."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from data.base.days import date_of, day_of
from data.base.errors import DataError
from data.contracts.calendars import EVERY_DAY, LONG, exchange, xnys
from data.market.embedded import embedded_market, long_market
from data.synthetic.moves import BILL, GROWTH, OPENED, SHORTER, SPOT, STILL, Opening
from data.synthetic.path import WARM_UP, path_columns, path_days, path_market

CODES = "XNYS", "XTKS", EVERY_DAY, LONG
LAST_DAYS = date(2024, 2, 29), date(2025, 12, 31), date(2026, 7, 10), date(2023, 3, 1)


def over(code="XNYS", last=date(2019, 12, 31), years=1):
    return path_days(exchange(code), day_of(last), years)


def moving(sessions):
    """Moves by chance, of prices and currency."""
    moves, random = np.tile(STILL, (sessions, 1)), np.random.default_rng(1)
    moves[:, GROWTH], moves[:, SPOT] = np.exp(0.01 * random.standard_normal((2, sessions)))
    moves[:, OPENED], moves[:, BILL], moves[:, SHORTER] = 0.999, 0.03, -0.002
    return moves


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("last", LAST_DAYS, ids=str)
def test_sessions_are_those_of_the_years_after_a_day_and_the_warm_up_ends_on_it(code, last):
    calendar, path = exchange(code), over(code, last, 8)
    assert path.first == WARM_UP == sum(day <= day_of(last) for day in path.days)
    assert path.days[path.first - 1] == calendar.on_or_before(day_of(last))
    assert date_of(path.days[-1]).year == last.year + 8
    assert all(calendar.after(one) == following for one, following in pairwise(path.days))


@pytest.mark.parametrize("last", LAST_DAYS, ids=str)
@pytest.mark.parametrize("years", [1, 3, 4, 20])
def test_years_end_on_the_same_day_of_the_month_or_on_its_28th(last, years):
    """A leap day has none in most years."""
    end = date_of(over(EVERY_DAY, last, years).days[-1])
    assert (end.year, end.month, end.day) == (last.year + years, last.month, min(last.day, 28))


def test_a_day_that_is_no_session_is_the_session_before_it():
    assert over(last=date(2020, 7, 4)).days[: WARM_UP + 1] == over(last=date(2020, 7, 2)).days[: WARM_UP + 1]


@pytest.mark.parametrize(("code", "years"), [("XNYS", 60), ("XTKS", 60), (EVERY_DAY, 60), ("XNYS", 10_000)])
def test_years_after_the_end_of_a_calendar_are_refused_in_a_sentence(code, years):
    sentence = rf"^{years} years after 2020-06-30: the calendar {code} ends on 2079-12-\d\d; choose fewer years$"
    with pytest.raises(DataError, match=sentence):
        over(code, date(2020, 6, 30), years)


def test_a_calendar_without_the_warm_up_is_refused_in_a_sentence():
    with pytest.raises(DataError, match=r"^calendar XTKS: no session beside 1997-01-06; it covers 1997-01-06 to"):
        over("XTKS", date(1990, 1, 31))


@pytest.mark.parametrize("market", [embedded_market, long_market])
def test_the_markets_of_the_program_have_paths_of_half_a_century(market):
    path = path_days(market().calendar, market().days[-1], 50)
    assert path.days[path.first - 1] == market().days[-1]


@pytest.mark.parametrize("first", [0, 1, 100, 299])
def test_levels_are_the_opening_s_on_the_first_session_and_move_by_the_moves(first):
    moves, opening = moving(300), Opening(4000.0, 110.0)
    made = path_columns(moves, opening, first)
    for column, levels, level in ((GROWTH, made.close, 4000.0), (SPOT, made.usdjpy, 110.0)):
        assert levels[first] == level
        np.testing.assert_allclose(levels[1:] / levels[:-1], moves[1:, column], rtol=1e-13)
    np.testing.assert_allclose(made.open[1:], 0.999 * made.close[:-1], rtol=1e-15)
    np.testing.assert_allclose(made.open[0], 0.999 * made.close[0] / moves[0, GROWTH], rtol=1e-13)
    np.testing.assert_allclose(made.bill_yield_1m, 0.028, rtol=1e-15)


def test_the_market_of_a_path_is_made_up_and_begins_after_its_warm_up():
    path = over()
    columns = path_columns(np.tile(STILL, (len(path.days), 1)), Opening(4000.0, np.nan), path.first)
    market = path_market(columns, path, {"path": {"place": 7}}, 1)
    assert (market.index, market.bill_months, market.origin) == ("synthetic", 1, {"path": {"place": 7}})
    assert (market.days, market.starts, market.calendar) == (path.days, path.days[WARM_UP], xnys())
    assert all(market.values("vix_modelled"))
    assert all(market.values("dividend_derived"))
    assert not any(market.values("bill_carried"))


def test_a_path_that_leaves_the_prices_of_any_market_is_refused():
    path = over()
    moves = np.tile(STILL, (len(path.days), 1))
    moves[:, GROWTH] = 0.9
    with pytest.raises(DataError, match=r"is not between 0\.01 and 1e\+09"):
        path_market(path_columns(moves, Opening(4000.0, 110.0), path.first), path, {})
