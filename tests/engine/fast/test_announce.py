"""What is told while the loop is compiled: one line on a terminal, written over; elsewhere the first sentence."""

import pytest

from engine.fast.announce import Announcer


class Told:
    def __init__(self, *, terminal):
        self.text, self._terminal = "", terminal

    def isatty(self):
        return self._terminal

    def write(self, text):
        self.text += text

    def flush(self):
        """Nothing is kept back."""


@pytest.mark.parametrize(
    ("terminal", "text"), [(True, "\r10 of 10\rdone    "), (False, "10 of 10\n")], ids=["terminal", "file"]
)
def test_progress(terminal, text, monkeypatch):
    told = Told(terminal=terminal)
    monkeypatch.setattr("sys.stderr", told)
    tell = Announcer()
    for one in ("10 of 10", "10 of 10", "done"):
        tell(one)
    assert told.text == text
