"""The audit's verdicts worked out a second time: slowly, from the folder of a saved run and nothing else."""

from pathlib import Path

from tests.engine.audit import rederived_books as held
from tests.engine.audit import rederived_rest as rest
from tests.engine.audit import rederived_rules as rules
from tests.engine.audit import rederived_stakes as stakes
from tests.engine.audit.saved_tables import Derived, Saved

CHECKS = {
    "books": held.books,
    "no_accident": held.no_accident,
    "call_distance": held.call_distance,
    "spare_cash": held.spare_cash,
    "exposure": held.exposure_limit,
    "halving": rules.halving,
    "reductions": rules.reductions,
    "stop": rules.stop,
    "premium": rules.premium,
    "lead": held.lead,
    "carry": held.carry,
    "cash_limits": rules.cash_limits,
    "free_margin": rules.free_margin,
    "core": rest.core,
    "size": rest.size,
    "rolls": rest.rolls,
    "options": rest.options,
    "insured": rest.insured,
    "risked": stakes.risked,
    "cash_reached": rest.cash_reached,
}


def rederive(folder: Path) -> dict[str, Derived]:
    """Every verdict by the code of its check; `not_part` where the plan has no such line."""
    run = Saved(folder)
    return {code: check(run) for code, check in CHECKS.items()}
