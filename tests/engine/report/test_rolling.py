"""Returns over windows of years, whenever they begin."""

from datetime import date, timedelta

import numpy as np
import pytest

from engine.report.rolling import rolling

BEGIN = date(2003, 6, 2)


def later(day, years):
    """The same day so many years later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@pytest.mark.parametrize("years", [1, 3, 5])
def test_windows_begin_on_sessions_and_end_on_the_last_one_up_to_the_same_day(years):
    draw = np.random.default_rng(years)
    dates = [BEGIN + timedelta(days=int(one)) for one in np.cumsum(draw.integers(1, 4, 1500))]
    assert any((one.month, one.day) == (2, 29) for one in dates)
    days = np.array([(one - date(1970, 1, 1)).days for one in dates], dtype=float)
    values = 100.0 * np.exp(np.cumsum(draw.normal(0.0, 0.01, len(days))))
    begins, returns = rolling(days, values, years)
    held = [place for place, day in enumerate(dates) if later(day, years) <= dates[-1]]
    assert begins.tolist() == days[held].tolist()
    for place in draw.choice(len(held), 60, replace=False):
        last = max(one for one, day in enumerate(dates) if day <= later(dates[held[place]], years))
        grown = values[last] / values[held[place]]
        assert returns[place] == pytest.approx(grown ** (365.25 / (days[last] - days[held[place]])) - 1.0, rel=1e-12)


def test_a_window_in_which_all_was_lost_lost_all():
    days, values = np.array([0.0, 100.0, 365.0, 400.0, 800.0]), np.array([100.0, 90.0, 0.0, -5.0, -5.0])
    begins, returns = rolling(days, values, 1)
    assert (begins.tolist(), returns.tolist()) == ([0.0, 100.0], [-1.0, -1.0])
