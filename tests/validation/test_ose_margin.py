"""The page on Nikkei margins: made of closes and of what was published, and its rows are those of the points."""

import re
from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import exchange
from validation.ose_margin import NEAR, PAGES, closes, held, page, points

SESSIONS = exchange("XTKS").between(day_of(date(2018, 1, 4)), day_of(date(2025, 12, 30)))


@pytest.fixture(scope="module")
def known():
    moves = 0.012 * np.random.default_rng(3).standard_normal(len(SESSIONS))
    return dict(zip(SESSIONS, (22_000.0 * np.exp(np.cumsum(moves))).tolist(), strict=True))


def rows_of(text):
    """(session, published, gap) of the rows of a page."""
    found = re.findall(
        r"^\| (\d{4}-\d\d-\d\d) \| [^|]* \| [^|]* \| ([\d,]+) \| [^|]* \| ([^|]*) \|", text, re.MULTILINE
    )
    return [(day, float(amount.replace(",", "")), gap.strip()) for day, amount, gap in found]


@pytest.mark.parametrize("language", PAGES)
def test_every_point_has_a_row_and_a_gap_where_the_series_has_its_day(known, language):
    rows = rows_of(page(known, language))
    assert sorted((day, amount) for day, amount, _ in rows) == sorted(
        (iso(one.day), one.maintenance) for one in points()
    )
    assert {day for day, _, gap in rows if gap} == {iso(one.day) for one in points() if one.day in known}


def test_gaps_are_of_the_side_that_was_published(known):
    long, short = (one for one in held(known) if iso(one.point.day) == "2023-11-29")
    assert (long.point.side, short.point.side) == ("long", "short")
    assert long.model != short.model
    assert long.gap == pytest.approx(long.model / 1_733_962 - 1)


@pytest.mark.parametrize("language", PAGES)
def test_the_page_as_it_stands_is_within_ten_percent_of_all_amounts_since_2023(language):
    rows = rows_of(PAGES[language].read_text(encoding="utf-8"))
    assert [(day, amount) for day, amount, _ in rows] != []
    gaps = [float(gap.rstrip("%")) / 100 for day, _, gap in rows if day >= "2023-11-06"]
    assert len(gaps) == 4
    assert max(map(abs, gaps)) <= NEAR


def test_closes_are_read_from_a_file_of_dates_and_values(tmp_path):
    path = tmp_path / "closes.csv"
    path.write_text("date,value\n2024-08-05,31458.42\n", encoding="utf-8")
    assert closes(path) == {day_of(date(2024, 8, 5)): 31458.42}
