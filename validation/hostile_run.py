"""One attempt of a hostile world on the command line, in a process of its own that is timed, weighed and ended."""

import hashlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TextIO, cast

from mmf_overlay import main

SECONDS, MEMORY_MB = 20.0, 1_000.0
"""Within which an attempt must answer, and what it may take in memory."""
_LOOKS = 0.02
_LONGEST = 20_000
_BUGS = "Traceback (most recent call last)", "Exception ignored in", "Segmentation fault"
_STATUS = range(4)


class Attempt(NamedTuple):
    """What is tried: a command line in a folder with what is typed in, or a call in its place.

    `kind` is what was made bad, in a few words; `keeps` are files that must be afterwards as they were before; `wants`
    the verdict there must be (empty: any good one).
    """

    kind: str
    argv: tuple[str, ...]
    folder: Path
    typed: bytes = b""
    call: Callable[[], None] | None = None
    keeps: tuple[Path, ...] = ()
    environment: Mapping[str, str] = {}
    wants: str = ""


class Outcome(NamedTuple):
    """What came of an attempt: `verdict` is `answered` (status 0 or 1) or `refused`, or what is wrong: `traceback`,
    `unanswered`, `memory`, `killed`, `status`, `silent` (refused without a word), `damage`, `control` or `unseen`.
    """

    verdict: str
    status: int
    seconds: float
    peak_mb: float
    out: str
    err: str

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict in {"answered", "refused"}


def tried(attempt: Attempt) -> Outcome:
    """Make one attempt in a child of this process; what it starts is ended with it."""
    before = _hashes(attempt.keeps)
    out, err = (attempt.folder / f".{name}" for name in ("said", "complained"))
    began = time.perf_counter()
    child = os.fork()
    if not child:
        _attempt(attempt, out, err)
    status, peak, ended = _watched(child, began)
    seconds = time.perf_counter() - began
    said = [_text(path) for path in (out, err)]
    for path in (out, err):
        path.unlink(missing_ok=True)
    found = Outcome("", status, seconds, peak, *said)
    verdict = ended or _verdict(found)
    if _hashes(attempt.keeps) != before:
        verdict = "damage"
    if attempt.wants and verdict in {"answered", "refused"} and verdict != attempt.wants:
        verdict = "unseen"
    return found._replace(verdict=verdict)


def _attempt(attempt: Attempt, out: Path, err: Path) -> None:
    """What the child does; it does not come back."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    typed, write = os.pipe()
    os.write(write, attempt.typed[:60_000])
    os.close(write)
    os.dup2(typed, 0)
    for number, path in ((1, out), (2, err)):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
    sys.stdin, sys.stdout, sys.stderr = map(_stream, range(3), "rww")
    os.chdir(attempt.folder)
    os.environ.update(attempt.environment)
    status = 70
    try:
        sys.argv = ["overlay", *attempt.argv]
        (attempt.call or main)()
        status = 0
    except SystemExit as told:
        status = told.code if isinstance(told.code, int) else int(told.code is not None)
    except BaseException:  # noqa: BLE001  (what a user would see: its traceback, and status 1)
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)


def _stream(number: int, mode: str) -> TextIO:
    """A stream of the process, which leaves its file open when another takes its place."""
    return cast("TextIO", open(number, mode, encoding="utf-8", closefd=False))


def _watched(child: int, began: float) -> tuple[int, float, str]:
    """Wait for a child: its status, the most memory it had in MB, and by which rule it was ended, if it was."""
    ended, most = "", 0.0
    while True:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done:
            break
        most = max(most, _memory_of(child))
        ended = (
            ended
            or ("memory" if most > MEMORY_MB else "")
            or ("unanswered" if time.perf_counter() - began > SECONDS else "")
        )
        if ended:
            _end(child)
        time.sleep(_LOOKS)
    _end(child)
    peak = max(most, used.ru_maxrss / 1024)
    if not ended and peak > MEMORY_MB:
        ended = "memory"
    if not ended and os.WIFSIGNALED(status):
        ended = "killed"
    return os.waitstatus_to_exitcode(status), peak, ended


def _end(child: int) -> None:
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(child, signal.SIGKILL)


def _memory_of(child: int) -> float:
    try:
        return int(Path(f"/proc/{child}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except (OSError, ValueError, IndexError):
        return 0.0


def _verdict(found: Outcome) -> str:
    if any(mark in found.out or mark in found.err for mark in _BUGS):
        return "traceback"
    if found.status not in _STATUS:
        return "status"
    if _controls(found.out) or _controls(found.err):
        return "control"
    if found.status >= 2 and not (found.err.strip() or found.out.strip()):
        return "silent"
    return "refused" if found.status >= 2 else "answered"


def _controls(text: str) -> bool:
    """Whether a terminal would obey something in a text."""
    return any((ord(one) < 32 and one not in "\n\t\r") or 127 <= ord(one) < 160 for one in text)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def _hashes(paths: tuple[Path, ...]) -> list[str]:
    files = (one for path in paths for one in ([path] if path.is_file() else sorted(path.rglob("*"))) if one.is_file())
    return [f"{one} {hashlib.sha256(one.read_bytes()).hexdigest()}" for one in files]
