"""The time by which an answer must be here whole: through whatever proxy, its headers as well as its body."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any

Trace = Callable[[str, Mapping[str, Any]], None]
"""What hears of each step of a request, as `httpcore` tells it: the name of the step, and what became of it."""


@contextmanager
def hanging_up(seconds: float) -> Iterator[Trace]:
    """Ends the connections of a request after so many seconds. A byte that is always about to come would satisfy every
    limit between two of them, from a proxy as from a server, and in each layer of TLS.
    """
    lines, over = list[socket.socket](), Event()

    def heard(step: str, told: Mapping[str, Any]) -> None:
        if step.endswith("connect_tcp.complete"):
            # a copy ends the connection whichever layer has taken the socket over since
            lines.append(told["return_value"].get_extra_info("socket").dup())
            if over.is_set():
                hang_up()

    def hang_up() -> None:
        over.set()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield heard
    finally:
        timer.cancel()
        timer.join()
        for line in lines:
            line.close()
