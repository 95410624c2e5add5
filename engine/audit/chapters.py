"""Did an accident happen, and was the plan kept? Every check of a run under the line of the plan to which it belongs."""

from collections.abc import Callable
from typing import NamedTuple

from data.contracts.contracts import FutureSpec
from engine.audit import account, cash, cash_ratio, dates, exposure, fx, reductions, stop
from engine.audit.plan import PlanLine, plan
from engine.audit.verdicts import Verdict, not_part
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig
from engine.settings.scope import reads, sections_of
from strategies.patterns.traded import TRADED, Dates


class Check(NamedTuple):
    """What is asked, as a code, and who answers it."""

    name: str
    judge: Callable[[RunResult], Verdict]


class Chapter(NamedTuple):
    """A line of the plan with the verdicts on it; without a line, what must hold besides."""

    line: PlanLine | None
    verdicts: tuple[Verdict, ...]


BESIDES = (
    Check("books", account.books_agree),
    Check("no_accident", account.no_accident),
    Check("call_distance", account.call_was_out_of_reach),
)
"""What must hold whatever the plan says."""
REDUCTIONS = Check("reductions", reductions.reductions_were_made)
EXPOSURE = Check("exposure", exposure.exposure_stayed_within_its_limit)
CARRY = Check("carry", account.carry_paid_for_costs)
PREMIUM = Check("premium", exposure.premium_stayed_within_its_budget)
SIZE = Check("size", exposure.overlay_could_be_held)
OF_SECTION = {
    "fx_trades": (Check("free_margin", fx.free_margin_was_kept), Check("risked", fx.trades_risked_what_is_allowed)),
    "cash_ratio": (
        Check("cash_limits", cash_ratio.ratio_was_within_its_limits),
        Check("cash_reached", cash_ratio.ratio_was_reached),
    ),
}
"""What must hold where a pattern reads a section and has no plan in five lines."""
ROLLS = Check("rolls", dates.rolls_were_on_their_dates)
OF_DATES: dict[Dates, Check] = {
    "premium": Check("options", dates.options_were_traded_on_their_dates),
    "insurance": Check("insured", dates.insurance_was_in_force),
}


def audit(run: RunResult) -> list[Verdict]:
    """All verdicts, in the order of the chapters."""
    return [verdict for chapter in chapters(run) for verdict in chapter.verdicts]


def chapters(run: RunResult) -> list[Chapter]:
    """What must hold besides the plan, then the five lines of the plan with their checks. Foreign exchange and the cash ratio have no plan of this kind."""
    lines = plan(run.config)
    if not lines:
        return [Chapter(None, tuple(check.judge(run) for check in (*BESIDES, *_without_plan(run.config))))]
    found = [Chapter(None, tuple(check.judge(run) for check in (*BESIDES, REDUCTIONS)))]
    return found + [Chapter(line, tuple(_judged(run, line))) for line in lines]


def _judged(run: RunResult, line: PlanLine) -> list[Verdict]:
    """The verdicts on a line; one that is switched off is not part of the plan."""
    checks = checks_of(run.config, line.rule)
    return [check.judge(run) if line.on else not_part(check.name) for check in checks]


def _without_plan(config: RunConfig) -> tuple[Check, ...]:
    """What must hold of dollars on margin and of the cash ratio, where the risk asset is meant to be the larger part."""
    own = [
        check for section, checks in OF_SECTION.items() if section in sections_of(config.pattern) for check in checks
    ]
    sized = "fx_trades" in sections_of(config.pattern)
    return tuple(own) if sized else (REDUCTIONS, EXPOSURE, CARRY, *own, *_of_dates(config))


def checks_of(config: RunConfig, rule: str) -> tuple[Check, ...]:
    """The checks of a line of the plan."""
    sized = (PREMIUM,) if reads(config.pattern, "options.budget") else (SIZE,)
    by_rule: dict[str, tuple[Check, ...]] = {
        "core": (Check("core", cash.core_sits_in_the_fund), Check("spare_cash", cash.spare_cash_was_held), CARRY),
        "exposure": (EXPOSURE, Check("lead", exposure.overlay_stayed_the_smaller_part), *sized),
        "halving": (Check("halving", reductions.overlay_was_halved),),
        "loss_stop": (Check("stop", stop.overlay_was_stopped),),
        "dates": _of_dates(config),
    }
    return by_rule[rule]


def _of_dates(config: RunConfig) -> tuple[Check, ...]:
    """Rolls wherever a future is traded, then what the pattern says of its options."""
    futures = any(isinstance(spec, FutureSpec) for spec in config.contracts().values())
    return (*((ROLLS,) if futures else ()), *(OF_DATES[dates] for dates in TRADED[config.pattern].dates))
