"""Has the overlay become the main thing? What it carried over twelve months, against what the
overlay of the plan would have.

The first failure of the school: the overlay becomes the main thing without anyone having decided it, and the plan is an
ordinary leveraged investment. Held against the fund this is seen every month in which bills pay nothing, so the plan is
the measure: the index, held at the planned ratio on the same sessions. *Risk*: the standard deviation of the overlay's
daily contribution, trading costs with it, over opening equity. *Return*: the sum of the same contributions, against
that of the index over bills; two sums and no quotient, for over twelve months the index often earns next to nothing, of
which anything is a multiple. Only risk decides whether the overlay carried more than its plan: what it earned is luck
as well. Definitions stand in docs/metrics.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.contracts.calendars import SessionCalendar
from engine.account.ledger import CATEGORIES
from engine.analysis.attribution import Attribution, months_of

MONTHS = 12
MORE = 1.1
"""Risk over that of the plan above which the overlay carried more than its plan: a tenth is
left to drift between rebalancings."""


@dataclass(frozen=True)
class Measure:
    """What an overlay is held against: the planned ratio to equity (0 without an overlay, NaN where nothing is one),
    returns of the index and of bills in each session of the run, shape (n,), and the calendar, which says whether a
    month is whole.
    """

    planned: float
    index: Floats
    bills: Floats
    calendar: SessionCalendar


class Window(NamedTuple):
    """Twelve whole months, by the last ("2008-10"): risks as annual decimals, `risk_of_plan` their quotient (1: as
    planned), returns as decimals, a loss negative. NaN where the account was lost, or the plan has no risk.
    """

    month: str
    overlay_risk: float
    plan_risk: float
    risk_of_plan: float
    overlay_return: float
    plan_return: float
    carried_more: bool


def dominance(attribution: Attribution, measure: Measure) -> Iterator[Window]:
    """Every window of twelve whole months of a run, in order; none of a run that has fewer."""
    codes, months = months_of(attribution.days)
    first, last = _whole_months(attribution, measure.calendar, len(months))
    parts = _contributions(attribution)
    for end in range(first + MONTHS - 1, last + 1):
        start, stop = np.searchsorted(codes, [end - MONTHS + 1, end + 1]).tolist()
        yield _window(
            months[end], parts, measure, slice(max(start, 1), stop)
        )  # the first session of a run has no return


def _whole_months(attribution: Attribution, calendar: SessionCalendar, count: int) -> tuple[int, int]:
    """Places among a run's months of the first and the last of which it has every session."""
    ends = attribution.days[[0, -1]]
    months = ends.astype("datetime64[D]").astype("datetime64[M]") + np.array([0, 1])
    begun, over = months.astype("datetime64[D]").astype(np.int64).tolist()
    whole = calendar.on_or_after(begun) == ends[0], calendar.on_or_before(over - 1) == ends[1]
    return 0 if whole[0] else 1, count - 1 if whole[1] else count - 2


def _contributions(attribution: Attribution) -> Floats:
    """What the overlay gained less all trading costs, as a share of opening equity, by session;
    NaN once there is none.
    """
    chosen = [CATEGORIES[name] in {"overlay", "costs"} for name in attribution.categories]
    gained, opening = attribution.amounts[:, chosen].sum(axis=1), attribution.opening
    shares: Floats = np.divide(gained, opening, out=np.full_like(gained, np.nan), where=opening > 0.0)
    return shares


def _window(month: str, parts: Floats, measure: Measure, chosen: slice) -> Window:
    yearly = float(np.sqrt(measure.calendar.sessions_per_year))
    risk = float(parts[chosen].std(ddof=1)) * yearly
    planned = measure.planned * float(measure.index[chosen].std(ddof=1)) * yearly
    of_plan = risk / planned if planned > 0.0 else np.nan
    excess = float((measure.index[chosen] - measure.bills[chosen]).sum())
    return Window(month, risk, planned, of_plan, float(parts[chosen].sum()), measure.planned * excess, of_plan > MORE)
