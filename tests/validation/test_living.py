"""The arithmetic of the largest withdrawal, by hand, and published studies from the same start dates."""

import numpy as np
import pytest

from validation import living_reckoned as living
from validation import living_studies


def test_money_that_does_not_grow_is_paid_out_in_equal_parts():
    flat = {(year, month): 7.0 for year in (1999, 2000, 2001) for month in range(1, 13)}
    assert living_studies.most(flat, 2000, 2, raised=False) == pytest.approx(0.5)


def test_what_doubles_after_the_first_payment_makes_the_others_half_as_dear():
    worth = {(1999, 12): 1.0, **{(2000, month): 2.0 for month in range(1, 13)}}
    assert living_studies.most(worth, 2000, 1, raised=False) == pytest.approx(12.0 / (1.0 + 11 / 2.0))


def test_what_is_taken_from_a_path_leaves_what_must_be_left():
    random = np.random.default_rng(3)
    worth = np.cumprod(1.0 + 0.01 * random.standard_normal((1, 12 * living.YEARS)) + 0.004, axis=1)
    ((most, _),) = living.carried(worth, np.ones(12 * living.YEARS + 1))
    left = worth[0, 0]
    for month, factor in enumerate(living.raised()):
        left = (left - most / 12.0 * factor) * worth[0, month + 1] / worth[0, month]
    assert left == pytest.approx(living.POOR * (1.0 + living.INFLATION) ** living.YEARS)


@pytest.mark.pages
def test_most_cells_of_the_published_tables_are_the_same_within_one_start_date():
    cells, within, by_one, farthest = living_studies.apart()
    assert (cells, farthest) == (41, 2)
    assert within >= 26
    assert by_one >= 33
