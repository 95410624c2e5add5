"""What the commands `run` and `compare` do: run, save, show."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.comparison import Comparison
    from engine.config import RunConfig
    from engine.results import RunResult


def run_and_show(configs: "list[RunConfig]", out: Path, *, as_json: bool) -> None:
    """Run and save each config, and print a row for each."""
    from data.embedded import embedded_market  # noqa: PLC0415
    from engine.composition import backtest  # noqa: PLC0415

    with _progress(quiet=as_json) as tell:
        tell("reading the market")
        market = embedded_market()
        runs = []
        for config in configs:
            tell(f"running {config.pattern}")
            runs.append(backtest(config, market).save(out))
    if as_json:
        click.echo(json.dumps({"runs": [_plain(one) for one in runs]}, indent=2, allow_nan=False))
    else:
        _show({run.config.pattern: run for run in runs}, [run.path for run in runs])


def compare_and_show(
    configs: "dict[str, RunConfig]", out: Path, regimes: str, resamples: int, *, as_json: bool
) -> None:
    """Run and save all configs and their comparison, and print its tables."""
    from data.embedded import embedded_market  # noqa: PLC0415
    from engine.analysis.uncertainty import Resampling  # noqa: PLC0415
    from engine.comparison import compare_results  # noqa: PLC0415
    from engine.composition import backtest  # noqa: PLC0415

    with _progress(quiet=as_json) as tell:
        tell("reading the market")
        market = embedded_market()
        runs = {}
        for name, config in configs.items():
            tell(f"running {name}")
            runs[name] = backtest(config, market)
        tell("comparing")
        comparison = compare_results(runs, market, regimes, Resampling(count=resamples)).save(out)
    if as_json:
        told = [{"name": name, **_plain(run)} for name, run in comparison.runs.items()]
        click.echo(json.dumps({"comparison": str(comparison.path), "runs": told}, indent=2, allow_nan=False))
    else:
        _show(comparison.runs, [comparison.path], comparison)


def _plain(run: "RunResult") -> dict[str, Any]:
    return {
        "pattern": run.config.pattern,
        "run_dir": str(run.path),
        "config_digest": run.config.digest,
        "market_sha256": run.manifest["market"]["content_sha256"],
        "metrics": run.metrics,
        "notes": run.manifest["notes"],
    }


def _show(runs: "dict[str, RunResult]", saved: "Sequence[Path | None]", comparison: "Comparison | None" = None) -> None:
    from engine.report.console import comparison_tables, console, headline_table, notes  # noqa: PLC0415

    screen = console()
    screen.print(headline_table(runs))
    for table in comparison_tables(comparison) if comparison else ():
        screen.print()
        screen.print(table)
    told = notes(list(runs.values())) + (comparison.manifest["notes"] if comparison else [])
    for note in told:
        screen.print(f"note: {note}", soft_wrap=True)
    for path in saved:
        screen.print(f"saved: {path}", soft_wrap=True)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A way to say what is going on: a line that changes on a terminal, nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status("starting") as status:
        yield status.update
