"""Commands that write, ended at moments by chance: nothing older is lost, nothing that is listed is broken, and the
next command leaves nothing half-written behind.

python -m validation.hostile_kills [--count N] [--seed S] [--only NAME]
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.market.embedded import embedded_market
from mmf_overlay import main as overlay
from validation.hostile import warm
from validation.hostile_kills_found import broken, litter, lost, seen
from validation.hostile_kills_scenes import SCENES, Scene, prepare

SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
LONGEST = 300.0
"""Seconds after which a command that was not ended is given up."""
DEEDS = ("fsync", "replace", "rename", "link", "mkdir", "unlink", "rmdir")
"""What is done on disk, by names of `os`."""


class Ended(NamedTuple):
    """How a process ended: its status (below 0: by a signal), what it said, deeds that it did on disk, and seconds."""

    status: int
    err: str
    deeds: int
    seconds: float


class Kill(NamedTuple):
    """One kill, and what was found wrong after it and after the next command."""

    scene: str
    signal: str
    within: bool
    status: int
    wrong: tuple[str, ...]


class Moment(NamedTuple):
    """When a process is sent a signal: after so many seconds, or before a deed on disk (0: never)."""

    signal: int
    seconds: float = 0.0
    deed: int = 0


NEVER = Moment(0)


class Way(NamedTuple):
    """Where standard output goes, the folder of what the process says in secret (None: that of the command), and the
    user whose process it is (0: one's own).
    """

    out: str = os.devnull
    aside: Path | None = None
    by: int = 0


USUAL = Way()


def process(
    folder: Path, argv: Sequence[str], call: Callable[[], object] | None = None, at: Moment = NEVER, how: Way = USUAL
) -> Ended:
    """Run a command in a folder, in a child of this process that is ended at a moment."""
    said, counted = ((how.aside or folder).resolve() / name for name in (".said", ".deeds"))
    began, child = time.perf_counter(), os.fork()
    if not child:
        _child(folder, partial(_command, argv) if call is None else call, at, (how, said, counted))
    if at.seconds:
        time.sleep(at.seconds)
        with suppress(ProcessLookupError):
            os.killpg(child, at.signal)
    status = _waited(child, began)
    seconds, told = time.perf_counter() - began, [_taken(path) for path in (said, counted)]
    return Ended(status, told[0].decode(errors="replace"), len(told[1]), seconds)


def _taken(path: Path) -> bytes:
    """What a process left in a file, which is gone then; nothing of one that was ended before it wrote any."""
    content = path.read_bytes() if path.exists() else b""
    path.unlink(missing_ok=True)
    return content


def _waited(child: int, began: float) -> int:
    while time.perf_counter() - began < LONGEST:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _command(argv: Sequence[str]) -> None:
    sys.argv = ["overlay", *argv]
    overlay()


def _child(folder: Path, call: Callable[[], object], at: Moment, way: tuple[Way, Path, Path]) -> None:
    """What the child does; it does not come back."""
    os.setsid()
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    how, said, counted = way
    for number, name in ((1, how.out), (2, str(said))):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    _watch(os.open(counted, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), at)
    if how.by:
        os.setuid(how.by)
    status = 0
    try:
        call()
    except SystemExit as told:
        status = told.code if isinstance(told.code, int) else int(told.code is not None)
    except BaseException:  # noqa: BLE001  (what a user would see)
        sys.excepthook(*sys.exc_info())
        status = 1
    finally:
        sys.stderr.flush()
        os._exit(status)


def _watch(counted: int, at: Moment) -> None:
    """Count what is done on disk, and end within the deed that was chosen."""
    done = iter(range(1, sys.maxsize))
    # before deeds are watched, or a signal to itself would be one
    write, kill, own = os.write, os.kill, os.getpid()

    def watched(do: Callable[..., Any]) -> Callable[..., Any]:
        def deed(*told: object, **more: object) -> object:
            write(counted, b".")
            if next(done) == at.deed:
                kill(own, at.signal)
            return do(*told, **more)

        return deed

    for name in DEEDS:
        setattr(os, name, watched(getattr(os, name)))


def killed(scene: Scene, base: Path, whole: Ended, number: int, rng: np.random.Generator) -> Kill:
    """End a scene once, in a copy of the folder, and look what is left; run the next command, and look again."""
    sent, within = SIGNALS[number % len(SIGNALS)], number // len(SIGNALS) % 2 == 1
    deed = int(rng.integers(1, whole.deeds + 1))
    at = Moment(sent, deed=deed) if within else Moment(sent, float(rng.random()) * whole.seconds)
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        folder = Path(place) / "work"
        shutil.copytree(base, folder, symlinks=True)
        before = seen(folder)
        ended = process(folder, scene.argv, scene.call, at)
        # a call has nobody who tells a KeyboardInterrupt
        bug = scene.call is None and ("Traceback" in ended.err or "Exception ignored" in ended.err)
        wrong = [f"said: {ended.err[-200:]}"] if bug else []
        wrong += lost(folder, before, scene.replaces)
        after = process(folder, scene.after or scene.argv, None if scene.after else scene.call)
        wrong += [f"next: {after.status} {after.err[-200:]}"] if after.status else []
        wrong += [*lost(folder, before, scene.replaces), *broken(folder, scene.replaces), *litter(folder)]
    return Kill(scene.name, signal.Signals(sent).name, within, ended.status, tuple(dict.fromkeys(wrong)))


def kills(count: int, seed: int, scenes: Sequence[Scene] = SCENES, tell: Callable[[str], object] = print) -> list[Kill]:
    """So many kills, over all scenes in turn; each is told once it is done."""
    warm()
    embedded_market()
    rng, found = np.random.default_rng(seed), list[Kill]()
    with tempfile.TemporaryDirectory(prefix="kills-base-") as place:
        base = Path(place) / "base"
        prepare(base)
        whole = {scene: _whole(scene, base) for scene in scenes}
        for number in range(count):
            scene = scenes[number % len(scenes)]
            found.append(killed(scene, base, whole[scene], int(rng.integers(6)), rng))
            tell(f"{number + 1} {' '.join(map(str, found[-1][:4]))} {' | '.join(found[-1].wrong) or 'whole'}")
    return found


def _whole(scene: Scene, base: Path) -> Ended:
    """A scene that nobody ends. Raises `RuntimeError` where it fails by itself."""
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        folder = Path(place) / "work"
        shutil.copytree(base, folder, symlinks=True)
        ended = process(folder, scene.argv, scene.call)
        wrong = [*litter(folder), *broken(folder, scene.replaces)]
    if ended.status or wrong:
        raise RuntimeError(f"{scene.name}: {ended.status} {ended.err[-300:]} {wrong}")
    return ended


def table(found: Sequence[Kill]) -> str:
    """Kills by command and signal, and how many of them left anything wrong."""
    names = list(dict.fromkeys(one.scene for one in found))
    told = Counter((one.scene, one.signal) for one in found)
    lines = [f"{'command':24}{''.join(f'{one.name:>9}' for one in SIGNALS)}{'wrong':>8}"]
    for name in names:
        wrong = sum(bool(one.wrong) for one in found if one.scene == name)
        lines.append(f"{name:24}{''.join(f'{told[name, one.name]:9}' for one in SIGNALS)}{wrong:8}")
    return "\n".join(lines)


def main() -> None:
    """Kill as often as asked, and print what was found."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--count", type=int, default=300)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", help="part of a command")
    asked = ask.parse_args()
    scenes = [one for one in SCENES if (asked.only or "") in f"{one.name} {' '.join(one.argv)}"]
    began = time.perf_counter()
    found = kills(asked.count, asked.seed, scenes, partial(print, flush=True))
    wrong = [one for one in found if one.wrong]
    sys.stdout.write(
        f"{table(found)}\nseed {asked.seed}: {len(found)} kills, {sum(one.within for one in found)} within "
    )
    sys.stdout.write(f"a deed on disk, {len(wrong)} with something wrong, {time.perf_counter() - began:.0f} s\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
