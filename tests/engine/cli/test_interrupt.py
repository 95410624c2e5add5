"""Ctrl-C, also at moments at which there is nobody yet, or nobody any more, to hear it; nothing else is told as it."""

import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from engine.cli import interrupt
from engine.cli.interrupt import interruptible
from tests.support.commands import outside

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
    within = SimpleNamespace(
        f_code=SimpleNamespace(co_filename="<frozen importlib._bootstrap>", co_name=""), f_back=None
    )
    interrupt._stop(signal.SIGINT, within)
    assert begun == [(interrupt.AGAIN, os.kill, (os.getpid(), signal.SIGINT))]


class Leaves:
    """Hears Ctrl-C while it is taken away, where Python would print and lose it."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)


def taken_away():
    with interruptible():
        Leaves()
        signal.pause()


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot wait for a signal")
@pytest.mark.usefixtures("ours")
def test_while_an_object_is_taken_away_where_it_would_be_lost_it_comes_again():
    with pytest.raises(KeyboardInterrupt):
        taken_away()


def test_while_the_program_begins_it_is_one_line():
    done = subprocess.run([sys.executable, "-c", BEGINS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (130, "overlay: stopped\n", "")


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_a_file_that_ends_too_early_is_a_fault_of_the_program_and_no_interruption(monkeypatch, as_json):
    def torn(*_):
        raise EOFError("Ran out of input")

    monkeypatch.setattr("engine.settings.run_config.load_config", torn)
    with pytest.raises(EOFError, match="Ran out of input"):
        outside("config", *as_json)


def test_ctrl_c_at_a_question_is_one_line(monkeypatch, tmp_path):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("click.termui.visible_prompt_func", stopped)
    done = outside("plan", "--to", "plan.toml", "--no-check", cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr.endswith("overlay: stopped; no folder was left half-written\n")
    assert list(tmp_path.iterdir()) == []
