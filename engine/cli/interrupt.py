"""Ctrl-C: the first one stops a command, which tidies up; another one ends it at once."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 0.01
"""Seconds after which it comes again where nothing could hear it."""


@contextmanager
def interruptible() -> Iterator[None]:
    """While a command runs, Ctrl-C raises `KeyboardInterrupt`, once; not where whoever began the process has it
    ignored.
    """
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(number: int, frame: FrameType | None) -> None:
    if _is_unheard(frame):
        threading.Timer(AGAIN, os.kill, (os.getpid(), number)).start()
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise KeyboardInterrupt


def _is_unheard(frame: FrameType | None) -> bool:
    """Whether what is raised in a frame would be printed and lost: in a callback of an import, and while an object is
    taken away.
    """
    imports = frame is not None and frame.f_code.co_filename.startswith("<frozen importlib")
    while frame is not None and frame.f_code.co_name != "__del__":
        frame = frame.f_back
    return imports or frame is not None
