"""`overlay rules`: the plan of a config in five lines."""

from pathlib import Path

import click

from data.base.errors import ConfigError
from engine.cli.options import as_json, assignments, config_file, is_config, language, pattern, plan_asked
from engine.cli.rules_check import check
from engine.cli.showing import print_json, printed
from engine.plugs.pattern import PATTERNS
from engine.words import words


class OfAPlan(click.Group):
    """A group whose first argument may be a config in place of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, a config as the value of `--config`."""
        place = next((row for row, one in enumerate(args) if is_config(Path(one)) and _is_alone(args, row)), None)
        if place is not None and "--config" in args:
            raise click.UsageError("name the config either as an argument or with --config, not both", ctx)
        asked = args if place is None else [*args[:place], "--config", *args[place:]]
        return super().parse_args(ctx, asked)


def _is_alone(args: list[str], row: int) -> bool:
    """Whether an argument is no value of an option, and no command stands before it."""
    return not any(one in rules.commands for one in args[:row]) and (row == 0 or not args[row - 1].startswith("-"))


@click.group(cls=OfAPlan, invoke_without_command=True, subcommand_metavar="[CONFIG | COMMAND] [ARGS]...")
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

    config = plan_asked(file, pattern, assignments)
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
        printed("\n".join(plan_lines(lines, say)))


rules.add_command(check)

COMMANDS = (rules,)
