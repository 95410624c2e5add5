"""A mistake told: one sentence on standard error, and where JSON was asked for one object on standard output too."""

from collections.abc import Sequence
from contextlib import suppress

import click

from data.base.visible import visible
from engine.cli.showing import print_json

FAILED = 2
"""Exit status after a user's mistake."""


def asks_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON."""
    return "--json" in arguments


def tell_error(kind: str, sentence: str, status: int = FAILED, *, as_json: bool) -> None:
    """Say what is wrong: `kind` is the name of the error, such as ConfigError, `status` the exit status to come."""
    with suppress(BrokenPipeError):  # where nobody listens
        click.echo(f"overlay: {visible(sentence)}", err=True)
    if as_json:
        print_json("error", {"error": {"kind": kind, "message": sentence, "status": status}})
