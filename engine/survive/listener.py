"""Who is told how a survival question goes on."""

import os
import sys
from typing import NamedTuple

from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.survive.running import Hear, Reached
from engine.words import Words, words


class Listener(NamedTuple):
    """Threads to run in, the language, who is told sentences, and who hears how far it has come."""

    threads: int
    say: Words
    tell: Tell
    hear: Hear


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def listener_of(tell: Tell = announce, say: Words | None = None, threads: int | None = None) -> Listener:
    """A listener that is told everything in sentences, with so many threads (default: one for each processor)."""
    say = say or words()

    def hear(reached: Reached) -> None:
        minutes, seconds = divmod(round(reached.seconds), 60)
        tell(say("progress.paths", done=reached.done, total=reached.total, left=f"{minutes}:{seconds:02d}"))

    return Listener(threads or cores(), say, tell, hear)
