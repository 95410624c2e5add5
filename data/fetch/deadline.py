"""The time by which an answer must be here whole: its headers as well as its body."""

import ssl

from data.fetch.clock import Clock


class Deadline:
    """When the request under way must be over, `until` seconds of a clock that never goes back (inf: no request)."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self.until = clock, float("inf")

    def left(self) -> float:
        """Seconds that are left; negative once it is over."""
        return self.until - self._clock.elapsed()


def watched(context: ssl.SSLContext, deadline: Deadline) -> ssl.SSLContext:
    """The context, whose connections wait for a byte no longer than the deadline allows: one that is always about to
    come would satisfy every limit between two of them.
    """

    class Watched(ssl.SSLSocket):
        def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
            left = deadline.left()
            if left <= 0.0:
                raise TimeoutError
            usual = self.gettimeout()
            self.settimeout(left if usual is None else min(usual, left))
            return super().recv(buflen, flags)

    context.sslsocket_class = Watched
    return context
