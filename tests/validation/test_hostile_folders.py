"""A few results in bad hands; the whole hunt is `python -m validation.hostile --only folders`."""

import pytest

from validation.hostile import hunt, line_of


@pytest.mark.pages
def test_edited_results_end_in_a_sentence():
    wrong = [line_of(one) for one in hunt("folders", range(1, 61)) if not one.outcome.good]
    assert wrong == []
