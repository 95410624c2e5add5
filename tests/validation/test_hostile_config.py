"""A slice of the hostile settings, states, profiles and portfolios: each is answered or refused in words."""

import sys

import pytest

from validation.hostile import hunt, line_of

SEEDS = range(60)


@pytest.mark.pages
@pytest.mark.skipif(sys.platform == "win32", reason="each is tried in a process that is forked")
def test_no_file_that_a_person_writes_ends_in_anything_but_words():
    assert [line_of(one) for one in hunt("config", SEEDS) if not one.outcome.good] == []
