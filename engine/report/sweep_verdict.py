"""What is said first of a sweep: the best cell, the plan itself, how far either is to be trusted."""

from datetime import date
from typing import Any

from engine.report.formats import figure
from engine.report.sweep_figures import told
from engine.sweeps.ranking import Ranked, name_of, ranked
from engine.sweeps.result import SweepResult
from engine.words import Words

YEAR = 365.25


def first_sentences(result: SweepResult, say: Words) -> list[str]:
    """Which settings are best of how many, what is about as good, where those of the plan stand, what a walk forward
    came to, and what so many looks leave.
    """
    found, criterion = ranked(result), result.request["criterion"]
    by = say(f"sweep_by.{criterion}")
    refused = [say("sweep.refused", count=found.refused)] if found.refused else []
    if not found.rows:
        return [say("sweep.none", count=found.ran, by=by), *refused]
    best = found.rows[0]
    value = told(criterion, best, say)
    said = [say("sweep.best", count=found.ran, by=by, name=name_of(best, result), value=value)]
    said += [*_near(found, say), *refused]
    key = "sweep.own" if found.place else "sweep.own_undefined"
    said.append(say(key, place=found.place, by=by, value=told(criterion, found.own, say)))
    return [*said, *_walked(result, say), *_looks(result, say)]


def _near(found: Ranked, say: Words) -> list[str]:
    """What is about as good as the best, and where a step leads down a lot."""
    others, beside = len(found.alike) - 1, len(found.plateau) - 1
    key = "sweep.alike" if beside else "sweep.alike_apart" if others else "sweep.peak"
    said = [say(key, count=others, beside=beside)]
    return said + ([say("sweep.cliffs", count=len(found.cliffs))] if found.cliffs else [])


def _walked(result: SweepResult, say: Words) -> list[str]:
    if "stitched" not in result.tables:
        return []
    table = result.tables["stitched"].to_pylist()
    lost = next((place for place, row in enumerate(table) if row["equity"] <= 0.0), None)
    lived = table[: None if lost is None else lost + 1]
    days = [row["date"] for row in lived]
    grown = {name: _growth([row[name] for row in lived], days) for name in ("equity", "own", "best")}
    values = {name: figure("cagr", value, say) for name, value in grown.items()}
    values |= {"walk": result.request["walk"], "currency": result.config.capital.currency}
    return [say("sweep.walked" if lost is None else "sweep.walked_lost", first=days[0], last=days[-1], **values)]


def _growth(equity: list[float | None], days: list[date]) -> float | None:
    """Growth a year, a decimal; None for an account that is not known or was lost."""
    first, last = equity[0], equity[-1]
    if not first or not last or min(first, last) <= 0.0:
        return None
    return float((last / first) ** (YEAR / (days[-1] - days[0]).days) - 1.0)


def _looks(result: SweepResult, say: Words) -> list[str]:
    """How sure the best cell is after all looks, whether choosing the best was worth it, and what was never seen."""
    found: dict[str, Any] = result.manifest.get("looks") or {}
    if not found:
        return []
    best = next((cell for cell in found["cells"] if cell["best"]), None)
    said = [] if best is None else [_sure(found, best, say)]
    if found["overfitting"]:
        said.append(say("sweep_looks.overfitting", **found["overfitting"]))
    if found["cross_validation"]:
        said.append(say("sweep_looks.cross_validation", **found["cross_validation"]))
    # the crises are those of the stock market
    unseen = [] if result.config.pair else found["unseen"]
    return said + ([say("sweep_looks.unseen", names=unseen)] if unseen else [])


def _sure(found: dict[str, Any], best: dict[str, Any], say: Words) -> str:
    if not found["known"]:
        return say("sweep_looks.unproven")
    key = "sure" if best["deflated"] is not None else "undefined"
    return say(f"sweep_looks.{key}", **{**best, "trials": found["trials"], "effective": found["effective"]})
