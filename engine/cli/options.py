"""Options that several commands have in common."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from data.errors import ConfigError
from engine.words import LANGUAGES
from strategies.names import PATTERN_NAMES

Command = Callable[..., None]
LANGUAGE = "engine.cli.language"
"""Where the context keeps the language, for what is said after the command has ended."""


def _remember(context: click.Context, _parameter: click.Parameter, value: str) -> str:
    context.meta[LANGUAGE] = value
    return value


def day_option(*names: str, explained: str) -> Callable[[Command], Command]:
    """An option that is a calendar day."""
    return click.option(*names, type=click.DateTime(("%Y-%m-%d",)), metavar="DATE", callback=_day, help=explained)


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _once(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a setting that is given twice, or beside its whole section."""
    seen: list[str] = []
    for assignment in given:
        name = assignment.partition("=")[0].strip()
        if any(f"{name}.".startswith(f"{other}.") or f"{other}.".startswith(f"{name}.") for other in seen):
            raise ConfigError(f"--set {assignment}: {name} is set twice; say it once")
        seen.append(name)
    return given


config_file = click.option("--config", "file", type=click.Path(path_type=Path), help="TOML file with settings.")
assignments = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_once,
    help="One setting, such as overlay.ratio=0.3.",
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
    callback=_remember,
    help="Language of what is shown.",
)
pattern = click.option(
    "--pattern", type=click.Choice(PATTERN_NAMES), help="Pattern to run (default: the config's, else A)."
)
named = click.argument("named", metavar="RUN")
inside = click.option(
    "--in",
    "inside",
    type=click.Path(path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Where RUN is looked up, if it is no path but a part of the name of a folder.",
)


class Output(NamedTuple):
    """Where what a command makes goes: run folders, and what it tells in which form and language."""

    out: Path
    as_json: bool
    language: str


def run_options(command: Command) -> Command:
    """The options that every command which runs something has in common; the last three are given to it together as `output`."""

    @wraps(command)
    def bundled(*, out: Path, as_json: bool, language: str, **others: Any) -> None:
        command(output=Output(out, as_json, language), **others)

    for option in (language, as_json, out, assignments, config_file):
        bundled = option(bundled)
    return bundled
