"""Is a run beyond luck? Its Sharpe ratio after all looks at its market in its folder, and the crises it never saw."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from data.contracts.underlying import SYNTHETIC
from engine.analysis.crises import crises_outside
from engine.analysis.sharpe import SURE, after_looks, moments, probabilistic
from engine.results.run import RunResult
from engine.results.trials import NONE, Looks, looks

Standing = Literal["beyond", "within", "unproven", "no_ratio"]


class Luck(NamedTuple):
    """What becomes of a run's Sharpe ratio: the probabilistic one, as if it had been the only look, and the deflated
    one after all `looks`, probabilities; None where it has no Sharpe ratio. `unseen` are the crises that it did not
    live through.

    Its `standing`: beyond luck where the deflated one is at least `SURE`, else within it; unproven where looks were not
    counted or the run stands in no folder; no ratio in less than a year, or without risk over bills.
    """

    standing: Standing
    probabilistic: float | None
    deflated: float | None
    looks: Looks
    unseen: tuple[str, ...]


def luck_of(runs: Mapping[str, RunResult]) -> dict[str, Luck]:
    """Of each run, by name; the ledger of a folder is read once for each market."""
    seen: dict[tuple[str, str], Looks] = {}
    found = {}
    for name, run in runs.items():
        place = (str(run.path.parent) if run.path else "", str(run.manifest["market"]["content_sha256"]))
        if place not in seen:
            seen[place] = looks(*place) if run.path else NONE
        found[name] = _of(run, seen[place])
    return found


def _of(run: RunResult, counted: Looks) -> Luck:
    trial = run.trial
    # days of a made-up market are no days on which anything happened
    lived = (0, 0) if run.manifest["market"].get("index") == SYNTHETIC else (trial.first, trial.last)
    unseen = tuple(one.name for one in crises_outside(*lived))
    found = moments(trial.months.excess)
    if found is None:
        return Luck("no_ratio", None, None, counted, unseen)
    alone = probabilistic(found)
    if not counted.known:
        return Luck("unproven", alone, None, counted, unseen)
    deflated = after_looks(found, counted.effective, counted.dispersion)
    return Luck("beyond" if deflated >= SURE else "within", alone, deflated, counted, unseen)
