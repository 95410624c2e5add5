"""`overlay data`: public data, from its publishers to a market."""

import click

from engine.cli.data_fetch import fetch


@click.group()
def data() -> None:
    """Public data, from its publishers to a market."""


for command in (fetch,):
    data.add_command(command)

COMMANDS = (data,)
