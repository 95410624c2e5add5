"""What a journal takes away before it is written to is what it wrote itself, and stands in its own folder."""

import shutil

import pytest

from data.base.errors import ResultError
from engine.journal.entry import name_of
from engine.journal.files import ENTRIES, HEAD, strangers
from engine.journal.paper import Paper
from tests.support.papers import began, noon, on

LAST = "2020-03-13"


@pytest.fixture
def paper(recent, tmp_path):
    return began(tmp_path / "plan", recent, "2020-03-11")


def test_entries_behind_a_link_are_neither_written_nor_removed(recent, tmp_path, paper):
    victim = tmp_path / "victim"
    shutil.move(paper.path / ENTRIES, victim)
    (paper.path / ENTRIES).symlink_to(victim)
    for name in (f"{name_of(1)}.new", "draft.new", ".tmp-mine"):
        (victim / name).touch()
    with pytest.raises(ResultError, match="entries is a link, and nothing is written behind it"):
        paper.step(recent, on(LAST))
    assert {one.name for one in victim.iterdir()} == {f"{name_of(1)}.new", "draft.new", ".tmp-mine"}


def test_what_others_named_so_stays_and_stops_nothing(recent, paper):
    for place in (paper.path, paper.path / ENTRIES):
        (place / ".tmp-x").mkdir()
        (place / ".tmp-mine").touch()
        (place / "draft.new").touch()
    (paper.path / ENTRIES / f"{name_of(9)}.new").touch()
    (paper.path / f".tmp-{HEAD}").touch()

    paper.step(recent, on(LAST))

    assert not (paper.path / ENTRIES / f"{name_of(9)}.new").exists()
    assert not (paper.path / f".tmp-{HEAD}").exists()
    for place in (paper.path, paper.path / ENTRIES):
        assert {".tmp-x", ".tmp-mine", "draft.new"} <= {one.name for one in place.iterdir()}
    assert list(strangers(paper.path, paper.head())) == ["draft.new"]


@pytest.mark.parametrize("name", [f".tmp-{HEAD}", f"{ENTRIES}/{name_of(1)}.new"])
def test_a_folder_of_such_a_name_is_told(recent, paper, name):
    (paper.path / name).mkdir()
    with pytest.raises(ResultError, match=r"is a folder; remove it\)"):
        Paper.open(paper.path, noon).step(recent, on(LAST))
