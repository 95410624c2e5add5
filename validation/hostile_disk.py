"""Commands that write, on a disk that is full or may only be read, and with standard output that takes nothing.

python -m validation.hostile_disk [--seed S] [--only NAME]   (as root: it mounts small disks)
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from data.market.embedded import embedded_market
from validation.hostile import warm
from validation.hostile_kills import Ended, Way, process
from validation.hostile_kills_found import broken, litter, lost, seen
from validation.hostile_kills_scenes import SCENES, Scene, prepare

SPARE = (0, 4, 16, 64, 256)
"""Kilobytes that are free on a full disk."""
SIZE = 64
"""Megabytes of a small disk."""


class Bad(NamedTuple):
    """A disk on which a command was tried, how it ended, and what was found wrong."""

    scene: str
    disk: str
    status: int
    wrong: tuple[str, ...]


@contextmanager
def disk() -> Iterator[Path]:
    """A small disk of its own. Raises `CalledProcessError` where nothing may be mounted."""
    place = Path(tempfile.mkdtemp(prefix="disk-"))
    _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=777", "tmpfs", str(place))
    try:
        yield place
    finally:
        _run("umount", "-l", str(place))
        place.rmdir()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def full(scene: Scene, base: Path, spare: int) -> Bad:
    """A scene on a disk with so many kilobytes left, and once more when there is room."""
    with disk() as place:
        folder = _copied(base, place)
        before, filler = seen(folder), place / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(place).free - spare * 1024)))
        ended = _ended(scene, folder)
        filler.unlink()
        return Bad(scene.name, f"{spare} KB left", ended.status, _wrong(scene, folder, before, ended))


def read_only(scene: Scene, base: Path) -> Bad:
    """A scene on a disk that may only be read, and once more when it may be written."""
    with disk() as place:
        folder = _copied(base, place)
        before = seen(folder)
        _run("mount", "-o", "remount,ro", str(place))
        ended = _ended(scene, folder)
        _run("mount", "-o", "remount,rw", str(place))
        return Bad(scene.name, "read-only", ended.status, _wrong(scene, folder, before, ended))


def forbidden(scene: Scene, base: Path) -> Bad:
    """A scene by an ordinary user in folders of another one, and once more by their owner."""
    with tempfile.TemporaryDirectory(prefix="disk-") as place:
        folder = _copied(base, Path(place))
        Path(place).chmod(0o755)
        before = seen(folder)
        ended = _ended(scene, folder, by=65_534)
        return Bad(scene.name, "another's", ended.status, _wrong(scene, folder, before, ended))


def deaf(scene: Scene, base: Path) -> Bad:
    """A scene whose standard output takes nothing: its work is done, and it says so in a sentence."""
    with tempfile.TemporaryDirectory(prefix="disk-") as place:
        folder = _copied(base, Path(place))
        before = seen(folder)
        ended = process(folder, scene.argv, scene.call, how=Way(out="/dev/full"))
        wrong = [] if ended.status or scene.call else ["nothing was said"]
        return Bad(scene.name, "/dev/full", ended.status, (*wrong, *_wrong(scene, folder, before, ended)))


def _copied(base: Path, place: Path) -> Path:
    folder = place / "work"
    shutil.copytree(base, folder, symlinks=True)
    return folder


def _ended(scene: Scene, folder: Path, by: int = 0) -> Ended:
    with tempfile.TemporaryDirectory(prefix="said-") as aside:
        return process(folder, scene.argv, scene.call, how=Way(by=by, aside=Path(aside)))


def _wrong(scene: Scene, folder: Path, before: dict[str, str], ended: Ended) -> tuple[str, ...]:
    """What is wrong after a command, and after the next one, which finds nothing in its way."""
    wrong = [] if scene.call or not _bug(ended) else [f"said: {ended.err[-300:]}"]
    wrong += lost(folder, before, scene.replaces)
    after = process(folder, scene.after or scene.argv, None if scene.after else scene.call)
    wrong += [f"next: {after.status} {after.err[-300:]}"] if after.status else []
    wrong += [*lost(folder, before, scene.replaces), *broken(folder, scene.replaces), *litter(folder)]
    return tuple(dict.fromkeys(wrong))


def _bug(ended: Ended) -> bool:
    told = "Traceback" in ended.err or "Exception ignored" in ended.err
    return told or ended.status not in {0, 1, 2} or (ended.status == 2 and not ended.err.strip())


def tries(scenes: Sequence[Scene], tell: Callable[[str], object] = print) -> list[Bad]:
    """Every scene on every bad disk; each is told once it is done."""
    warm()
    embedded_market()
    found = list[Bad]()
    with tempfile.TemporaryDirectory(prefix="disk-base-") as place:
        base = Path(place) / "base"
        prepare(base)
        for scene in scenes:
            for one in _of_scene(scene, base):
                found.append(one)
                tell(f"{one.scene} {one.disk} {one.status} {' | '.join(one.wrong) or 'whole'}")
    return found


def _of_scene(scene: Scene, base: Path) -> Iterator[Bad]:
    yield deaf(scene, base)
    if os.geteuid() == 0:
        yield from (full(scene, base, spare) for spare in SPARE)
        yield read_only(scene, base)
        yield forbidden(scene, base)


def main() -> None:
    """Try all, and print what was found."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--only", help="part of a command")
    asked = ask.parse_args()
    began = time.perf_counter()
    found = tries([one for one in SCENES if (asked.only or "") in f"{one.name} {' '.join(one.argv)}"])
    counts, wrong = Counter(one.disk for one in found), [one for one in found if one.wrong]
    lines = [f"{disk:16}{counts[disk]:6}{sum(one.disk == disk for one in wrong):8} wrong" for disk in counts]
    sys.stdout.write("\n".join([*lines, f"{len(found)} tries, {time.perf_counter() - began:.0f} s\n"]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
