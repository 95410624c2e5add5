"""Did an accident happen, and was the plan kept? Every check of a run under the line of the
plan to which it belongs.
"""

from collections.abc import Callable
from typing import NamedTuple

from data.contracts.contracts import FutureSpec
from engine.audit import (
    account_checks,
    cash_checks,
    cash_ratio_checks,
    date_checks,
    exposure_checks,
    fx_checks,
    reduction_checks,
    stop_checks,
)
from engine.audit.plan import PlanLine, plan
from engine.audit.verdicts import Verdict, not_part
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig
from engine.settings.scope import reads, sections_of
from strategies.patterns.traded import TRADED, Dates


class AuditCheck(NamedTuple):
    """What is asked, as a code, and who answers it."""

    name: str
    judge: Callable[[RunResult], Verdict]


class Chapter(NamedTuple):
    """A line of the plan with the verdicts on it; without a line, what must hold besides."""

    line: PlanLine | None
    verdicts: tuple[Verdict, ...]


BESIDES = (
    AuditCheck("books", account_checks.books_agree),
    AuditCheck("no_accident", account_checks.no_accident),
    AuditCheck("call_distance", account_checks.call_was_out_of_reach),
)
"""What must hold whatever the plan says."""
REDUCTIONS = AuditCheck("reductions", reduction_checks.reductions_were_made)
EXPOSURE = AuditCheck("exposure", exposure_checks.exposure_stayed_within_its_limit)
CARRY = AuditCheck("carry", account_checks.carry_paid_for_costs)
PREMIUM = AuditCheck("premium", exposure_checks.premium_stayed_within_its_budget)
SIZE = AuditCheck("size", exposure_checks.overlay_could_be_held)
OF_SECTION = {
    "fx_trades": (
        AuditCheck("free_margin", fx_checks.free_margin_was_kept),
        AuditCheck("risked", fx_checks.trades_risked_what_is_allowed),
    ),
    "cash_ratio": (
        AuditCheck("cash_limits", cash_ratio_checks.ratio_was_within_its_limits),
        AuditCheck("cash_reached", cash_ratio_checks.ratio_was_reached),
    ),
}
"""What must hold where a pattern reads a section and has no plan in five lines."""
ROLLS = AuditCheck("rolls", date_checks.rolls_were_on_their_dates)
OF_DATES: dict[Dates, AuditCheck] = {
    "premium": AuditCheck("options", date_checks.options_were_traded_on_their_dates),
    "insurance": AuditCheck("insured", date_checks.insurance_was_in_force),
}


def audit(run: RunResult) -> list[Verdict]:
    """All verdicts, in the order of the chapters."""
    return [verdict for chapter in chapters(run) for verdict in chapter.verdicts]


def chapters(run: RunResult) -> list[Chapter]:
    """What must hold besides the plan, then the five lines of the plan with their checks. Foreign exchange and the cash
    ratio have no plan of this kind.
    """
    lines = plan(run.config, run.profile)
    if not lines:
        return [Chapter(None, tuple(check.judge(run) for check in (*BESIDES, *_without_plan(run.config))))]
    found = [Chapter(None, tuple(check.judge(run) for check in (*BESIDES, REDUCTIONS)))]
    return found + [Chapter(line, tuple(_judged(run, line))) for line in lines]


def _judged(run: RunResult, line: PlanLine) -> list[Verdict]:
    """The verdicts on a line; one that is switched off is not part of the plan."""
    checks = checks_of(run.config, line.rule)
    return [check.judge(run) if line.on else not_part(check.name) for check in checks]


def _without_plan(config: RunConfig) -> tuple[AuditCheck, ...]:
    """What must hold of dollars on margin and of the cash ratio, where the risk asset is meant
    to be the larger part.
    """
    own = [
        check for section, checks in OF_SECTION.items() if section in sections_of(config.pattern) for check in checks
    ]
    sized = "fx_trades" in sections_of(config.pattern)
    return tuple(own) if sized else (REDUCTIONS, EXPOSURE, CARRY, *own, *_of_dates(config))


def checks_of(config: RunConfig, rule: str) -> tuple[AuditCheck, ...]:
    """The checks of a line of the plan: core, exposure, halving, loss_stop or dates. Raises `KeyError` for another."""
    sized = (PREMIUM,) if reads(config.pattern, "options.budget") else (SIZE,)
    by_rule: dict[str, tuple[AuditCheck, ...]] = {
        "core": (
            AuditCheck("core", cash_checks.core_sits_in_the_fund),
            AuditCheck("spare_cash", cash_checks.spare_cash_was_held),
            CARRY,
        ),
        "exposure": (EXPOSURE, AuditCheck("lead", exposure_checks.overlay_stayed_the_smaller_part), *sized),
        "halving": (AuditCheck("halving", reduction_checks.overlay_was_halved),),
        "loss_stop": (AuditCheck("stop", stop_checks.overlay_was_stopped),),
        "dates": _of_dates(config),
    }
    return by_rule[rule]


def _of_dates(config: RunConfig) -> tuple[AuditCheck, ...]:
    """Rolls wherever a future is traded, then what the pattern says of its options."""
    futures = any(isinstance(spec, FutureSpec) for spec in config.contracts().values())
    return (*((ROLLS,) if futures else ()), *(OF_DATES[dates] for dates in TRADED[config.pattern].dates))
