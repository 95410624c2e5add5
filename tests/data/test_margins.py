import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.margins import margin_model, modelled_maintenance, modelled_schedule

CLOSES = st.lists(st.floats(500.0, 1500.0), min_size=3, max_size=120)
CALM = [1000.0] * 50


def modelled(closes):
    return modelled_maintenance(closes, 50.0, margin_model("ES"))


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
    assert first_cut - path.index(peak) >= 40
    assert path[first_cut] >= 0.90 * path[first_cut - 1] * (1 - 1e-12)


def test_a_family_has_a_multiplier_and_a_model_of_its_own():
    nikkei, american = modelled_schedule([20_000.0] * 5, "NK225M"), modelled_schedule([20_000.0] * 5, "ES")
    assert margin_model("NK225M").cap == 0.16
    assert nikkei[0] == pytest.approx(4.0 * 0.22 / 252**0.5 * 100 * 20_000)
    assert american[0] == pytest.approx(max(0.043, 4.0 * 0.151 / 252**0.5) * 50 * 20_000)


def test_a_step_keeps_small_differences():
    model = margin_model("ES")
    assert model.step(100.0, 0, 107.0) == (100.0, 0)
    assert model.step(100.0, 5, 85.0) == (100.0, 0)
    assert model.step(100.0, 5, 79.0) == (100.0, 6)
    assert model.step(100.0, 39, 79.0) == (90.0, 0)
