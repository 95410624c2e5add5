"""`overlay data`: markets as files, from one's own files, from public data, or made up."""

import click

from engine.cli import data_build, data_check
from engine.cli.data_fetch import fetch
from engine.cli.data_synth import synth
from engine.cli.data_update import update


@click.group()
def data() -> None:
    """Markets as files: built from your own, checked, fetched, or made up."""


for command in (*data_build.COMMANDS, *data_check.COMMANDS, fetch, update, synth):
    data.add_command(command)

COMMANDS = (data,)
