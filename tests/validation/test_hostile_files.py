"""Bad files of people are refused in sentences: some of those that the page of the hostile world tries."""

import pytest

from validation.hostile import hunt, line_of, warm

pytestmark = pytest.mark.pages


def test_bad_files_end_in_an_answer_or_a_sentence():
    warm()
    assert [line_of(one) for one in hunt("files", range(7_001, 7_061)) if not one.outcome.good] == []
