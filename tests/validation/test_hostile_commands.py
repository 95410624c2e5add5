"""A slice of the hostile command lines: each is answered or refused in words."""

import sys

import pytest

from validation.hostile import hunt, line_of

SEEDS = range(60)


@pytest.mark.pages
@pytest.mark.skipif(sys.platform == "win32", reason="each is tried in a process that is forked")
def test_no_command_line_ends_in_anything_but_words():
    assert [line_of(one) for one in hunt("commands", SEEDS) if not one.outcome.good] == []
