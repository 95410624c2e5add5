"""What is going on, while it goes on."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

from engine.words import Words

if TYPE_CHECKING:
    from data.base.days import Day
    from data.market.market import Market
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig

Tell = Callable[[str], None]


@contextmanager
def progress(say: Words, *, quiet: bool) -> Iterator[Tell | None]:
    """A way to say what is going on: a line that changes on a terminal; None when piped or `quiet`. What a strategy of
    somebody's own prints meanwhile goes to standard error where it is `quiet`.
    """
    if quiet:
        with redirect_stdout(sys.stderr):
            yield None
        return
    if not sys.stderr.isatty():
        yield None
        return
    from rich.text import Text  # noqa: PLC0415

    from engine.report.console import console  # noqa: PLC0415

    screen = console(stderr=True)
    spinner = "dots" if screen.encoding.startswith("utf") else "line"
    with screen.status(Text(say("progress.market")), spinner=spinner) as status:
        yield lambda message: status.update(Text(message))


def run_all(
    configs: "Mapping[str, RunConfig]", market: "Market", say: Words, tell: Tell | None
) -> "dict[str, RunResult]":
    """Run each config on a market, by name, and tell which one is at which session."""
    from engine.runs.backtest import backtest  # noqa: PLC0415

    return {
        name: backtest(config, market, reached(name, place, len(configs), say, tell))
        for place, (name, config) in enumerate(configs.items(), start=1)
    }


def reached(name: str, place: int, count: int, say: Words, tell: Tell | None) -> "Callable[[Day], None] | None":
    """What a run calls from time to time; nothing where nobody listens."""
    if tell is None:
        return None
    from data.base.days import iso  # noqa: PLC0415

    tell(say("progress.running", run=name, place=place, count=count))
    return lambda day: tell(say("progress.reached", run=name, place=place, count=count, date=iso(day)))
