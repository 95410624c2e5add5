import numpy as np
import pytest
from scipy import stats

from data.synthetic.processes import persistent, student


def generator(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


@pytest.mark.parametrize("stays", [0.01, 0.5, 0.95, 0.9999])
@pytest.mark.parametrize("count", [0, 1, 7, 3_000])
def test_a_persistent_process_is_what_a_loop_makes_of_it(stays, count):
    shocks = generator().standard_normal(count)
    value, walked = 3.0, []
    for shock in shocks:
        value = stays * value + shock
        walked.append(value)
    assert persistent(shocks, stays, 3.0) == pytest.approx(walked, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("freedom", [3.0, 5.0, 17.0])
def test_draws_are_of_students_distribution_scaled_to_variance_one(freedom):
    drawn = student(freedom, 20_000, generator())
    scale = np.sqrt((freedom - 2.0) / freedom)
    assert stats.kstest(drawn / scale, stats.t(freedom).cdf).pvalue > 0.05
    beyond = stats.t(freedom).isf(0.0005)
    # 20 are expected on both sides together
    assert 8 <= (np.abs(drawn / scale) > beyond).sum() <= 35


def test_each_draw_has_its_own_degrees_of_freedom():
    drawn = student(np.repeat([2.5, 1e6], 10_000), 20_000, generator())
    assert stats.kurtosis(drawn[:10_000]) > 10.0
    assert stats.kstest(drawn[10_000:], stats.norm.cdf).pvalue > 0.05
