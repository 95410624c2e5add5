"""Options that several commands have in common."""

from collections.abc import Callable
from pathlib import Path

import click

from engine.words import LANGUAGES

Command = Callable[..., None]

config_file = click.option("--config", "file", type=click.Path(path_type=Path), help="TOML file with settings.")
assignments = click.option(
    "--set", "assignments", multiple=True, metavar="KEY=VALUE", help="One setting, such as overlay.ratio=0.3."
)
out = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Where run folders go."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
language = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    envvar="OVERLAY_LANG",
    show_envvar=True,
    help="Language of what is shown.",
)
market_file = click.option(
    "--market",
    "market_file",
    type=click.Path(path_type=Path),
    help="Market file to run on, from `overlay data build` (default: the embedded market).",
)
folder = click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))


def run_options(command: Command) -> Command:
    """The options that every command which runs something has in common."""
    for option in (language, as_json, out, market_file, assignments, config_file):
        command = option(command)
    return command
