"""A journal whose clock is set back."""

from datetime import timedelta

import pytest

from engine.journal.paper import Paper
from tests.support.papers import NOON, began, on


@pytest.mark.pages
def test_it_goes_on_and_nothing_is_wrong_in_it(recent, tmp_path):
    began(tmp_path / "plan", recent, "2020-03-11").step(recent, on("2020-03-12"))
    paper = Paper.open(tmp_path / "plan", lambda: NOON - timedelta(days=400))
    paper.step(recent, on("2020-03-13"))
    paper.remark(on("2020-03-13"), "seen")
    assert not paper.verify().found
    assert [one.session for one in paper.folder.entries() if one.kind == "step"][-1] == on("2020-03-13")
