"""The `overlay` command. Each subcommand imports what it needs, so that `--help` is quick."""

import sys

import click

from data.errors import OverlayError
from engine.cli import calendars, data, report, results, rules, runs, settings


def main() -> None:
    """Run the command line; a user's mistake is one sentence on standard error and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks a character shows `?`
    try:
        cli(prog_name="overlay")
    except OverlayError as error:
        click.echo(f"overlay: {error}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mmf-overlay")
def cli() -> None:
    """Backtest a Treasury money-market core that carries a small, rule-bound overlay."""


for room in (runs, report, results, settings, calendars, data, rules):
    for command in room.COMMANDS:
        cli.add_command(command)
