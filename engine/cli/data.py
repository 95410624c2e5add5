"""`overlay data`: markets as files, from public data or made up."""

import click

from engine.cli.data_fetch import fetch
from engine.cli.data_synth import synth


@click.group()
def data() -> None:
    """Markets as files, from public data or made up."""


for command in (fetch, synth):
    data.add_command(command)

COMMANDS = (data,)
