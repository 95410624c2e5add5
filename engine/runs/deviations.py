"""What deviations from the rules of the cash ratio cost: the run beside the same run without them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.results.run import RunResult
from engine.settings.cash_sections import Deviations
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note


def with_deviations(result: RunResult, run: Callable[[RunConfig], RunResult]) -> RunResult:
    """The result with `deviations` in its manifest and a note, where a file names some; `run` makes a run of other
    settings on the same market.
    """
    config = result.config
    if not (config.deviations.file and config.reads("deviations.file")):
        return result
    found = _effect(result, run(config.model_copy(update={"deviations": Deviations()})))
    notes = [*result.manifest["notes"], _told(found)]
    return replace(result, manifest={**result.manifest, "deviations": found, "notes": notes})


def _effect(result: RunResult, without: RunResult) -> dict[str, Any]:
    """What forced ratios changed: sessions with one, final equity with and without them
    (account currency), and both deepest falls.
    """
    forced = (
        result.table("cash_rules")["binding"].to_pylist()[:-1].count("override")
    )  # the last evening's fills no more
    final, other = result.metrics["final_equity"] or 0.0, without.metrics["final_equity"] or 0.0
    return {
        "sessions": forced,
        "final_equity": final,
        "final_equity_without": other,
        "change": final - other,
        "max_drawdown": result.metrics["max_drawdown"],
        "max_drawdown_without": without.metrics["max_drawdown"],
    }


def _told(found: dict[str, Any]) -> Note:
    return note(
        "deviations",
        sessions=found["sessions"],
        change=found["change"],
        with_them=found["final_equity"],
        without=found["final_equity_without"],
    )
