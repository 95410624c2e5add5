"""What a shell may complete: patterns, periods, profiles, settings and saved results, read without the slow parts."""

from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

Completing = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
FACTS = Path(__file__).parents[2] / "data" / "facts"
SETTINGS = Path(__file__).with_name("settings.txt")
"""A setting a line, and after it the words that it may be; written by `python -m validation.setting_names`."""


def _beginning(names: list[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(incomplete)]


def _named(table: str) -> list[str]:
    """Names of a table of facts, as they stand in its file."""
    lines = (FACTS / f"{table}.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.partition(",")[0] for line in lines]


def period_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Periods that have names."""
    return _beginning([name.partition(".")[2] for name in _named("periods")], incomplete)


def profile_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Account profiles; of several with commas between them the last."""
    before, comma, last = incomplete.rpartition(",")
    names = [name.partition(".")[0] for name in _named("account_profiles")]
    return _beginning([f"{before}{comma}{name}" for name in names], f"{before}{comma}{last}")


def pattern_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Patterns; of several with commas between them the last."""
    from engine.plugs.pattern import PATTERNS  # noqa: PLC0415

    before, comma, last = incomplete.rpartition(",")
    return _beginning([f"{before}{comma}{name}" for name in PATTERNS.names()], f"{before}{comma}{last}")


def settings(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Settings, and after `=` the words that one may be."""
    words = {name: rest for name, *rest in map(str.split, SETTINGS.read_text(encoding="utf-8").splitlines())}
    name, equals, begun = incomplete.partition("=")
    if not equals:
        return _beginning([f"{one}=" for one in words], incomplete)
    if name == "account.profile":
        return [CompletionItem(f"{name}={one.value}") for one in profile_names(_context, _parameter, begun)]
    return _beginning([f"{name}={word}" for word in words.get(name, ())], incomplete)


def saved(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What is saved where the command looks, and `latest`; of a part of a name all that have it."""
    from engine.saved.listing import folders_in  # noqa: PLC0415

    folder = context.params.get("inside") or context.params.get("out") or Path("results")
    names = sorted((one.name for one in folders_in(folder)), reverse=True) if folder.is_dir() else []
    return _beginning(["latest", *names], incomplete) or [CompletionItem(one) for one in names if incomplete in one]


def saved_or_file(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What is saved, else files."""
    return saved(context, parameter, incomplete) or [CompletionItem(incomplete, type="file")]
