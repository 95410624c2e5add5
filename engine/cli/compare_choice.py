"""What `overlay compare` runs where no file is named: patterns, one's own strategy, profiles, values of a setting."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from data.base.errors import ConfigError
from data.base.meant import hint
from engine.plugs.pattern import PATTERNS
from engine.runs.default_comparison import default_comparison

if TYPE_CHECKING:
    from engine.settings.run_config import RunConfig

MOST = 8
"""Cells of --vary that a comparison takes."""


class Choice(NamedTuple):
    """What is compared: patterns, profiles, or values of a setting, at most one of them; and the
    assignments of a strategy of one's own, if there is one.
    """

    patterns: str | None
    profiles: str | None
    vary: tuple[str, ...]
    own: tuple[str, ...]


def configs_of(choice: Choice, file: Path | None, assignments: tuple[str, ...]) -> "dict[str, RunConfig]":
    """A config for each cell, profile or pattern named, or where none is for each run of the default comparison. Raises
    `ConfigError` for settings that cannot be, and for too many cells.
    """
    from engine.settings.run_config import load_config  # noqa: PLC0415

    kind, all_set = {"pattern": "own"} if choice.own else {}, (*assignments, *choice.own)
    if choice.vary:
        return _of_cells(choice.vary, load_config(file, all_set, **kind))
    if choice.profiles is not None:
        _refuse_another_profile(assignments)
        return {
            name: load_config(file, (*all_set, f"account.profile={name}"), name=name, **kind)
            for name in _split(choice.profiles, "--profiles", "profile")
        }
    return {**_of_patterns(choice.patterns, file, assignments), **_of_strategy(choice.own, file, assignments)}


def _of_patterns(patterns: str | None, file: Path | None, assignments: tuple[str, ...]) -> "dict[str, RunConfig]":
    from engine.settings.run_config import load_config  # noqa: PLC0415

    if patterns is not None:
        return {name: load_config(file, assignments, pattern=name) for name in _patterns(patterns)}
    given = "account" in load_config(file, assignments).model_fields_set
    chosen = default_comparison(account_is_given=given)
    return {name: load_config(file, assignments, **one) for name, one in chosen.items()}


def _of_strategy(own: tuple[str, ...], file: Path | None, assignments: tuple[str, ...]) -> "dict[str, RunConfig]":
    """The config of a strategy of one's own, by its class, where there is one. Raises `click.UsageError` for one that
    is called as a pattern is.
    """
    from engine.settings.run_config import load_config  # noqa: PLC0415

    if not own:
        return {}
    config = load_config(file, (*assignments, *own), pattern="own")
    if config.own.called in PATTERNS:
        raise click.UsageError(
            f"--strategy: a class called {config.own.called} would be taken for the pattern; rename it"
        )
    return {config.own.called: config}


def _refuse_another_profile(assignments: tuple[str, ...]) -> None:
    """Raise `click.UsageError` where a profile is set beside those that are compared."""
    for one in assignments:
        if one.partition("=")[0].strip() == "account.profile":
            raise click.UsageError(f"--set {one} has no effect with --profiles; name the profile there")


def _of_cells(vary: tuple[str, ...], config: "RunConfig") -> "dict[str, RunConfig]":
    """A config for each cell of a small grid. Raises `ConfigError` for a large one."""
    from engine.assembly.own_settings import resolved  # noqa: PLC0415
    from engine.settings.grid import refuse_bare, varied  # noqa: PLC0415

    refuse_bare(vary, resolved(config).params)
    cells = varied(config, vary)
    if len(cells) > MOST:
        raise ConfigError(
            f"--vary {' --vary '.join(vary)}: makes {len(cells)} cells, and a comparison has up to {MOST}; vary less, "
            "or let overlay sweep run them"
        )
    return {cell.name: cell.config for cell in cells}


def _patterns(text: str) -> list[str]:
    names = _split(text, "--patterns", "pattern")
    unknown = [name for name in names if name not in PATTERNS]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not a pattern; {hint(unknown[0], PATTERNS.names())}", param_hint="--patterns"
        )
    return names


def _split(text: str, option: str, each: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise click.BadParameter(f"{text!r} names no {each} in one place; should be NAME,NAME,...", param_hint=option)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise click.BadParameter(f"{twice[0]!r} is named twice; name each {each} once", param_hint=option)
    return names
