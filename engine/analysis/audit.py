"""Did an accident happen, and was the plan kept? Every check of a run under the line of the plan to which it belongs."""

from collections.abc import Callable
from typing import NamedTuple

from data.contracts import FutureSpec
from engine.analysis.cash_checks import ratio_was_reached, ratio_was_within_its_limits
from engine.analysis.checks import (
    Verdict,
    buffer_sufficed,
    carry_paid_for_costs,
    exposure_stayed_within_its_limit,
    insurance_was_in_force,
    no_accident,
    options_were_traded_on_their_dates,
    overlay_stayed_the_smaller_part,
    reductions_were_made,
    rolls_were_on_their_dates,
)
from engine.analysis.core_check import core_sits_in_the_fund
from engine.analysis.fx_checks import free_margin_was_kept, trades_risked_what_is_allowed
from engine.analysis.plan_checks import overlay_was_halved, overlay_was_stopped, premium_stayed_within_its_budget
from engine.config import RunConfig
from engine.plan import PlanLine, plan
from engine.results import RunResult
from strategies.names import OVERLAYS
from strategies.patterns import TRADED, Dates

Check = Callable[[RunResult], Verdict]
BESIDES: tuple[Check, ...] = (no_accident, buffer_sufficed, reductions_were_made)
"""What must hold whatever the plan says."""
_AT_LARGE: tuple[Check, ...] = (*BESIDES, exposure_stayed_within_its_limit, carry_paid_for_costs)
WITHOUT_PLAN: dict[str, tuple[Check, ...]] = {
    "fx": _AT_LARGE,
    "fx_trades": (no_accident, free_margin_was_kept, trades_risked_what_is_allowed),
    "cash": (*_AT_LARGE, ratio_was_within_its_limits, ratio_was_reached),
}
"""What must hold of dollars on margin and of the cash ratio, where the risk asset is meant to be the larger part."""
_DATES: dict[Dates, Check] = {"premium": options_were_traded_on_their_dates, "insurance": insurance_was_in_force}


class Chapter(NamedTuple):
    """A line of the plan with the verdicts on it, none where it is switched off; without a line, what must hold besides."""

    line: PlanLine | None
    verdicts: tuple[Verdict, ...]


def audit(run: RunResult) -> list[Verdict]:
    """All verdicts, in the order of the chapters."""
    return [verdict for chapter in chapters(run) for verdict in chapter.verdicts]


def chapters(run: RunResult) -> list[Chapter]:
    """What must hold besides the plan, then the five lines of the plan with their checks. Foreign exchange and the cash ratio have no plan of this kind."""
    if run.config.pattern not in OVERLAYS:
        return [Chapter(None, tuple(check(run) for check in WITHOUT_PLAN[run.config.pattern]))]
    found = [Chapter(None, tuple(check(run) for check in BESIDES))]
    for line in plan(run.config):
        checks = checks_of(run.config, line.rule) if line.on else ()
        found.append(Chapter(line, tuple(check(run) for check in checks)))
    return found


def checks_of(config: RunConfig, rule: str) -> tuple[Check, ...]:
    """The checks of a line of the plan."""
    exposure: tuple[Check, ...] = (exposure_stayed_within_its_limit, overlay_stayed_the_smaller_part)
    by_rule: dict[str, tuple[Check, ...]] = {
        "core": (core_sits_in_the_fund, carry_paid_for_costs),
        "exposure": (*exposure, premium_stayed_within_its_budget) if config.pattern == "B" else exposure,
        "halving": (overlay_was_halved,),
        "loss_stop": (overlay_was_stopped,),
        "dates": _of_dates(config),
    }
    return by_rule[rule]


def _of_dates(config: RunConfig) -> tuple[Check, ...]:
    """Rolls wherever a future is traded, then what the pattern says of its options."""
    futures = any(isinstance(spec, FutureSpec) for spec in config.contracts().values())
    rolls: tuple[Check, ...] = (rolls_were_on_their_dates,) if futures else ()
    return (*rolls, *(_DATES[dates] for dates in TRADED[config.pattern].dates))
