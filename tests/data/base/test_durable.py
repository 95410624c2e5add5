import errno
import os
import stat
from pathlib import Path

import pytest

from data.base.durable import UnsureError, make_folder, not_written, sync_folder, sync_tree, write_bytes, write_file


@pytest.fixture
def deeds(monkeypatch):
    """What is done on disk, in order: what was synced, and what was given a name."""
    told, sync, replace = [], os.fsync, Path.replace

    def synced(handle):
        told.append(("sync", Path(f"/proc/self/fd/{handle}").readlink().name))
        sync(handle)

    def named(path, target):
        told.append(("name", Path(target).name))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    return told


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_it_is_told(tmp_path, deeds):
    write_bytes(tmp_path / "file.csv", b"text")
    (first, made), *rest = deeds
    assert (first, made.startswith(".tmp-"), made.endswith(".csv")) == ("sync", True, True)
    assert rest == [("name", "file.csv"), ("sync", tmp_path.name)]
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]


def test_the_old_file_stays_where_the_new_one_cannot_be_written(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")

    def fail(made):
        made.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_file(path, fail)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "old")]


@pytest.mark.parametrize("links", [True, False], ids=["with second names", "without"])
def test_a_file_that_comes_to_be_meanwhile_is_written_over_only_where_that_is_forced(tmp_path, monkeypatch, links):
    path = tmp_path / "file"
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "not permitted")))

    def race(made):
        made.write_text("ours")
        path.write_text("theirs")

    with pytest.raises(FileExistsError) as caught:
        write_file(path, race, force=False)
    assert not_written(path, caught.value, force=False).endswith("file: exists; choose another name or give --force")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "theirs")]
    write_file(path, race)
    assert path.read_text() == "ours"


@pytest.mark.parametrize("links", [True, False], ids=["with second names", "without"])
def test_a_new_file_has_its_name_alone(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "not permitted")))
    write_bytes(tmp_path / "file", b"text", force=False)
    assert [(one.name, one.read_text(), one.stat().st_nlink) for one in tmp_path.iterdir()] == [("file", "text", 1)]


@pytest.mark.skipif(os.name == "nt", reason="on Windows a folder says who may do what")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_who_might_read_and_write_the_old_file_may_the_new_one_and_nobody_else_meanwhile(tmp_path, mode):
    path, seen = tmp_path / "file", []
    path.touch()
    path.chmod(mode)

    def write(made):
        seen.append(stat.S_IMODE(made.stat().st_mode))
        made.write_text("new")

    write_file(path, write)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode), seen) == ("new", mode, [0o600])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid(), reason="only root gives files away")
def test_root_leaves_a_file_to_its_owner(tmp_path):
    path = tmp_path / "file"
    path.touch()
    os.chown(path, 1234, 2345)
    write_bytes(path, b"new")
    assert (path.read_bytes(), path.stat().st_uid, path.stat().st_gid) == (b"new", 1234, 2345)


def test_a_cleanup_that_fails_hides_nothing(tmp_path, monkeypatch):
    def refuse(_path, *_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    def fail(_made):
        monkeypatch.setattr(Path, "unlink", refuse)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path / "file", fail)


def test_a_name_as_long_as_may_be_can_be_written(tmp_path):
    path = tmp_path / ("n" * 240 + "." + "x" * 14)
    write_bytes(path, b"text")
    assert path.read_bytes() == b"text"


def test_all_files_of_a_folder_reach_the_disk_before_the_folders_that_name_them(tmp_path, deeds):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b").touch()
    (tmp_path / "a").touch()
    sync_tree(tmp_path)
    assert deeds == [("sync", name) for name in ("b", "in", "a", tmp_path.name)]


def test_a_new_folder_is_named_for_good_in_the_one_above_it(tmp_path, deeds):
    make_folder(tmp_path / "one" / "two")
    make_folder(tmp_path / "one" / "two")
    assert deeds == [("sync", "one"), ("sync", tmp_path.name)]


def failing_sync(monkeypatch, code, *, of_files=True):
    sync = os.fsync

    def refuse(handle):
        if stat.S_ISREG(os.fstat(handle).st_mode) and not of_files:
            return sync(handle)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)


@pytest.mark.parametrize(("code", "goes_on"), [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False)])
def test_a_file_system_that_makes_nothing_durable_is_no_reason_to_stop(tmp_path, monkeypatch, code, goes_on):
    failing_sync(monkeypatch, code)
    if goes_on:
        write_bytes(tmp_path / "file", b"text")
    else:
        for sync in (sync_folder, sync_tree):
            with pytest.raises(OSError, match=os.strerror(code)):
                sync(tmp_path)
        with pytest.raises(OSError, match=os.strerror(code)):
            write_bytes(tmp_path / "file", b"text")
    assert (tmp_path / "file").exists() == goes_on


def test_a_name_that_may_not_last_is_said_to_be_written(tmp_path, monkeypatch):
    failing_sync(monkeypatch, errno.EIO, of_files=False)
    path = tmp_path / "file"
    with pytest.raises(UnsureError) as caught:
        write_bytes(path, b"text")
    assert path.read_bytes() == b"text"
    told = f"{path}: is written, and may be gone after a power cut ({os.strerror(errno.EIO)}); look after the disk"
    assert not_written(path, caught.value) == told
