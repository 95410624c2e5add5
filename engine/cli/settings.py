"""`overlay config`: settings."""

import sys
from pathlib import Path

import click

from engine.cli.options import assignments, config_file


@click.command()
@config_file
@assignments
def config(file: Path | None, assignments: tuple[str, ...]) -> None:
    """Print all settings as a TOML file, with what they mean."""
    from engine.settings.run_config import describe, load_config  # noqa: PLC0415

    click.echo(describe(load_config(file, assignments), offered=True), file=sys.stdout)


COMMANDS = (config,)
