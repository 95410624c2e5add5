"""`overlay config`: settings."""

import sys
from pathlib import Path

import click

from engine.cli.options import as_json, assignments, config_file
from engine.cli.showing import print_json


@click.command()
@config_file
@assignments
@as_json
def config(file: Path | None, assignments: tuple[str, ...], *, as_json: bool) -> None:
    """Print all settings as a TOML file, with what they mean."""
    from engine.settings.run_config import describe, load_config  # noqa: PLC0415

    found = load_config(file, assignments)
    if not as_json:
        click.echo(describe(found, offered=True), file=sys.stdout)
        return
    told = {"config_digest": found.digest, "settings": found.settings()}
    print_json("config", {**found.identity, **told})


COMMANDS = (config,)
