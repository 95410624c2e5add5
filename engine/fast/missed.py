"""An evening in the loop in which nobody is there: the rules go on, and what was due is remembered."""

from engine.fast.decide_futures import rules_tonight
from engine.fast.decide_options import budget_tonight
from engine.fast.plan import CORE, INSURED, OPTIONS
from engine.fast.run import Run
from strategies.rules.rebalancing import due


def miss(run: Run) -> None:
    """What the strategies do in such an evening; see `strategies.base.strategy.OverlayStrategy.miss`."""
    books, plan, dates = run.books, run.plan, run.today.dates
    kind, evening = plan.rules.kind, books.evening
    if books.money.ruined or kind == CORE:
        return
    if kind == OPTIONS:
        budget_tonight(run)
    else:
        rules_tonight(run)
        evening.overdue = evening.overdue or due(plan.rules.futures.months, dates.month, dates.next_month)
    evening.unrenewed = evening.unrenewed or (kind == INSURED and dates.due)
    evening.behind = evening.behind or evening.switched
