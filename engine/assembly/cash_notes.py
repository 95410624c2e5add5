"""What a result of the pattern `cash` says beside its tables: how long the living cash lasts, and what deviations cost."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.base.arrow import to_array
from data.intake.published import file_hash
from engine.assembly.cash_inputs import input_notes
from engine.results.run import RunResult
from engine.settings.cash_sections import Deviations
from engine.settings.run_config import RunConfig
from engine.words import words

SAY = words()


def with_pockets_and_deviations(result: RunResult, run: Callable[[RunConfig], RunResult]) -> RunResult:
    """The result with notes on living cash, deviations and what was not known; `run` makes a run of other settings on the same market.

    Where an override file is named, the run is made once more without it, and the difference stands in the manifest.
    """
    if result.config.pattern != "cash":
        return result
    sessions = to_array(result.table("equity")["date"]).tolist()
    notes = [*_living(result.config), *input_notes(result.config, sessions)]
    more: dict[str, Any] = {"inputs": _inputs(result.config)}
    if not result.table("fills").num_rows and _index_is_wanted(result):
        notes.append(SAY("note.never_invested"))
    if result.config.deviations.file:
        without = run(result.config.model_copy(update={"deviations": Deviations()}))
        found = deviation(result, without)
        more["deviations"] = found
        notes.append(_told(found))
    return replace(result, manifest={**result.manifest, **more, "notes": [*result.manifest["notes"], *notes]})


def deviation(result: RunResult, without: RunResult) -> dict[str, Any]:
    """What forced ratios changed: sessions with one, final equity with and without them (account currency), and both deepest falls."""
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


def months_covered(config: RunConfig) -> float | None:
    """Months that the living cash lasts; None where nothing is said about it."""
    living = config.living
    return living.cash / living.monthly_expenses if living.monthly_expenses else None


def _living(config: RunConfig) -> list[str]:
    months = months_covered(config)
    if months is None:
        return []
    return [SAY("note.living", cash=f"{config.living.cash:,.0f} {config.capital.currency}", months=f"{months:.1f}")]


def _index_is_wanted(result: RunResult) -> bool:
    return any(ratio < 1.0 for ratio in result.table("cash_rules")["wanted_ratio"].to_pylist())


def _told(found: dict[str, Any]) -> str:
    return SAY(
        "note.deviations",
        sessions=found["sessions"],
        change=f"{found['change']:+,.0f}",
        with_them=f"{found['final_equity']:,.0f}",
        without=f"{found['final_equity_without']:,.0f}",
    )


def _inputs(config: RunConfig) -> dict[str, str]:
    """SHA-256 of each file the rules read, by its path as it was given."""
    named = (
        config.cash_valuation.file if config.cash_valuation.enabled else None,
        config.cash_events.file if config.cash_events.enabled else None,
    )
    return {path: file_hash(Path(path)) for path in (*named, config.deviations.file) if path}
