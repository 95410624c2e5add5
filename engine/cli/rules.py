"""`overlay rules`: the rules of a plan."""

import click

from engine.cli.rules_check import check


@click.group()
def rules() -> None:
    """The rules of a plan."""


for command in (check,):
    rules.add_command(command)

COMMANDS = (rules,)
