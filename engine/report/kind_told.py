"""What a page has to say of each run, by its tables and its descriptor: its sources and its sections."""

from collections.abc import Mapping

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_numbers
from engine.analysis.option_sums import TABLE as OPTIONS
from engine.audit.held import of_equity
from engine.comparison.comparison import Comparison
from engine.report.lanes import lanes_of
from engine.report.timeline import calendar
from engine.results.run import RunResult
from engine.words import Words

Runs = Mapping[str, RunResult]


def source_told(run: RunResult, source: str, say: Words) -> str:
    """What a source of return is called in a run: by the words of its pattern (`source_of.PATTERN.SOURCE`), else as it
    is in all.
    """
    own = f"source_of.{run.config.kind.name}.{source}"
    return say(own) if own in say.sentences else say(f"source.{source}")


def sources_told(run: RunResult, say: Words) -> dict[str, str]:
    """The same of all sources, by source."""
    return {source: source_told(run, source, say) for source in say.section("source")}


def needs_margin(run: RunResult) -> bool:
    """Whether anything that was held asked for margin on any session."""
    (asked,) = of_equity(run, "maintenance")
    return bool((asked > 0.0).any())


def sections_of(run: RunResult) -> list[str]:
    """The parts of a page that have something to say of a run."""
    has = {
        "margin": needs_margin(run),
        "spare": needs_margin(run) and not run.config.pair,
        "pair": bool(run.config.pair) and needs_margin(run),
        "cash": "cash_rules" in run.tables,
        "average": "cash_rules" in run.tables and bool(np.isfinite(_average(run)).any()),
        "trades": "trades" in run.tables and run.table("trades").num_rows > 0,
        "options": OPTIONS in run.tables and run.table(OPTIONS).num_rows > 0,
        "own": run.config.kind.is_free,
        "lanes": any(flags.any() for flags in lanes_of(run.tables)[1].values()),
        "events": run.table("events").num_rows > 0,
        "calendar": bool(calendar(run)),
    }
    return [name for name, told in has.items() if told]


def first_focus(comparison: Comparison) -> int:
    """The place of the run that a page is about when it is opened: the second, for the first is often the core."""
    return min(1, len(comparison.runs) - 1)


def owner_of(comparison: Comparison, focus: int, section: str) -> int:
    """The place of the run that a part of a page is about: that in focus, or the first that has something to say in it
    where that one has not.
    """
    has = [section in sections_of(run) for run in comparison.runs.values()]
    return focus if has[focus] or True not in has else has.index(True)


def _average(run: RunResult) -> Floats:
    return to_numbers(run.table("cash_rules")["average"])
