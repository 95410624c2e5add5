import os
import socket
import stat
from pathlib import Path

import pytest

from data.base.replacing import behind_links, folder_made, in_the_way


def test_only_an_ordinary_file_is_written_over_and_only_where_that_is_forced(tmp_path):
    file = tmp_path / "there.csv"
    assert in_the_way(file, force=False) == ""
    file.touch()
    assert in_the_way(file, force=False).endswith("there.csv: exists; choose another name or give --force")
    assert in_the_way(file, force=True) == ""
    assert in_the_way(tmp_path, force=True).endswith(": is a folder; give the name of a file")
    assert "there is no folder" in in_the_way(tmp_path / "none" / "x.csv", force=True)


def test_a_file_that_one_may_not_write_is_not_written_over(tmp_path, monkeypatch):
    file = tmp_path / "there.csv"
    file.touch(0o444)
    monkeypatch.setattr(os, "access", lambda path, how: bool(path.stat().st_mode & 0o200) or how != os.W_OK)  # as root
    assert in_the_way(file, force=False).endswith("there.csv: exists; choose another name or give --force")
    told = "there.csv: is write-protected; allow writing to it, or choose another name"
    assert in_the_way(file, force=True).endswith(told)


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes nor devices in folders")
@pytest.mark.parametrize("force", [False, True])
def test_a_device_a_pipe_and_a_socket_are_refused_also_behind_a_link(tmp_path, monkeypatch, force):
    monkeypatch.chdir(tmp_path)  # the path of a socket may be no longer than 107 bytes
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
    found = {Path("pipe"): "a pipe", Path("socket"): "a socket", Path(os.devnull): "a device"}
    for path, kind in found.items():
        link = tmp_path / f"to-{path.name}"
        link.symlink_to(path.absolute())
        for one in (path, link):
            told = in_the_way(one, force=force)
            assert told == f"{one}: is {kind}, and only files are written over; give the name of a file"
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_link_to_a_file_stands_for_it_and_one_to_nothing_is_refused(tmp_path):
    file, link, dangling, circle = (tmp_path / name for name in ("file", "link", "dangling", "circle"))
    file.touch()
    for name, target in ((link, file), (dangling, tmp_path / "gone"), (circle, circle)):
        name.symlink_to(target)
    assert in_the_way(link, force=True) == ""
    assert behind_links(link) == file.resolve()
    assert behind_links(file) == file
    assert in_the_way(dangling, force=True).endswith("gone, which is not there; name that file itself")
    assert "cannot be written" in in_the_way(circle, force=True)


def test_of_folders_that_cannot_be_made_none_is_left(tmp_path, monkeypatch):
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, how: Path(path).name != "shut" and access(path, how))
    with pytest.raises(PermissionError):
        folder_made(tmp_path / "one" / "shut")
    assert not list(tmp_path.iterdir())
    assert folder_made(tmp_path / "one" / "two") == [tmp_path / "one" / "two", tmp_path / "one"]
    assert folder_made(tmp_path / "one" / "two") == []


def test_a_link_to_nothing_where_a_folder_should_be_says_where_it_leads(tmp_path):
    (tmp_path / "results").symlink_to("gone")
    for folder in (tmp_path / "results", tmp_path / "results" / "trials"):
        with pytest.raises(OSError, match=r"results is a link to gone, which is not there"):
            folder_made(folder)


@pytest.mark.parametrize("name", ["n" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_a_sentence(tmp_path, name):
    assert "cannot be written" in in_the_way(tmp_path / name, force=True)
