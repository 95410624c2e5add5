"""Ctrl-C at moments at which there is nobody yet, or nobody any more, to hear it."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from engine.cli import interrupt
from engine.cli.interrupt import interruptible

BEGINS = """
import os, signal, mmf_overlay
signal.signal(signal.SIGINT, signal.default_int_handler)
mmf_overlay.take = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)
mmf_overlay.main()
"""


@pytest.fixture
def ours():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ours")
def test_the_first_stops_a_command_and_another_one_ends_it():
    with interruptible():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("ours")
def test_where_it_is_ignored_it_stays_so():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_within_an_import_where_it_would_be_lost_it_comes_again(monkeypatch):
    begun = []
    monkeypatch.setattr(interrupt.threading, "Timer", lambda *told: SimpleNamespace(start=lambda: begun.append(told)))
    within = SimpleNamespace(f_code=SimpleNamespace(co_filename="<frozen importlib._bootstrap>"))
    interrupt._stop(signal.SIGINT, within)
    assert begun == [(interrupt.AGAIN, os.kill, (os.getpid(), signal.SIGINT))]


def test_while_the_program_begins_it_is_one_line():
    done = subprocess.run([sys.executable, "-c", BEGINS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (130, "overlay: stopped\n", "")
