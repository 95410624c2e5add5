"""`overlay data`: markets of one's own."""

import click

from engine.cli import data_build, data_check


@click.group()
def data() -> None:
    """Build a market from your own files, and check files."""


for room in (data_build, data_check):
    for command in room.COMMANDS:
        data.add_command(command)

COMMANDS = (data,)
