"""The loop tells of every run on history what the event engine does, to the last bit."""

import pytest

from tests.support.agreement_chunks import ON_HISTORY, compared, different, portions
from validation.agreement_runs import case, fast


@pytest.mark.parametrize("seeds", portions(ON_HISTORY), ids=str)
def test_runs_by_chance_agree(seeds):
    assert different(seeds) == {}
    assert sum(one.unequal for one in compared(seeds)) == 0
    assert min(one.sessions for one in compared(seeds)) > 100


def test_compiled_and_plain_runs_have_the_same_bits():
    pytest.importorskip("numba")
    for seed in range(0, 300, 6):
        one = case(seed)
        assert fast(*one, compiled=True) == fast(*one, compiled=False), seed
