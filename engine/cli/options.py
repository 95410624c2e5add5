"""Options that several commands have in common."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from data.base.errors import ConfigError
from data.base.meant import is_file_there, nearest
from engine.cli import completing
from engine.cli.language import LOCALE, OPTION, VARIABLE, spoken_now
from engine.plugs.pattern import PATTERNS
from engine.words import LANGUAGES, ORIGINAL

if TYPE_CHECKING:
    from engine.settings.run_config import RunConfig

Command = Callable[..., None]
JSON = "engine.cli.json"
"""Where the context keeps that JSON was asked for."""


def _remember_json(context: click.Context, _parameter: click.Parameter, value: bool) -> bool:  # noqa: FBT001
    if value:
        context.meta[JSON] = value
    return value


class PatternName(click.ParamType):  # type: ignore[type-arg]
    """The name of a pattern, of ours or of a plug; asked when the command runs, for plugs may come later."""

    name = "pattern"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it is. Raises `click.BadParameter` for one that no pattern has."""
        if value not in PATTERNS:
            meant = "".join(f" Did you mean {one}?" for one in nearest(str(value), PATTERNS.names()))
            self.fail(f"{value!r} is not one of {', '.join(map(repr, PATTERNS.names()))}.{meant}", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """All names that begin so."""
        return completing.pattern_names(ctx, param, incomplete)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """All names, as for a choice."""
        return f"[{'|'.join(PATTERNS.names())}]"


def day_option(*names: str, explained: str) -> Callable[[Command], Command]:
    """An option that is a calendar day."""
    return click.option(*names, type=click.DateTime(("%Y-%m-%d",)), metavar="DATE", callback=_day, help=explained)


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _once(given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a setting that is given twice, or beside its whole section."""
    seen: list[str] = []
    for assignment in given:
        name = assignment.partition("=")[0].strip()
        if any(f"{name}.".startswith(f"{other}.") or f"{other}.".startswith(f"{name}.") for other in seen):
            raise ConfigError(f"--set {assignment}: {name} is set twice; say it once")
        seen.append(name)
    return given


def _known(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse a period that there is not."""
    if value is not None:
        from data.market.periods import period_of  # noqa: PLC0415

        period_of(value)
    return value


config_file = click.option("--config", "file", type=click.Path(path_type=Path), help="TOML file with settings.")


def a_plan(command: Command) -> Command:
    """The plan of a command: argument CONFIG or option `--config`, which it is given as `file`. What it makes raises
    `click.UsageError` for both.
    """

    @wraps(command)
    def bundled(*, plan: Path | None, file: Path | None, **others: Any) -> None:
        if plan and file:
            raise click.UsageError("name the config either as an argument or with --config, not both")
        command(file=plan or file, **others)

    return click.argument("plan", required=False, metavar="[CONFIG]", type=click.Path(path_type=Path))(
        config_file(bundled)
    )


def is_config(path: Path) -> bool:
    """Whether an argument that may be a saved run or a config is a config: a file, or what would be one of TOML."""
    return is_file_there(path) or path.suffix == ".toml"


PERIOD = """Period to run, exactly these days: a name such as 2020-03 (`overlay calendar periods` lists them; \
2008 and 2022 are crises), a year, a month,
1999-2018, or 2007-10..2009-03; it goes before the config's."""


def assignments(command: Command) -> Command:
    """Options `--set` and `--period`, given to the command together as `assignments`. What it makes raises
    `ConfigError` for a setting, or a period, that is said twice.
    """

    @wraps(command)
    def bundled(*, assignments: tuple[str, ...], period: str | None, **others: Any) -> None:
        if period and any(one.partition("=")[0].strip().partition(".")[0] == "period" for one in assignments):
            raise ConfigError(f"--period {period}: --set says the period too; say it once")
        given = (f"period={json.dumps(period)}",) if period else ()
        command(assignments=(*_once(assignments), *given), **others)

    bundled = click.option(
        "--period", metavar="PERIOD", callback=_known, help=PERIOD, shell_complete=completing.period_names
    )(bundled)
    return click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="KEY=VALUE",
        help="One setting, such as overlay.ratio=0.3 (or 30%), halving=off.",
        shell_complete=completing.settings,
    )(bundled)


DEFAULT_OUT = Path("results")
"""Where run folders go, and are looked up."""
out = click.option(
    "--out", type=click.Path(path_type=Path), default=DEFAULT_OUT, show_default=True, help="Where run folders go."
)
force = click.option("--force", is_flag=True, help="Write over a file that exists.")
as_json = click.option(
    "--json", "as_json", is_flag=True, callback=_remember_json, help="Print one JSON object and nothing else."
)
language = click.option(
    OPTION,
    "language",
    type=click.Choice(LANGUAGES),
    default=spoken_now,
    show_default=f"{VARIABLE}, {LOCALE[-1]}, {ORIGINAL}",
    help="Language of what is shown.",
)
pattern = click.option("--pattern", type=PatternName(), help="Pattern to run (default: the config's, else A).")


STRATEGY = "A Backtrader strategy of your own in place of a pattern: a program, which may do all that you may do."


def own_assignments(strategy: str | None, params: tuple[str, ...]) -> tuple[str, ...]:
    """The assignments of a strategy of one's own and its params; none without one. Raises `click.UsageError` for params
    without a strategy, and for what is no name and value.
    """
    if strategy is None and params:
        raise click.UsageError("--param goes with --strategy FILE.py:Class; name one")
    for one in params:
        name, equals, _ = one.partition("=")
        if not (equals and name.strip().isidentifier()):
            raise click.UsageError(f"--param {one!r}: should read NAME=VALUE, such as fast=10")
    return () if strategy is None else (f"own.strategy={json.dumps(strategy)}", *(f"params.{one}" for one in params))


def strategy_options(command: Command, told: str = STRATEGY) -> Command:
    """Options `--strategy` (`strategy`, its help as `told`) and `--param` (`given`)."""
    command = click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="One param of it.")(command)
    return click.option("--strategy", metavar="FILE.py:Class", help=told)(command)


