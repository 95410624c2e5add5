"""`overlay config`: settings."""

from pathlib import Path

import click

from engine.cli.options import a_plan, as_json, assignments, pattern, plan_asked
from engine.cli.showing import print_json, printed


@click.command()
@a_plan
@pattern
@assignments
@as_json
def config(*, file: Path | None, pattern: str | None, assignments: tuple[str, ...], as_json: bool) -> None:
    """Print all settings as a TOML file, with what they mean."""
    from engine.settings.run_config import describe  # noqa: PLC0415

    found = plan_asked(file, pattern, assignments)
    if not as_json:
        printed(describe(found, offered=True))
        return
    told = {"config_digest": found.digest, "settings": found.settings()}
    print_json("config", {**found.identity, **told})


COMMANDS = (config,)
