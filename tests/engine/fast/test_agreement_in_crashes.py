"""The loop tells of every run in a crash what the event engine does, to the last bit; and crashes are bad enough."""

from collections import Counter

import pytest

from tests.support.agreement_chunks import IN_A_CRASH, compared, different, portions
from validation.agreement_counts import COUNTED

OFTEN = 15
"""How often each of `COUNTED` has to happen for the agreement to say anything of it."""


@pytest.mark.pages
@pytest.mark.parametrize("seeds", portions(IN_A_CRASH), ids=str)
def test_runs_by_chance_agree(seeds):
    assert different(seeds) == {}
    assert sum(one.unequal for one in compared(seeds)) == 0


@pytest.mark.pages
def test_everything_that_can_go_wrong_did_so_often_enough():
    happened = Counter()
    for seeds in portions(IN_A_CRASH):
        for one in compared(seeds):
            happened += one.counts
    assert {what: happened[what] for what in COUNTED if happened[what] < OFTEN} == {}
