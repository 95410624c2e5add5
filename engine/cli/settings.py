"""`overlay config`: settings."""

import sys
from pathlib import Path

import click

from engine.cli.options import a_plan, assignments, pattern, plan_asked


@click.command()
@a_plan
@pattern
@assignments
def config(*, file: Path | None, pattern: str | None, assignments: tuple[str, ...]) -> None:
    """Print all settings as a TOML file, with what they mean."""
    from engine.settings.run_config import describe  # noqa: PLC0415

    click.echo(describe(plan_asked(file, pattern, assignments), offered=True), file=sys.stdout)


COMMANDS = (config,)