def beside(command: Command) -> Command:
    """The same options of a command that runs patterns too, which it is given as `own`, the assignments of the
    strategy. What it makes raises `click.UsageError` as `own_assignments` does.
    """

    @wraps(command)
    def bundled(*, strategy: str | None, given: tuple[str, ...], **others: Any) -> None:
        command(own=own_assignments(strategy, given), **others)

    return strategy_options(bundled, "A Backtrader strategy of your own, a program, beside the patterns.")


def own_strategy(command: Command) -> Command:
    """Options `--strategy` and `--param`, which reach the command as a pattern and assignments. What it makes raises
    `click.UsageError` for a pattern besides, and params without a strategy.
    """

    @wraps(command)
    def bundled(
        *,
        strategy: str | None,
        given: tuple[str, ...],
        pattern: str | None,
        assignments: tuple[str, ...],
        **others: Any,
    ) -> None:
        own = own_assignments(strategy, given)
        if own and pattern:
            raise click.UsageError("name either a --pattern or a --strategy, not both")
        command(pattern="own" if own else pattern, assignments=(*assignments, *own), **others)

    return strategy_options(bundled)


named = click.argument("named", metavar="RUN", shell_complete=completing.saved)
inside = click.option(
    "--in",
    "inside",
    type=click.Path(path_type=Path),
    default=DEFAULT_OUT,
    show_default=True,
    help="Where RUN is looked up, if it is no path but a part of the name of a folder.",
)


def run_or_plan(named: str | None, file: Path | None) -> tuple[str | None, Path | None]:
    """(a saved run, a config) of an argument that may be either, and of `--config`. Raises `click.UsageError` for two
    configs.
    """
    if named is None or not is_config(Path(named)):
        return named, file
    if file is not None:
        raise click.UsageError("name the config either as an argument or with --config, not both")
    return None, Path(named)


def plan_asked(file: Path | None, pattern: str | None, assignments: tuple[str, ...]) -> "RunConfig":
    """The plan that a command is about: a config, a pattern in the place of its own, and what is set. Raises
    `ConfigError` for settings that cannot be.
    """
    from engine.settings.run_config import load_config  # noqa: PLC0415

    return load_config(file, assignments, **({"pattern": pattern} if pattern else {}))


def refuse_same(files: Mapping[str, Path | None]) -> None:
    """Raise `UsageError` where two files that are to be written, by their options, are one."""
    options: dict[str, str] = {}
    for option, path in files.items():
        first = options.setdefault(os.path.normcase(os.path.realpath(path)), option) if path else option
        if first != option:
            raise click.UsageError(f"{first} and {option} both name {path}; name a file for each")


class Output(NamedTuple):
    """Where what a command makes goes: run folders, and what it tells in which form and language."""

    out: Path
    as_json: bool
    language: str


def run_options(command: Command) -> Command:
    """The options that every command which runs something has in common; the last three are
    given to it together as `output`.
    """

    @wraps(command)
    def bundled(*, out: Path, as_json: bool, language: str, **others: Any) -> None:
        command(output=Output(out, as_json, language), **others)

    wrapped: Command = bundled
    for option in (language, as_json, out, assignments):
        wrapped = option(wrapped)
    return wrapped
