"""Crashes that may come again: which day, how often, and what becomes of the session in whose place it comes."""

from datetime import date

import numpy as np
import pytest

from data.base.days import date_of, day_of
from data.base.errors import ConfigError
from data.contracts.calendars import exchange
from data.market.embedded import long_market
from data.synthetic.crash_days import crash, struck
from data.synthetic.moves import BILL, GROWTH, HIGH, LOW, OPENED, REAL, SHORTER, SPOT, STILL, VIX, YEN_RATE, Opening
from data.synthetic.path import path_columns, path_days, path_market

OF_PRICES, OTHERS = (GROWTH, OPENED, HIGH, LOW, REAL, VIX), (BILL, SHORTER, SPOT, YEN_RATE)
WORST = {
    "1929:0.01": (date(1929, 10, 28), 0.1294), "1987:0.025": (date(1987, 10, 19), 0.2047),
    "2008:0.1": (date(2008, 10, 15), 0.0903), "2020:0.05": (date(2020, 3, 16), 0.1198),
}  # fmt: skip


def still(sessions):
    return np.tile(STILL, (sessions, 1))


def struck_by(text, sessions, seed=1, *, opens=False, per_year=252.0):
    """Still sessions with a crash in some of their places, and these."""
    moves = struck(still(sessions), (crash(text),), np.random.default_rng(seed), per_year, opens=opens)
    return moves, np.flatnonzero(moves[:, GROWTH] != 1.0)


@pytest.mark.parametrize("text", WORST)
def test_a_crash_is_the_worst_day_of_its_year(text):
    day, fall = WORST[text]
    one, market = crash(text), long_market()
    row = market.row_of(one.day)
    assert (date_of(one.day), round(one.fall, 4)) == (day, fall)
    assert one.rate == float(text.partition(":")[2])
    closes = market.floats("close")
    assert one.moves[GROWTH] == closes[row] / closes[row - 1]
    of_year = [closes[at] / closes[at - 1] for at in range(1, len(market)) if date_of(market.days[at]).year == day.year]
    assert min(of_year) == one.moves[GROWTH]


@pytest.mark.parametrize(
    "text",
    ["", "1987", "1987:", ":0.025", "1987:0", "1987:-0.025", "1987:often", "1987:0.02:1", "1987:nan", "1987:inf",
     "1987:253", "x:0.1", "1987.5:0.1", "1987,0.025"],
)  # fmt: skip
def test_what_is_no_crash_is_refused_in_a_sentence(text):
    sentence = r"^crash '.*': should be a year and how often a year its worst day comes, such as 1987:0\.025$"
    with pytest.raises(ConfigError, match=sentence):
        crash(text)


@pytest.mark.parametrize("year", [-5, 0, 1776, 1927, 2050, 10**30])
def test_a_year_without_sessions_is_refused_in_a_sentence(year):
    with pytest.raises(ConfigError, match=rf"^crash {year}: no session is known of it; known are 1928 to 20\d\d$"):
        crash(f"{year}:0.1")


@pytest.mark.parametrize(("rate", "per_year"), [(0.025, 252.0), (2.0, 252.0), (2.0, 365.0), (252.0, 252.0)])
def test_crashes_come_as_often_a_year_as_they_are_said_to(rate, per_year):
    sessions = 400_000
    _, rows = struck_by(f"1987:{rate}", sessions, per_year=per_year)
    chance = rate / per_year
    assert abs(len(rows) - chance * sessions) <= 4.0 * np.sqrt(sessions * chance * (1.0 - chance))


def test_a_session_has_the_prices_and_the_vix_of_the_crash_and_keeps_its_rates_and_currency():
    one = crash("2020:20")
    moves, rows = struck_by("2020:20", 2000)
    assert len(rows) > 50
    for row in rows:
        assert moves[row, OF_PRICES].tolist() == [one.moves[column] for column in OF_PRICES]
        assert moves[row, OTHERS].tolist() == [STILL[column] for column in OTHERS]
    assert np.array_equal(np.delete(moves, rows, axis=0), still(2000 - len(rows)))


def test_where_opens_have_to_be_real_a_crash_without_one_falls_overnight():
    one = crash("1987:20")
    assert one.moves[REAL] == 0.0
    moves, rows = struck_by("1987:20", 2000, opens=True)
    assert set(moves[:, REAL]) == {1.0}
    assert (moves[rows, OPENED] == moves[rows, GROWTH]).all()
    assert (moves[:, HIGH] >= np.maximum(1.0, moves[:, OPENED] / moves[:, GROWTH])).all()
    assert (moves[:, LOW] <= np.minimum(1.0, moves[:, OPENED] / moves[:, GROWTH])).all()


def test_a_crash_whose_open_is_known_keeps_it():
    one = crash("2020:20")
    moves, rows = struck_by("2020:20", 2000, opens=True)
    assert one.moves[REAL] == 1.0
    assert set(moves[rows, OPENED]) == {one.moves[OPENED]} != {one.moves[GROWTH]}


def test_where_opens_need_not_be_real_none_is_made_up():
    moves, rows = struck_by("1987:20", 2000)
    assert set(moves[rows, REAL]) == {0.0}
    assert set(moves[rows, OPENED]) == {1.0}
    assert (moves[rows, HIGH] * moves[rows, GROWTH] >= 1.0 - 1e-15).all()


def test_the_later_of_two_crashes_that_meet_is_the_one_that_comes():
    both = struck(still(500), (crash("1987:252"), crash("2020:252")), np.random.default_rng(1), 252.0, opens=False)
    assert set(both[:, GROWTH]) == {crash("2020:252").moves[GROWTH]}


@pytest.mark.parametrize("code", ["XNYS", "24/7"])
@pytest.mark.parametrize("opens", [False, True])
def test_sessions_with_crashes_are_a_market_also_in_the_warm_up(code, opens):
    over = path_days(exchange(code), day_of(date(2020, 6, 30)), 1)
    moves = still(len(over.days))
    texts = [f"{text.partition(':')[0]}:10" for text in WORST]
    struck(moves, tuple(crash(text) for text in texts), np.random.default_rng(3), 252.0, opens=opens)
    rows = np.flatnonzero(moves[:, GROWTH] != 1.0)
    assert rows[0] < over.first < rows[-1]
    market = path_market(path_columns(moves, Opening(4000.0, 110.0), over.first), over, {})
    assert market.values("close")[over.first] == 4000.0
