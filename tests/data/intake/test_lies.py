"""Lies about good files: what is promised to be found is found, and nothing is found in good files.

The stated strengths stand in one place, `validation/lies_promised.csv`; `docs/lies.md` tells thousands of lies.
"""

import numpy as np
import pytest

from data.base.days import iso
from data.base.finding import Finding
from validation.lies_alarms import Alarm, made
from validation.lies_good import MAKERS, pool
from validation.lies_list import LIES
from validation.lies_promised import broken, group, promises
from validation.lies_table import Table, write
from validation.lies_told import outcomes
from validation.lies_values import Lied

SAMPLE = 100
DAYS = np.array([14_000, 14_001, 14_004, 14_005, 14_006, 14_007, 14_008])
"""Sessions from 2008-05-01, a Thursday, to the Friday after."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lies")


def sample():
    """A hundred lies, each once, by chance but always the same."""
    pairs = [(lie, label) for lie in LIES for label in lie.labels]
    chosen = np.random.default_rng(18).choice(len(pairs), SAMPLE, replace=False)
    return [lie._replace(times=1, labels=(label,)) for lie, label in (pairs[place] for place in sorted(chosen))]


@pytest.mark.pages
def test_what_is_promised_to_be_found_is_found(folder):
    told = list(outcomes(folder, sample()))
    assert len(told) >= SAMPLE - 10
    assert broken(told) == []


@pytest.mark.pages
def test_nothing_is_found_in_good_files(folder):
    assert {one.file: {each.check for each in one.false()} for one in made(folder) if one.false()} == {}


def test_the_stated_strengths_are_about_lies_that_are_told_and_say_why():
    pairs = {(group(lie.name), label) for lie in LIES for label in lie.labels}
    for one in promises():
        assert one.why
        assert (one.lie, one.label.partition(",")[0] if one.label.startswith("market") else one.label) in pairs
    assert len({one[:2] for one in promises()}) == len(promises())


def test_the_same_seed_makes_the_same_files_and_another_makes_others():
    first, again, other = ([table.cells for table in pool(seed, 1)] for seed in (1, 1, 2))
    assert first == again
    assert all(one != another for one, another in zip(first, other, strict=True))
    assert len(first) == len(MAKERS)


def a_table(values=("10.00", "10.10", "10.20", "10.30", "10.40", "10.50", "10.60")):
    return Table("index", "index", DAYS, {"close": list(values)}, {"close": "relative"})


def told(name, table, seed=3):
    lie = next(one for one in LIES if one.name == name)
    lied = lie.tell(table, "close", np.random.default_rng(seed))
    assert isinstance(lied, Lied)
    return lied


def test_a_wrong_digit_is_one_digit_of_one_cell_and_its_strength_is_the_error():
    right = a_table()
    lied = told("one wrong digit", right)
    (place,) = lied.places
    before, after = right.cells["close"][place], lied.table.cells["close"][place]
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert lied.strength == pytest.approx(100.0 * abs(float(after) / float(before) - 1.0))
    assert lied.table.with_cells("close", {place: before}).cells == right.cells


def test_rows_on_weekends_are_the_friday_s_again():
    lied = told("rows on weekends", a_table())
    extra = [day for day in lied.table.days.tolist() if (day + 3) % 7 >= 5]
    assert extra
    assert {lied.table.cells["close"][place] for place in lied.places} == {"10.10"}


def test_days_up_to_the_twelfth_change_places_with_their_months():
    lied = told("day and month half exchanged", a_table())
    assert [iso(day) for day in lied.table.days.tolist()][:3] == ["2008-01-05", "2008-02-05", "2008-05-05"]
    assert told("the same, put in order", a_table()).table.days.tolist() == sorted(lied.table.days.tolist())


def test_a_value_known_a_row_early_stands_beside_the_row_before():
    lied = told("values a row early", a_table())
    assert [float(text) for text in lied.table.cells["close"]][:3] == [10.1, 10.2, 10.3]


def test_a_file_is_written_with_iso_dates(tmp_path):
    assert write(a_table(), tmp_path).read_text().splitlines()[:2] == ["date,close", "2008-05-01,10.00"]


def test_an_alarm_that_is_true_of_its_file_is_not_false():
    right = Finding("looks-like-total-return", "warning", "sp500tr_daily.csv", None, "close", "", "", "")
    assert Alarm("data/sp500tr_daily.csv", "index", 1, (right,)).false() == []
    assert Alarm("data/spx_daily.csv", "index", 1, (right,)).false() == [right]
