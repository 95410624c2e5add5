"""`overlay diff`: what differs between two saved results."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from data.base.errors import ResultError
from engine.cli import completing
from engine.cli.options import as_json, inside, language
from engine.cli.showing import market_at_hand, print_json
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.comparison.diff import Difference
    from engine.results.run import RunResult

    Saved: TypeAlias = RunResult | Comparison
    Runs = dict[str, RunResult]


@click.command()
@click.argument("left", metavar="RUN", shell_complete=completing.saved)
@click.argument("right", metavar="RUN", shell_complete=completing.saved)
@inside
@as_json
@language
def diff(*, left: str, right: str, inside: Path, as_json: bool, language: str) -> None:
    """What differs between two runs, or between the runs of the same name of two comparisons.

    Settings, market, facts and code; figures side by side; the first session on which equity differs. RUN is a path,
    `latest`, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ResultError` for a run and a comparison, and for what is no result.
    """
    from engine.comparison.diff import difference  # noqa: PLC0415
    from engine.saved.run_lookup import BOTH, find, load  # noqa: PLC0415

    sides = load(find(left, inside, BOTH)), load(find(right, inside, BOTH))
    one, other = _runs(*sides)
    found = {name: difference(run, other[name], market_at_hand(run)) for name, run in one.items() if name in other}
    only = {str(sides[0].path): _missing(one, other), str(sides[1].path): _missing(other, one)}
    paths = [str(side.path) for side in sides]
    if as_json:
        print_json("diff", _plain(paths, found, only))
    else:
        show_difference(paths, found, only, words(language))


def _runs(left: "Saved", right: "Saved") -> "tuple[Runs, Runs]":
    """Runs by name; one run has no need of any. Raises `ResultError` for a run and a comparison."""
    from engine.results.run import RunResult  # noqa: PLC0415

    if isinstance(left, RunResult) and isinstance(right, RunResult):
        return {"": left}, {"": right}
    if isinstance(left, RunResult) or isinstance(right, RunResult):
        run, comparison = (left, right) if isinstance(left, RunResult) else (right, left)
        raise ResultError(f"{run.path}: is a run, and {comparison.path} a comparison; name two of a kind")
    return left.all_runs, right.all_runs


def _missing(runs: "Runs", others: "Runs") -> list[str]:
    return [name for name in runs if name not in others]


def _plain(paths: list[str], found: "dict[str, Difference]", only: dict[str, list[str]]) -> dict[str, object]:
    return {
        "folders": dict(zip(("left", "right"), paths, strict=True)),
        "only_left": only[paths[0]],
        "only_right": only[paths[1]],
        "runs": [{"name": name, **one.plain()} for name, one in found.items()],
    }


def show_difference(paths: list[str], found: "dict[str, Difference]", only: dict[str, list[str]], say: Words) -> None:
    """Print what differs between two results: their paths, what only one of them has, and the
    tables of each pair of runs by name.
    """
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.difference import difference_parts  # noqa: PLC0415

    screen = console()
    screen.print(say("diff.left", folder=paths[0]), soft_wrap=True)
    screen.print(say("diff.right", folder=paths[1]), soft_wrap=True)
    for path, names in only.items():
        if names:
            screen.print(say("diff.only", folder=path, runs=", ".join(names)), soft_wrap=True)
    for name, one in found.items():
        if name:
            screen.print()
            screen.print(say("diff.run", run=name))
        for part in difference_parts(one, say):
            screen.print()
            screen.print(part, soft_wrap=isinstance(part, str))


COMMANDS = (diff,)
