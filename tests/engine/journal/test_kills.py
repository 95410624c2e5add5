"""A journal whose process is killed, or that two processes want to write, is whole, and goes on."""

import shutil

import pytest

from data.base.errors import ResultError
from data.base.locks import alone
from engine.journal import files, folder
from engine.journal.files import LOCK
from engine.journal.paper import Paper
from engine.journal.verify import verified
from tests.support.papers import began, content, noon, on
from tests.support.sparing import only

FIRST, MIDDLE, LAST = "2020-03-11", "2020-03-13", "2020-03-17"


class Killed(BaseException):
    """The process is no more."""


class Disk:
    """Counts what is done on disk, and ends before or within a deed; `at` is -1 for never."""

    def __init__(self, monkeypatch, at):
        self.deeds, self.at = 0, at
        write, sync = files._write, files.sync_folder
        monkeypatch.setattr(files, "sync_folder", lambda path: self.deed(lambda: sync(path)))
        monkeypatch.setattr(
            files,
            "_write",
            lambda path, whole: self.deed(
                lambda: write(path, whole), lambda: path.write_bytes(whole[: len(whole) // 2])
            ),
        )
        for name in ("rename", "replace", "unlink"):
            plain = getattr(files.Path, name)
            monkeypatch.setattr(files.Path, name, lambda path, *to, plain=plain: self.deed(lambda: plain(path, *to)))

    def deed(self, do, half=lambda: None):
        self.deeds += 1
        if self.deeds == self.at:
            half()
            raise Killed
        return do()


def go_on(path, market, until=LAST):
    return Paper.open(path, noon).step(market, on(until))


@pytest.fixture(scope="module")
def never_killed(recent, tmp_path_factory):
    paper = began(tmp_path_factory.mktemp("whole") / "plan", recent, FIRST)
    paper.step(recent, on(MIDDLE))
    paper.step(recent, on(LAST))
    return content(paper.path)


@pytest.mark.parametrize("apart", only([1, 3], 3))
def test_killed_at_any_deed_it_is_whole_and_goes_on_to_the_same_files(
    recent, tmp_path, monkeypatch, never_killed, apart
):
    begun = began(tmp_path / "begun", recent, FIRST)
    begun.step(recent, on(MIDDLE))
    with monkeypatch.context() as patch:
        disk = Disk(patch, at=-1)
        go_on(shutil.copytree(begun.path, tmp_path / "counted"), recent)
    assert disk.deeds > 6  # two entries written, a head, two names, and what makes them last

    for at in range(1, disk.deeds + 1, apart):
        path = shutil.copytree(begun.path, tmp_path / str(at))
        with monkeypatch.context() as patch:
            Disk(patch, at)
            with pytest.raises(Killed):
                go_on(path, recent)
        assert verified(path).found == ()
        go_on(path, recent)
        assert content(path) == never_killed


@pytest.mark.pages
def test_what_was_killed_after_it_counted_is_read_before_anything_is_mended(recent, tmp_path, monkeypatch):
    paper = began(tmp_path / "plan", recent, FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(files.Path, "rename", lambda *_: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            paper.step(recent, on(MIDDLE))

    assert paper.tables()["equity"].num_rows == 3
    assert verified(paper.path).until == on(MIDDLE)


@pytest.mark.pages
def test_a_disk_that_is_full_is_one_sentence_and_leaves_the_journal_as_it_was(recent, tmp_path, monkeypatch):
    paper = began(tmp_path / "plan", recent, FIRST)
    paper.step(recent, on(MIDDLE))
    before = content(paper.path)
    with monkeypatch.context() as patch:
        patch.setattr(files, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(ResultError, match=r"plan: cannot be written \(No space left on device\)"):
            paper.step(recent, on(LAST))

    assert content(paper.path) == before


def test_of_two_processes_the_second_is_told(recent, tmp_path):
    paper = began(tmp_path / "plan", recent, FIRST)
    with alone(paper.path / LOCK):
        with pytest.raises(ResultError, match="another process writes to this journal"):
            paper.step(recent, on(MIDDLE))
        assert paper.head().number == 0
    assert len(paper.step(recent, on(MIDDLE)).sessions) == 3


def test_a_journal_is_begun_whole_or_not_at_all(recent, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(folder.Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(ResultError, match="cannot be written"):
            began(tmp_path / "plan", recent, FIRST)

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_begun_over_what_is_there(recent, tmp_path):
    (tmp_path / "plan").mkdir()
    with pytest.raises(ResultError, match=r"plan: exists; choose another name"):
        began(tmp_path / "plan", recent, FIRST)
