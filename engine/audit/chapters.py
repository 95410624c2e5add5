"""Did an accident happen, and was the plan kept? Every check of a run under the line of the
plan to which it belongs.
"""

from collections.abc import Callable
from typing import NamedTuple

from data.base.errors import ConfigError
from data.contracts.contracts import FutureSpec
from engine.audit import (
    account_checks,
    cash_checks,
    cash_ratio_checks,
    date_checks,
    exposure_checks,
    living_checks,
    reduction_checks,
    stop_checks,
)
from engine.audit.declared_plan import declared_by, judge_of_line, plan_of
from engine.audit.plan import PlanLine, premiums_alone
from engine.audit.unattended import with_unattended
from engine.audit.verdicts import Verdict, not_part
from engine.plugs.pattern import Dates
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig


class AuditCheck(NamedTuple):
    """What is asked, as a code, and who answers it. Its words are `check.NAME`, and `detail.NAME` of what was held:
    `{figure}` and `{limit}` are shares with one decimal there, or in a form of the sentence's own (`{figure:.2f}`).
    """

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
LIVING = AuditCheck("living", living_checks.living_outlasts_losses)
"""Asked where the plan says what is lived on."""
PAUSE = AuditCheck("cash_pause", cash_ratio_checks.pauses_were_kept)
"""Asked where the cash ratio has a pause."""
WRITTEN = AuditCheck("written", account_checks.written_options_had_collateral)
REDUCTIONS = AuditCheck("reductions", reduction_checks.reductions_were_made)
EXPOSURE = AuditCheck("exposure", exposure_checks.exposure_stayed_within_its_limit)
CARRY = AuditCheck("carry", account_checks.carry_paid_for_costs)
PREMIUM = AuditCheck("premium", exposure_checks.premium_stayed_within_its_budget)
SIZE = AuditCheck("size", exposure_checks.overlay_could_be_held)
ROLLS = AuditCheck("rolls", date_checks.rolls_were_on_their_dates)
OF_DATES: dict[Dates, AuditCheck] = {
    "premium": AuditCheck("options", date_checks.options_were_traded_on_their_dates),
    "insurance": AuditCheck("insured", date_checks.insurance_was_in_force),
}


def audit(run: RunResult) -> list[Verdict]:
    """All verdicts, in the order of the chapters. Raises `ConfigError` as `chapters` does."""
    return [verdict for chapter in chapters(run) for verdict in chapter.verdicts]


def chapters(run: RunResult) -> list[Chapter]:
    """What must hold besides the plan, then the five lines of the plan with their checks. Foreign exchange and the cash
    ratio have no plan of this kind. Raises `ConfigError` for a line or a check of a plug that can be none.
    """
    lines = plan_of(run)
    if not lines:
        return [
            Chapter(None, tuple(_asked(check, run) for check in (*_besides(run.config), *_besides_plan(run.config))))
        ]
    own = run.config.kind.plan.checks.get("", ())
    free, options = run.config.kind.is_free, run.config.own.feed == "contracts"
    more = ((WRITTEN,) if options else ()) if free else (REDUCTIONS,)
    found = [Chapter(None, tuple(_asked(check, run) for check in (*_besides(run.config), *more, *own)))]
    return found + [Chapter(line, tuple(_judged(run, line))) for line in lines]


def _besides(config: RunConfig) -> tuple[AuditCheck, ...]:
    pauses = config.reads("cash_pause.enabled") and config.cash_pause.enabled
    return (*BESIDES, *((LIVING,) if config.living.months is not None else ()), *((PAUSE,) if pauses else ()))


def _judged(run: RunResult, line: PlanLine) -> list[Verdict]:
    """The verdicts on a line; one that is switched off is not part of the plan."""
    declared = declared_by(run)
    judge = judge_of_line(declared, line) if declared else None
    checks = (AuditCheck(f"declared_{line.rule}", judge),) if judge else checks_of(run.config, line.rule)
    return [_asked(check, run) if line.on else not_part(check.name) for check in checks]


def _asked(check: AuditCheck, run: RunResult) -> Verdict:
    """What a check says of a run. Raises `ConfigError` for one of a plug that gives no verdict."""
    verdict: object = check.judge(run)
    if not isinstance(verdict, Verdict):
        raise ConfigError(f"check {check.name!r} gave {verdict!r}; it should give a Verdict")
    return with_unattended(verdict, run)


def safety_checks() -> tuple[str, ...]:
    """Names of the checks that every pattern is asked and that one without a plan may leave out."""
    return REDUCTIONS.name, EXPOSURE.name, CARRY.name


def _besides_plan(config: RunConfig) -> tuple[AuditCheck, ...]:
    """What must hold where there is no plan in five lines: all safety checks that the pattern does not leave out."""
    own, left_out = config.kind.plan.checks.get("", ()), config.kind.plan.leaves_out
    asked = (REDUCTIONS, EXPOSURE, CARRY, *own, *_of_dates(config))
    return tuple(check for check in asked if check.name not in left_out)


def checks_of(config: RunConfig, rule: str) -> tuple[AuditCheck, ...]:
    """The checks of a line of the plan: those of core, exposure, halving, loss_stop and dates; the pattern's own."""
    elsewhere = [check for checks in config.kind.plan.checks.values() for check in checks]
    budget = config.reads("options.budget") and PREMIUM not in elsewhere
    planned = not (premiums_alone(config) or config.kind.is_free)
    sized = (*((PREMIUM,) if budget else ()), *((SIZE,) if planned else ()))
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
    of_plug = [check for plug in config.rules if plug.name == rule for check in plug.checks]
    return (*by_rule.get(rule, ()), *config.kind.plan.checks.get(rule, ()), *of_plug)


def _of_dates(config: RunConfig) -> tuple[AuditCheck, ...]:
    """Rolls wherever a future is traded, then what the pattern says of its options."""
    futures = any(isinstance(spec, FutureSpec) for spec in config.contracts().values())
    return (*((ROLLS,) if futures else ()), *(OF_DATES[dates] for dates in config.kind.dates))
