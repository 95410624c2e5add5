"""The core as it is: the pages are what runs say."""

import pytest

from validation.core import GATED, PAGES, gated, own_rows, page


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_what_runs_say(language):
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


def test_a_fund_from_the_file_of_its_closes_and_its_model_differ_by_less_than_a_basis_point_a_year():
    rate = {name: float(paid) for name, _, _, paid in own_rows()}
    assert abs(rate["file"] - rate["BIL"]) < 0.01
    assert rate["file"] - rate["mmf"] > 0.05


@pytest.mark.pages
def test_with_thin_cash_a_stopped_fund_sells_out_who_lives_off_it():
    sold = {(name, event): gated(name, 0.05, event).sold for name in GATED[:2] for event in ("none", "reserve_2008")}
    assert [bool(day) for day in sold.values()] == [False, True, False, True]
