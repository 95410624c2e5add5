"""Commands of the program as pages show them: run in this process, in a folder of their own, beside the examples."""

import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from data.base.errors import OverlayError
from engine.cli import cli

EXAMPLES = Path(__file__).parents[1] / "examples"
WIDTH = "500"
"""Columns of the terminal that commands think they have."""


@cache
def printed(commands: tuple[str, ...]) -> str:
    """What the last of some commands prints, errors too, after those before it have been run in the same folder.

    Raises `ValueError` for what does not begin with `overlay`, and where one of those before the last fails.
    """
    with beside_examples():
        *before, last = commands
        for one in before:
            works(one)
        return _run(last)[1]


@contextmanager
def beside_examples() -> Iterator[None]:
    """A folder of its own to work in, with the examples in it."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("examples").symlink_to(EXAMPLES)
        yield


def works(command: str, **environment: str) -> str:
    """What a command prints, its progress apart. Raises `ValueError` for what does not begin with `overlay`, and where
    it fails.
    """
    code, told, printed_alone = _run(command, **environment)
    if code:
        raise ValueError(f"{command} fails: {told}")
    return printed_alone


def listed(commands: str | list[str]) -> list[str]:
    """Commands of a table, one or several."""
    return [commands] if isinstance(commands, str) else commands


def line_with(pattern: str, text: str) -> str | None:
    """The first line in which a pattern is found, its spaces made one; nothing where there is none."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return next((line for line in lines if re.search(pattern, line)), None)


def _run(command: str, **environment: str) -> tuple[int, str, str]:
    """Exit status of a command, all that it says, and what of that it prints."""
    program, *arguments = shlex.split(command)
    if program != "overlay":
        raise ValueError(f"{command}: should begin with overlay")
    try:
        done = CliRunner(env={"COLUMNS": WIDTH, "NO_COLOR": "1", **environment}).invoke(
            cli, arguments, prog_name="overlay", catch_exceptions=False
        )
    except OverlayError as error:
        return 2, f"overlay: {error}", ""
    return done.exit_code, done.output, done.stdout


def shown(commands: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """For each pattern the line of what the commands print. Raises `ValueError` for one that no line matches."""
    text = printed(tuple(commands))
    found = [line_with(pattern, text) for pattern in patterns]
    if None in found:
        raise ValueError(f"{commands}: no line matches {patterns[found.index(None)]} in\n{text}")
    return [line for line in found if line is not None]
