"""The model of exchange margins against the published table and against what is known outside it."""

import numpy as np
import pytest

from data.base.days import iso
from data.margin.margins import margin_models, modelled_maintenance
from data.market.embedded import embedded_market
from validation import margin_fit
from validation.margins import FAMILY, FITTED_FIRST, FITTED_SECOND, MULTIPLIER, PAGE, errors, known, on, page, rms


def test_the_page_is_what_the_model_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_model_errs_by_less_than_eight_percent_and_is_nowhere_eight_percent_below():
    _, found = errors()
    assert len(found) == 2584
    assert rms(found) < 0.055
    assert found.min() > -0.08


def test_in_march_2020_it_asked_no_less_than_the_exchange():
    days, found = errors()
    crash = found[[place for place, day in enumerate(days) if "2020-02-20" <= iso(day) <= "2020-04-15"]]
    assert -0.02 < crash.mean() < 0.10


def test_it_is_nowhere_a_tenth_from_what_is_known(subtests):
    for one in known():
        with subtests.test(iso(one.day)):
            modelled, asked, _ = on(one.day)
            assert modelled / one.maintenance == pytest.approx(1.0, abs=0.10)
            assert asked / one.maintenance == pytest.approx(1.0, abs=0.10)


@pytest.mark.pages
def test_many_models_walk_as_one_does():
    market, models = embedded_market(), margin_models(FAMILY)[:1]
    one = modelled_maintenance(market.days, market.values("close"), MULTIPLIER, models)
    many = {name: np.tile(values, 2) for name, values in margin_fit.in_use().items()}
    many["slow_multiple"][1] *= 1.1
    path = margin_fit.walk(many, market.floats("close"))
    assert path[:, 0] == pytest.approx(np.array(one), rel=1e-12)
    assert not np.allclose(path[:, 1], path[:, 0])


@pytest.mark.pages
def test_the_error_in_use_is_that_of_the_page_and_a_fit_to_half_errs_more_on_the_other():
    _, found = errors()
    first, second = (margin_fit.error(margin_fit.in_use(), days) for days in margin_fit.halves())
    sizes = [days.sum() for days in margin_fit.halves()]
    assert np.sqrt(np.average([first**2, second**2], weights=sizes)) == pytest.approx(rms(found), abs=1e-9)
    assert max(first, second) < min(FITTED_FIRST, FITTED_SECOND)
