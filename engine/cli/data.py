"""`overlay data`: markets as files."""

import click

from engine.cli.data_synth import synth


@click.group()
def data() -> None:
    """Markets as files."""


data.add_command(synth)

COMMANDS = (data,)
