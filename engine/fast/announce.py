"""Tells on the terminal how compiling goes on."""

import sys


class Announcer:
    """Writes what it hears to standard error: on a terminal over the line before, elsewhere only the first that it ever
    hears.
    """

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, text: str) -> None:
        """Write a text, once."""
        if text == self._last:
            return
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text:<{len(self._last)}}")
            sys.stderr.flush()
        elif not self._last:
            sys.stderr.write(f"{text}\n")
        self._last = text


announce = Announcer()
"""That of the process."""
