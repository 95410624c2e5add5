"""What is said first of a sweep: the best cell, the plan itself, how far either is to be trusted."""

from typing import Any

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.returns import cagr
from engine.report.formats import figure
from engine.report.sweep_figures import name_of, told
from engine.sweeps.ranking import ranked
from engine.sweeps.result import SweepResult
from engine.words import Words


def first_sentences(result: SweepResult, say: Words) -> list[str]:
    """How many settings were tried, which are best, where those of the plan stand, what a walk forward came to, and
    what so many looks leave.
    """
    found, criterion = ranked(result), result.request["criterion"]
    said = [say("sweep.tried", count=len(found.rows), refused=found.refused)]
    if not found.rows:
        return said
    best, by = found.rows[0], say(f"sweep_by.{criterion}")
    said.append(say("sweep.best", by=by, name=name_of(best, result.values), value=told(criterion, best, say)))
    key = "sweep.own" if found.place else "sweep.own_undefined"
    said.append(say(key, place=found.place, by=by, value=told(criterion, found.own, say)))
    said.append(say("sweep.plateau", count=len(found.plateau), cliffs=len(found.cliffs)))
    return [*said, *_walked(result, say), *_looks(result, say)]


def _walked(result: SweepResult, say: Words) -> list[str]:
    if "stitched" not in result.tables:
        return []
    table = result.tables["stitched"]
    days = to_array(table["date"])
    values = {
        name: figure("cagr", None if table[name].null_count else cagr(days, to_array(table[name])), say)
        for name in ("equity", "own", "best")
    }
    first, last = iso(int(days[0])), iso(int(days[-1]))
    return [say("sweep.walked", walk=result.request["walk"], first=first, last=last, **values)]


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
    return said + ([say("sweep_looks.unseen", names=found["unseen"])] if found["unseen"] else [])


def _sure(found: dict[str, Any], best: dict[str, Any], say: Words) -> str:
    if not found["known"]:
        return say("sweep_looks.unproven")
    key = "sure" if best["deflated"] is not None else "undefined"
    return say(f"sweep_looks.{key}", **{**best, "trials": found["trials"], "effective": found["effective"]})
