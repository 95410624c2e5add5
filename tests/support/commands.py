"""Commands of the program, run in this process, for tests."""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from click.testing import CliRunner

from engine.cli import cli, main


def overlay(*arguments):
    """What a command prints; it ends well."""
    done = CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*arguments):
    """What it tells as JSON."""
    return json.loads(overlay(*arguments, "--json"))


def outside(*arguments, env=None, cwd=None):
    """A command as from a terminal, by the entry point itself: what it prints, what it says, and its exit status; `env`
    is its whole environment.
    """
    out, said = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.ExitStack() as held:
        held.enter_context(mock.patch.object(sys, "argv", ["overlay", *map(str, arguments)]))
        held.enter_context(contextlib.redirect_stdout(out))
        held.enter_context(contextlib.redirect_stderr(said))
        held.enter_context(mock.patch.dict(os.environ, env or {}, clear=env is not None))
        held.enter_context(contextlib.chdir(cwd or Path.cwd()))
        status = _status()
    return CompletedProcess(arguments, status, *(_text(stream) for stream in (out, said)))


def _status():
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0
    return 0


def _text(stream):
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")
