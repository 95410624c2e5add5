"""The loop tells of every run on history what the event engine does, to the last bit."""

import pytest

from tests.support.agreement_chunks import ON_HISTORY, compared, different, marked

REFUSED = 2
"""Of a portion, at most: a spell of faults may begin on a day outside the run."""


@pytest.mark.parametrize("seeds", marked(ON_HISTORY), ids=str)
def test_runs_by_chance_agree(seeds):
    assert different(seeds) == {}
    assert sum(one.unequal for one in compared(seeds)) == 0
    ran = [one.sessions for one in compared(seeds) if one.sessions]
    assert min(ran) > 100
    assert len(ran) >= len(seeds) - REFUSED
