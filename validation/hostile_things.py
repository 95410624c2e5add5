"""Things that stand where a file is expected: pipes, folders, files of nothing and of too much."""

import os
import stat
from contextlib import suppress
from pathlib import Path


def set_out(folder: Path) -> None:
    """Put one of each into a folder; devices of its own, for one of the machine may be written over."""
    os.mkfifo(folder / "pipe")
    for name, minor in (("null", 3), ("zero", 5)):
        with suppress(OSError):
            os.mknod(folder / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
    (folder / "folder").mkdir()
    (folder / "empty").touch()
    with (folder / "zeros").open("wb") as file:
        file.truncate(1 << 36)
    (folder / "nested.toml").write_text(f"a = {'[' * 600}{']' * 600}\n", encoding="utf-8")
    (folder / "text.txt").write_text("date,close\n2020-01-02,1\n", encoding="utf-8")
    with suppress(OSError):
        (folder / "loop").symlink_to("loop")
