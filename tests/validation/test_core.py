"""The core as it is: the pages are what runs say."""

import pytest

from validation.core import GATED, PAGES, gated, own_rows, page


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_what_runs_say(language):
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


def test_funds_from_the_files_of_their_closes_and_their_models_differ_by_a_few_basis_points_a_year():
    apart = {kind: float(file) - float(model) for kind, _, _, file, model, _ in own_rows()}
    assert abs(apart["BIL"]) < 0.01
    assert abs(apart["SGOV"]) < 0.05


@pytest.mark.pages
def test_with_thin_cash_a_stopped_fund_sells_out_who_lives_off_it():
    sold = {(name, event): gated(name, 0.05, event).sold for name in GATED[:2] for event in ("none", "reserve_2008")}
    assert [bool(day) for day in sold.values()] == [False, True, False, True]
