"""Standard output and standard error: a command does its work also where they cannot be written, and then says so."""

import io
import os
import sys
from contextlib import suppress
from typing import Any, BinaryIO, TextIO, cast


class Heeded(io.FileIO):
    """A file that takes what cannot be written, and keeps why: no error that a command would take for one of its own
    files. Where nobody reads any more it raises `BrokenPipeError`, once.
    """

    def __init__(self, number: int, before: TextIO | None = None) -> None:
        super().__init__(number, "w", closefd=False)
        # which would close it where nobody has it any more
        self._before = before
        self.why, self._gone = "", False

    def write(self, content: Any) -> int:
        """Write bytes, or take them."""
        try:
            return super().write(content)
        except BrokenPipeError:
            if not self._gone:
                self._gone = True
                raise
        except OSError as error:
            self.why = error.strerror or str(error)
        return memoryview(content).nbytes


def prepare() -> None:
    """Have all three streams there, also where they were closed, and show `?` for a character that a console lacks;
    what is typed that is no text is read as signs that stand for none.
    """
    sys.stdin = sys.stdin or io.TextIOWrapper(
        io.BufferedReader(io.FileIO(_nowhere(0, os.O_RDONLY), closefd=False)), "utf-8"
    )
    sys.stdout = _heeded(sys.stdout, 1)
    sys.stderr = _heeded(sys.stderr, 2)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def lost_output() -> str:
    """Why what was printed did not arrive; empty where it did, or nobody listens any more."""
    with suppress(BrokenPipeError, ValueError):  # closed by whoever had it
        sys.stdout.flush()
    raw = _raw(sys.stdout)
    return raw.why if isinstance(raw, Heeded) else ""


def _heeded(stream: TextIO | None, number: int) -> TextIO:
    """The stream of this number, heeded where it is a file of the system."""
    if stream is None:
        return io.TextIOWrapper(io.BufferedWriter(Heeded(_nowhere(number, os.O_WRONLY))), "utf-8", "replace")
    raw = _raw(stream)
    if not isinstance(stream, io.TextIOWrapper) or type(raw) is not io.FileIO or raw.fileno() != number:
        return stream
    stream.flush()
    # by itself `python -u` buffers nothing
    heeded = Heeded(number, stream)
    buffer = heeded if raw is stream.buffer else io.BufferedWriter(heeded)
    return io.TextIOWrapper(
        cast("BinaryIO", buffer),
        stream.encoding,
        "replace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _nowhere(number: int, how: int) -> int:
    """Have nothing at all under a number that is closed: the next file that is opened would be taken for it."""
    nowhere = os.open(os.devnull, how)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    return number


def _raw(stream: TextIO | None) -> object:
    """The file of the system below a stream."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)
