"""Folders of results: written whole by several processes at once, or not at all."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.base import durable
from data.base.errors import ResultError
from engine.results.folders import write_file, write_whole


def fill(text):
    def write(folder):
        (folder / "in").mkdir()
        (folder / "in" / "file").write_text(text)

    return write


def test_writers_of_one_name_each_have_their_own(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda text: write_whole(tmp_path / "out", "run", fill(text)), map(str, range(16))))
    assert [(path / "in" / "file").read_text() for path in made] == [*map(str, range(16))]
    assert sorted(path.name for path in made) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert {path.name for path in made} == {"run", *(f"run-{number}" for number in range(2, 17))}


def test_files_reach_the_disk_before_the_folder_has_its_name(tmp_path, monkeypatch):
    told, sync = [], os.fsync

    def synced(handle):
        told.append(sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".")))
        sync(handle)

    monkeypatch.setattr(os, "fsync", synced)
    write_whole(tmp_path, "run", fill("text"))
    assert told == [[], [], [], ["run"]]


def test_a_folder_whose_name_may_not_last_is_said_to_be_written(tmp_path, monkeypatch):
    sync = durable.sync_folder

    def fail(folder):
        if folder == tmp_path:
            raise OSError(errno.EIO, "Input/output error")
        sync(folder)

    monkeypatch.setattr(durable, "sync_folder", fail)
    with pytest.raises(ResultError, match=r"run: is written, and may be gone after a power cut \(Input/output error\)"):
        write_whole(tmp_path, "run", fill("text"))
    assert (tmp_path / "run" / "in" / "file").read_text() == "text"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_is_full_or_broken_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch, code):
    def refuse(_handle):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ResultError, match=rf"the run cannot be written there \({os.strerror(code)}\)"):
        write_whole(tmp_path, "run", fill("text"))
    with pytest.raises(ResultError, match=rf"page.html: cannot be written \({os.strerror(code)}\)"):
        write_file(tmp_path / "page.html", lambda made: made.write_text("text"))
    assert not list(tmp_path.iterdir())


def test_a_refusal_of_what_is_written_keeps_its_sentence(tmp_path):
    def refuse(_made):
        raise ResultError("of its own")

    for write in (lambda: write_whole(tmp_path, "run", refuse), lambda: write_file(tmp_path / "file", refuse)):
        with pytest.raises(ResultError, match=r"^of its own$"):
            write()
