"""The arithmetic of the largest withdrawal, by hand, and published studies from the same start dates."""

import numpy as np
import pytest

from engine.survival.histories import bills_open
from engine.survival.interval import Interval
from validation import living_coverage, living_studies
from validation import living_reckoned as living
from validation.survival_coverage import Generators


def test_money_that_does_not_grow_is_paid_out_in_equal_parts():
    assert living_studies.most({2000: 0.0, 2001: 0.0}, 2000, 2, raised=False) == pytest.approx(0.5)


def test_what_doubles_after_the_first_payment_makes_the_other_half_as_dear():
    assert living_studies.most({2000: 0.0, 2001: 1.0}, 2000, 2, raised=False) == pytest.approx(1.0 / 1.5)


def test_what_is_taken_from_a_path_leaves_what_must_be_left():
    random = np.random.default_rng(3)
    worth = np.cumprod(1.0 + 0.01 * random.standard_normal((1, 12 * living.YEARS)) + 0.004, axis=1)
    ((most, _),) = living.carried(worth, np.ones(12 * living.YEARS + 1))
    left = worth[0, 0]
    for month, factor in enumerate(living.raised()):
        left = (left - most / 12.0 * factor) * worth[0, month + 1] / worth[0, month]
    assert left == pytest.approx(living.POOR * (1.0 + living.INFLATION) ** living.YEARS)


@pytest.mark.pages
def test_the_published_tables_are_those_of_yearly_payments_from_published_returns():
    found = living_studies.apart(living_studies.by_year("annual_returns.csv"))
    assert (len(living_studies.published()), len(found.within), found.by_one, found.farthest) == (41, 37, 41, 1)


@pytest.mark.pages
def test_what_the_page_says_of_the_index_here_is_so(root):
    found = living_studies.told()
    assert (found["by_one"], found["farthest"]) == ("41", "1")
    page = (root / "docs" / "living.md").read_text(encoding="utf-8")
    assert f"{found['study_within']} with its returns are the same within a point" in page
    assert f"With the index here {found['within']} are the same within a point" in page


def test_an_interval_of_a_known_chance_has_the_places_at_which_its_ends_pass_it():
    def at(place):
        chance = (place + 1) / 1_000
        return Interval(chance, chance / 2, 2 * chance, chance, chance)

    assert living.ends(at, 0.0501) == pytest.approx((0.025, 0.050, 0.100))
    assert living.ends(at, 0.001) == pytest.approx((0.0, 0.001, 0.002))


@pytest.mark.pages
def test_where_the_level_of_bills_is_left_open_the_interval_holds_the_truth_far_more_often():
    """At the first seeds of the page: bills that come back by half in six years, the fund alone."""
    makers = living_coverage.Makers(Generators().by_name["regimes"], 6.0)
    true = 0.020
    made = [makers.history(place) for place in range(6)]
    still, left_open = (
        [living_coverage.of_history(one, place, bills)[0] for place, one in enumerate(made)]
        for bills in (0.0, bills_open())
    )
    held = [sum(safe <= true <= most for safe, _, most in found) for found in (still, left_open)]
    assert held[0] <= 2
    assert held[1] >= 5
