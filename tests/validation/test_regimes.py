"""The printed crash windows and bear markets, on the future within two sessions; and the page is what a run says."""

import numpy as np
import pytest

from data.base.days import iso
from validation.regimes import (
    PAGE,
    cash,
    fall_between,
    filled,
    found,
    furthest,
    futures,
    match,
    page,
    printed,
    sessions_apart,
)

pytestmark = pytest.mark.usefixtures("replay_data")
NOT_FLAGGED = "2018-10-03"
KNOWN_ON_A_HOLIDAY = "2008-01-21"
WITHOUT_ITS_LOW = "2018-09-21"


@pytest.fixture(scope="module")
def replay_data(development_data):
    return development_data("spx_daily.csv"), development_data("sp500_futures_front_next_daily.csv")


def test_the_page_is_what_a_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_printed_crash_windows_are_found_within_two_sessions():
    windows = found("crash", futures())
    missed = [iso(fall.peak) for fall in printed("crash") if match(fall, windows) is None]
    assert len(printed("crash")) == 21
    assert missed == [NOT_FLAGGED]
    assert all(furthest(fall, match(fall, windows)) <= 2 for fall in printed("crash") if match(fall, windows))


def test_their_depths_agree_where_the_lowest_session_is_in_the_file():
    windows = found("crash", futures())
    pairs = [(fall, match(fall, windows)) for fall in printed("crash")]
    off = [iso(fall.trough) for fall, mine in pairs if mine and abs(fall.depth - mine.depth) > 0.1]
    assert off == [KNOWN_ON_A_HOLIDAY, "2018-12-26", "2020-03-23"]


def test_the_window_not_found_misses_the_line_by_a_tenth_of_a_point_and_one_is_not_printed():
    assert fall_between(futures(), "2018-10-02", "2018-10-29") == pytest.approx(-9.9, abs=0.05)
    extra = [fall for fall in found("crash", futures()) if match(fall, printed("crash")) is None]
    assert [iso(fall.seen) for fall in extra] == ["2018-02-08"]


def test_printed_bear_markets_are_found_within_two_sessions():
    bears = found("bear", futures())
    pairs = {iso(fall.peak): (fall, match(fall, bears)) for fall in printed("bear")}
    assert pairs.pop(WITHOUT_ITS_LOW)[1] is None
    far = [peak for peak, (fall, mine) in pairs.items() if furthest(fall, mine) > 2]
    assert len(bears) == len(pairs) == 7
    assert far == ["2007-10-09"]
    fall, mine = pairs["2007-10-09"]
    assert (mine.peak, mine.trough) == (fall.peak, fall.trough)
    assert (iso(fall.seen), iso(mine.seen)) == (KNOWN_ON_A_HOLIDAY, "2008-07-02")


def test_with_its_lowest_session_2018_is_a_bear_market():
    fall = next(fall for fall in printed("bear") if iso(fall.peak) == WITHOUT_ITS_LOW)
    mine = match(fall, found("bear", filled()))
    assert furthest(fall, mine) <= 2
    assert mine.depth == pytest.approx(fall.depth, abs=0.1)


def test_the_index_has_other_windows_and_bears():
    def missing(kind):
        return [iso(fall.peak) for fall in printed(kind) if match(fall, found(kind, cash())) is None]

    assert missing("crash") == ["2011-09-16", "2011-10-27", "2018-10-03"]
    assert missing("bear") == ["1998-07-17", "2018-09-21"]


def test_the_future_has_no_roll_gap():
    days, levels = futures()
    index = dict(zip(*cash(), strict=True))
    moves = np.diff(np.log(levels)) - np.diff(np.log([index[day] for day in days]))
    assert np.abs(moves).max() < 0.03
    assert levels[-1] / levels[0] < index[days[-1]] / index[days[0]]


def test_sessions_are_counted_on_the_exchange_calendar():
    days = {text: next(day for day in cash().days if iso(day) == text) for text in ("2018-12-21", "2018-12-26")}
    assert sessions_apart(days["2018-12-26"], days["2018-12-21"]) == 2
