"""What saved survival results say of the plans of a comparison."""

from pathlib import Path

from data.base.errors import OverlayError
from engine.comparison.comparison import Comparison
from engine.results.folders import SURVIVAL
from engine.survival.first_sentence import by_kind, in_focus
from engine.survival.result import load_survival
from engine.survival.schemas import ALL
from engine.words import Words


def survival_of(comparison: Comparison, say: Words) -> dict[str, str]:
    """How often the plan of each run was thrown out, from the newest survival result of the same settings that lies
    beside the comparison or its runs, as a range in percent; nothing of runs of which there is none.
    """
    folders = {path.parent for path in (comparison.path, *(run.path for run in comparison.runs.values())) if path}
    found = [file.parent for folder in sorted(folders) for file in sorted(folder.glob(f"*/{SURVIVAL}"))]
    shares = dict(filter(None, (_thrown_out(file, say) for file in found)))
    digests = {name: run.config.digest for name, run in comparison.whole.items()}
    return {name: shares[digest] for name, digest in digests.items() if digest in shares}


def _thrown_out(folder: Path, say: Words) -> tuple[str, str] | None:
    """(digest of its settings, share of paths thrown out) of a survival result; None of one that cannot be read, or
    did not try its own plan.
    """
    try:
        result = load_survival(folder)
    except OverlayError:
        return None
    cell = in_focus(result.tables)
    if not cell["own"]:
        return None
    row = by_kind(result.tables, cell["cell"])[ALL]
    low, high = (row["low"], row["high"]) if result.request["histories"] else (
        row["simulation_low"], row["simulation_high"])  # fmt: skip
    return result.config.digest, say("differences.between", low=f"{low:.0%}", high=f"{high:.0%}")
