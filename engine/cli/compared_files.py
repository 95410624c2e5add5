"""What `overlay compare` is given as arguments: configs and saved runs, and what each is called."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from data.base.visible import in_one_line
from engine.cli.options import is_config

if TYPE_CHECKING:
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig


class Sources(NamedTuple):
    """What was named, in its order, and of that the configs by their files and the saved runs by their folders."""

    places: list[Path]
    configs: "dict[Path, RunConfig]"
    runs: "dict[Path, RunResult]"


def sources_of(given: Sequence[Path], assignments: tuple[str, ...], inside: Path) -> Sources:
    """What the arguments name: a file is a config; all else a saved run, by its path or a part of its name among those
    saved `inside`. Raises `ConfigError` and `ResultError` for what is neither, `click.UsageError` for what is named
    twice, and for settings where there is no config to set them in.
    """
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415
    from engine.settings.run_config import load_config  # noqa: PLC0415

    places = [path if is_config(path) else find(str(path), inside, ("run",)) for path in given]
    if twice := [place for place, count in Counter(places).items() if count > 1]:
        raise click.UsageError(f"{twice[0]} is named twice; name each config once")
    configs = {path: load_config(path, assignments) for path in places if is_config(path)}
    if assignments and not configs:
        raise click.UsageError("--set and --period are for configs; a saved run stays as it was made: name its config")
    return Sources(places, configs, {path: load_run(path) for path in places if path not in configs})


def named(sources: Sources) -> dict[str, Path]:
    """What was named by what it calls itself, in its order: a config by its name, else that of its file without ending,
    a run by its name, else its pattern; told apart where two are the same. Raises `click.UsageError` where they cannot.
    """
    configs: dict[str, Path] = {}
    for path, config in sources.configs.items():
        stem = in_one_line(path.stem)
        name = config.name or (stem if stem not in configs else in_one_line(f"{path.parent.name}-{path.stem}"))
        if name in configs:
            raise click.UsageError(f"{path} and {configs[name]} would both be called {name}; rename one")
        configs[name] = path
    names = {path: name for name, path in {**configs, **told_apart(sources.runs, configs)}.items()}
    return {names[path]: path for path in sources.places}


def told_apart(runs: "dict[Path, RunResult]", taken: dict[str, Path]) -> dict[str, Path]:
    """Runs by what each is called where some names are taken: its name, else its pattern, with digits of its settings
    where two are the same. Raises `click.UsageError` where even those are.
    """
    called = Counter([*taken, *(run.config.called for run in runs.values())])
    longer = Counter(_with_digest(run) for run in runs.values())
    found: dict[str, Path] = {}
    for path, run in runs.items():
        name = run.config.called if called[run.config.called] == 1 else _with_digest(run)
        name = name if called[run.config.called] == 1 or longer[name] == 1 else path.name
        if name in found or name in taken:
            raise click.UsageError(f"{path} and another would both be called {name}; rename its folder")
        found[name] = path
    return found


def _with_digest(run: "RunResult") -> str:
    """What a run is called beside one of the same name."""
    return f"{run.config.called} {run.config.digest[:6]}"
