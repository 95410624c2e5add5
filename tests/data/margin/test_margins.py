from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of
from data.margin.margins import (
    aimed_share,
    initial_ratio_schedule,
    margin_models,
    modelled_maintenance,
    modelled_schedule,
    step,
)

CLOSES = st.lists(st.floats(500.0, 1500.0), min_size=3, max_size=120)
CALM = [1000.0] * 50
DAYS = range(day_of(date(2000, 1, 3)), day_of(date(2003, 1, 3)))


def modelled(closes, first=DAYS[0]):
    return modelled_maintenance(range(first, first + len(closes)), closes, 50.0, margin_models("ES"))


@given(CLOSES)
def test_margin_stays_between_nothing_and_twelve_percent(closes):
    assert all(
        0.0 < margin <= 0.12 * 50.0 * close + 1e-9 for margin, close in zip(modelled(closes), closes, strict=True)
    )


@given(CLOSES, st.integers(2, 100))
def test_no_value_depends_on_a_later_close(closes, cut):
    assert modelled(closes)[:cut] == modelled(closes[:cut])


def test_todays_fall_raises_tomorrows_margin_by_at_most_18_percent():
    path = modelled([*CALM, 880.0, 880.0, 880.0])
    assert path[50] == path[49]
    assert path[49] < path[51] <= 1.18 * path[50] * (1 + 1e-12)


def test_margin_is_cut_late_and_in_steps():
    path = modelled([*CALM, 900.0, 1000.0, *[1000.0] * 400])
    peak = max(path)
    first_cut = next(place for place in range(path.index(peak), len(path)) if path[place] < path[place - 1])
    assert first_cut - path.index(peak) >= 90
    assert path[first_cut] >= 0.96 * path[first_cut - 1] * (1 - 1e-12)


def test_a_family_has_a_multiplier_and_a_model_of_its_own():
    nikkei, american = (modelled_schedule(DAYS[:5], [20_000.0] * 5, family) for family in ("NK225M", "ES"))
    assert margin_models("NK225M")[0][1].cap == 0.16
    assert nikkei[0] == pytest.approx(4.0 * 0.22 / 252**0.5 * 100 * 20_000)
    assert american[0] == pytest.approx(max(0.035, 3.9 * 0.16 / 252**0.5) * 50 * 20_000)


def test_the_share_aimed_at_is_the_same_of_one_session_and_of_many():
    model = margin_models("ES")[0][1]
    slow, fast, long_run = np.array([0.006, 0.02, 0.01, 0.3]), np.array([0.004, 0.05, 0.01, 0.3]), np.full(4, 0.005)
    many = aimed_share(model, slow, fast, long_run).tolist()
    assert many == [
        aimed_share(model, *one) for one in zip(*map(np.ndarray.tolist, (slow, fast, long_run)), strict=True)
    ]
    assert (min(many), max(many)) == (model.floor, model.cap)


def test_a_step_keeps_small_differences():
    model = margin_models("ES")[0][1]
    assert step(model, 100.0, 0, 106.0) == (100.0, 0)
    assert step(model, 100.0, 5, 88.0) == (100.0, 0)
    assert step(model, 100.0, 5, 86.0) == (100.0, 6)
    assert step(model, 100.0, 88, 86.0) == (100.0, 89)  # cut after 90 calm sessions
    assert step(model, 100.0, 89, 86.0) == (96.0, 0)


def test_the_model_is_that_of_the_day_and_its_first_one_holds_before_it_too():
    days = [day for day, _ in margin_models("ES")]
    assert days == sorted(set(days))
    span_2 = day_of(date(2024, 10, 18))
    assert span_2 in days
    closes = [*CALM, *[1000.0] * 50]
    for first in (span_2 - 50, span_2 - 20):
        path = modelled(closes, first)
        before = span_2 + 1 - first
        assert path[:before] == modelled(closes, day_of(date(2024, 1, 2)))[:before]
        assert path[-1] == pytest.approx(0.0555 * 50.0 * 1000.0)
    assert modelled(closes, day_of(date(1929, 1, 2))) == modelled(closes, day_of(date(1985, 1, 2)))


def test_since_2024_margin_follows_the_value_down_as_it_follows_it_up():
    day = day_of(date(2026, 1, 2))
    path = modelled([*CALM, *[980.0] * 5, *[1000.0] * 5], day)
    assert path[51] == pytest.approx(0.98 * path[50])
    assert path[-1] == pytest.approx(path[50])


def test_initial_margin_was_five_quarters_of_maintenance_until_september_2012_and_a_tenth_more_since():
    change = day_of(date(2012, 9, 24))  # CME: 4,375 on 3,500 before, 3,850 on 3,500 on that day
    assert initial_ratio_schedule([change - 3, change, change + 1], "ES") == [1.25, 1.10, 1.10]
    assert initial_ratio_schedule([day_of(date(1929, 1, 2))], "ES") == [1.25]
