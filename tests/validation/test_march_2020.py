"""March 2020: the page is what a run says, and calls come when the arithmetic says."""

import numpy as np
import pytest

from engine.audit.held import tolerable_falls
from validation.march_2020 import (
    BARE,
    BOLD,
    FUND_COUNTS,
    PAGE,
    PRUDENT,
    RECKLESS,
    accidents,
    foretold_call,
    page,
    tolerable_fall,
)


@pytest.mark.pages
def test_the_page_is_what_a_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_first_call_comes_on_the_day_foretold(subtests):
    for account in [one for one in RECKLESS if one.profile == "us_fcm_tbill"]:
        with subtests.test(str(account)):
            run = account.run(*BARE, *BOLD)
            calls = [day for day, kind, _ in accidents(run) if kind == "margin_call"]
            assert calls[:1] == [day for day in [foretold_call(run).day] if day]


@pytest.mark.pages
def test_a_prudent_account_with_its_rules_is_never_called(subtests):
    for account in PRUDENT:
        with subtests.test(str(account)):
            run = account.run()
            assert [kind for _, kind, _ in accidents(run) if kind != "cap"] == []
            falls = tolerable_falls(run)
            assert not (falls <= 0.0).any()
            if account.profile in FUND_COUNTS:
                assert np.nanmin(falls) > 1.0


@pytest.mark.pages
def test_forty_percent_just_fails():
    # b = 40 % of notional, m = 10.9 % at its highest: 32.7 % was tolerable, the index fell by 33.9 %
    told = {one.overlay: foretold_call(one.run(*BARE, *BOLD)) for one in RECKLESS if one.profile == "us_fcm_tbill"}
    assert told[2.75].b < 0.40 < told[2.5].b
    assert told[2.75].day is not None
    assert told[2.5].day is None


@pytest.mark.parametrize(
    ("buffer", "margin", "fall"),
    [
        (0.20, 0.05, 0.158),
        (0.20, 0.10, 0.111),
        (0.30, 0.05, 0.263),
        (0.30, 0.10, 0.222),
        (0.40, 0.05, 0.368),
        (0.40, 0.10, 0.333),
    ],
)
def test_the_fall_a_buffer_tolerates(buffer, margin, fall):
    assert tolerable_fall(buffer, margin) == pytest.approx(fall, abs=0.0006)


def test_a_buffer_of_two_fifths_just_fails_february_to_march_2020():
    # -34 % with margin of 10.9 % of notional
    assert tolerable_fall(0.40, 0.109) < 0.34 < tolerable_fall(0.42, 0.109)
