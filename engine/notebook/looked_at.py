"""What is looked at: a run on its own, or the runs of a comparison."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.report.headlines import name_of
from engine.results.run import RunResult

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison


def apart_of(result: "RunResult | Comparison") -> "Sequence[Comparison]":
    """What of a comparison stands apart; nothing of a run."""
    return () if isinstance(result, RunResult) else result.apart


def runs_of(result: "RunResult | Comparison") -> Mapping[str, RunResult]:
    """The runs of a result by name."""
    return {name_of(result): result} if isinstance(result, RunResult) else result.runs
