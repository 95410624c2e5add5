"""Who is told how a survival question goes on."""

from concurrent.futures import Executor
from typing import NamedTuple

from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.survival.running import Reached
from engine.tasks.workers import cores
from engine.words import Words, words


class Listener(NamedTuple):
    """Threads to run in, the language, who is told sentences, who is told what passes, which is how far it has come,
    and an executor of somebody's own that runs the paths in place of the threads.
    """

    threads: int
    say: Words
    tell: Tell
    passing: Tell
    executor: Executor | None = None

    def hear(self, reached: Reached) -> None:
        """Tell how far it has come."""
        minutes, seconds = divmod(round(reached.seconds), 60)
        left = f"{minutes}:{seconds:02d}"
        self.passing(self.say("progress.paths", done=reached.done, total=reached.total, left=left))

    def hear_starts(self, done: int, total: int) -> None:
        """Tell how many runs from real start dates are done, and of how many."""
        self.passing(self.say("progress.starts", done=done, total=total))

    def hear_absences(self, done: int, total: int) -> None:
        """Tell on how many paths an account has been left alone, and of how many."""
        self.passing(self.say("progress.absences", done=done, total=total))


def listener_of(tell: Tell = announce, threads: int | None = None) -> Listener:
    """A listener that is told everything in English, with so many threads (default: one for each processor)."""
    return Listener(threads or cores(), words(), tell, tell)
