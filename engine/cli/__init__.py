"""The `overlay` command. Each subcommand imports what it needs, so that `--help` is quick."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from data.base.errors import OverlayError
from data.base.running_code import hearing_of_code
from engine.cli import (
    account,
    audit,
    breaking,
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
    portfolio,
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
    streams,
    stress,
    survive,
    sweep,
    tonight,
    why,
    worth,
)
from engine.cli.guarded import guarded
from engine.cli.interrupt import interruptible
from engine.cli.language import KEPT, language_of
from engine.cli.of_the_system import of_the_system
from engine.cli.options import JSON
from engine.cli.spoken import SpokenGroup
from engine.cli.told_error import FAILED, asks_json, tell_error
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
    error and exit status 2, and so is output that does not arrive.
    """
    streams.prepare()
    with interruptible(), guarded(), hearing_of_code(_say_code):
        status, error = _ended()
    why = streams.lost_output()
    if error is not None:
        raise error
    if why and status != FAILED:
        lost = f"standard output cannot be written ({why}); send it where there is room"
        status = _told("OutputError", refusal(lost, language_of(sys.argv[1:])))
    sys.exit(status)


def _ended() -> tuple[int | str | None, Exception | None]:
    """How the command ended: its exit status, and an error that is no user's mistake."""
    language = language_of(sys.argv[1:])
    try:
        completion.refuse_half_asked()
        cli(prog_name="overlay")
    except SystemExit as ended:
        return ended.code, None
    except (KeyboardInterrupt, click.Abort):
        return _told("Interrupted", words(language)("progress.interrupted"), INTERRUPTED), None
    except OverlayError as error:
        if os.environ.get(TRACEBACK):
            return None, error
        return _told(type(error).__name__, told(error, language)), None
    except Exception as error:  # noqa: BLE001  (raised again where it is of nobody else)
        sentence = of_a_package(error) or of_the_system(error)
        kind = "MemoryError" if isinstance(error, MemoryError) else type(error).__name__
        return (None, error) if sentence is None else (_told(kind, refusal(sentence, language)), None)
    return 0, None


def _told(kind: str, sentence: str, status: int = FAILED) -> int:
    tell_error(kind, sentence, status, as_json=asks_json(sys.argv[1:]))
    return status


def _say_code(path: Path) -> None:
    """Whoever names a file of Python, or a plan or a run in which one is named, lets it do all that they may do."""
    click.echo(words(language_of(sys.argv[1:]))("said.code", file=path), err=True)


class Interruptible(SpokenGroup):
    """Commands that a user can stop with Ctrl-C: one sentence and exit status 130. Where JSON is asked for, what is
    wrong with the command line itself is one object too.
    """

    def main(self, args: Sequence[str] | None = None, *others: Any, **more: Any) -> Any:
        """Run what a command line asks for, as a program does; `args` without one's own name."""
        try:
            if not asks_json(sys.argv[1:] if args is None else args):
                return super().main(args, *others, **more)
            status = super().main(args, *others, **{**more, "standalone_mode": False})
        except _Fault as fault:
            raise fault.error from None
        except click.ClickException as error:
            tell_error("UsageError", error.format_message(), error.exit_code, as_json=True)
            status = error.exit_code
        sys.exit(status if isinstance(status, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            said = words(ctx.meta[KEPT])("progress.interrupted")
            tell_error("Interrupted", said, INTERRUPTED, as_json=JSON in ctx.meta)
            ctx.exit(INTERRUPTED)
        except EOFError as error:
            raise _Fault(error) from None


class _Fault(Exception):  # noqa: N818
    """An error on its way past click, which would take it for Ctrl-C."""

    def __init__(self, error: EOFError) -> None:
        super().__init__(error)
        self.error = error


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
    portfolio,
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
    breaking,
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
