"""The `overlay` command. Each subcommand imports what it needs, so that `--help` is quick."""

import os
import sys
from typing import Any

import click

from data.base.errors import OverlayError
from engine.cli import (
    account,
    audit,
    calendars,
    check_strategy,
    compare,
    completion,
    data,
    diff,
    expectancy,
    export,
    hand,
    looks,
    ls,
    paper,
    plan,
    profiles,
    report,
    rerun,
    rules,
    runs,
    settings,
    show,
    size,
    sizing,
    state,
    stress,
    survive,
    sweep,
    tonight,
    why,
    worth,
)
from engine.cli.language import KEPT, language_of
from engine.cli.spoken import SpokenGroup
from engine.plugs.blame import of_a_package
from engine.words import words
from engine.words.notes import told
from engine.words.refusals import refusal

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 + the number of the signal."""
TRACEBACK = "OVERLAY_TRACEBACK"
"""Where this is set, a mistake is told with all the lines that led to it: for who writes a strategy."""


def main() -> None:
    """Run the command line; a user's mistake, and an error of a package that brings a plug, is one sentence on standard
    error and exit status 2.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks a character shows `?`
    try:
        cli(prog_name="overlay")
    except OverlayError as error:
        if os.environ.get(TRACEBACK):
            raise
        click.echo(f"overlay: {told(error, language_of(sys.argv[1:]))}", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        sentence = of_a_package(error)
        if sentence is None:
            raise
        click.echo(f"overlay: {refusal(sentence, language_of(sys.argv[1:]))}", file=sys.stderr)
        sys.exit(2)


class Interruptible(SpokenGroup):
    """Commands that a user can stop with Ctrl-C: one sentence and exit status 130."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(f"overlay: {words(ctx.meta[KEPT])('progress.interrupted')}", file=sys.stderr)
            ctx.exit(INTERRUPTED)


@click.group(cls=Interruptible, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mmf-overlay")
def cli() -> None:
    """Backtest a Treasury money-market core that carries a small, rule-bound overlay."""


for room in (
    runs,
    compare,
    survive,
    hand,
    sweep,
    worth,
    report,
    ls,
    looks,
    show,
    export,
    audit,
    diff,
    rerun,
    why,
    check_strategy,
    settings,
    plan,
    rules,
    paper,
    tonight,
    stress,
    calendars,
    profiles,
    account,
    data,
    size,
    sizing,
    state,
    expectancy,
    completion,
):
    for command in room.COMMANDS:
        cli.add_command(command)
