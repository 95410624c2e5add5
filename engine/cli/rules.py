"""`overlay rules`: the plan of a config in five lines."""

from pathlib import Path

import click

from data.base.errors import ConfigError
from engine.cli.options import as_json, assignments, config_file, language, pattern
from engine.cli.rules_check import check
from engine.cli.showing import print_json
from engine.plugs.pattern import PATTERNS
from engine.words import words


@click.group(invoke_without_command=True)
@pattern
@config_file
@assignments
@as_json
@language
@click.pass_context
def rules(
    context: click.Context,
    *,
    pattern: str | None,
    file: Path | None,
    assignments: tuple[str, ...],
    as_json: bool,
    language: str,
) -> None:
    """Print the plan of a config in five lines: core, maximum exposure, halving, monthly stop, fixed dates.
    \f
    Raises `ConfigError` for a config that is wrong, or whose pattern has no such plan.
    """
    if context.invoked_subcommand:
        return
    from engine.audit.plan import plain, plan  # noqa: PLC0415
    from engine.report.console import plan_lines  # noqa: PLC0415
    from engine.settings.run_config import load_config  # noqa: PLC0415

    config = load_config(file, assignments, **({"pattern": pattern} if pattern else {}))
    name, (*others, last) = config.kind.name, [one for one in PATTERNS.names() if PATTERNS[one].on_a_fund]
    choose = f"or choose {', '.join(others)} or {last}"
    if config.kind.plan.questions:
        raise ConfigError(f"the plan of pattern {name} is the ten questions of `overlay rules check CONFIG`; {choose}")
    lines = plan(config)
    if not lines:
        own = ", ".join(f"[{section}]" for section in config.kind.sections or (name,))
        raise ConfigError(
            f"pattern {name} has no fund as its core, and so no such plan: its rules are the settings "
            f"{own} of `overlay config`; {choose}"
        )
    say = words(language)
    if as_json:
        print_json("rules", {**config.identity, "plan": [plain(line, say) for line in lines]})
    else:
        click.echo("\n".join(plan_lines(lines, say)))


rules.add_command(check)

COMMANDS = (rules,)
