"""Monthly loss stop: when a month has lost too much, the overlay is closed until the next one.

    open    --(equity <= (1 - limit) x equity at the end of last month)--> stopped
    stopped --(the next fill is in a new month)--------------------------> open

The loss is the account's, not the index's, and without the result of a currency hedge: its other side is the currency
itself, and closing the overlay would mend nothing of it. The first month is measured from the first session.
"""

from typing import NamedTuple

from data.base.days import month_number
from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import OverlayObservation, Rule

NOTHING, STOPPED, LIFTED = range(3)
"""What an evening changed."""
CHANGES = ("", "loss_stop", "loss_stop_lifted")
"""The code of a ruling for each of them."""


class LossStop(NamedTuple):
    """`limit` is a share of the equity at the end of the month before, such as 0.02; 0 is no stop."""

    limit: float


class LossStopState(NamedTuple):
    """The month, the equity it started from, the latest equity, whether the overlay is closed, and what a currency
    hedge had gained by then.
    """

    month: int
    start: float
    latest: float
    stopped: bool = False
    hedge_start: float = 0.0
    hedge_latest: float = 0.0


def begin(month: int, equity: float) -> LossStopState:
    """State before the first session; `equity` in account currency, the month by its number."""
    return LossStopState(month, equity, equity, False, 0.0, 0.0)


def step(  # noqa: PLR0917  (what an evening saw, one number each)
    rule: LossStop, state: LossStopState, equity: float, month: int, fill_month: int, hedged: float
) -> tuple[LossStopState, float, int]:
    """State after a session, multiplier for the fill of the next one (0: closed), and what changed: `NOTHING`,
    `STOPPED` or `LIFTED`; `hedged` is all that a currency hedge has gained so far (account currency, negative: lost).

    >>> step(LossStop(0.02), begin(1, 100.0), equity=97.5, month=1, fill_month=1, hedged=0.0)[1:]
    (0.0, 1)
    """
    before, start, latest, stopped, hedge_start, hedge_latest = state
    if month != before:
        start, stopped, hedge_start = latest, False, hedge_latest
    after = LossStopState(month, start, equity, stopped, hedge_start, hedged)
    stops = rule.limit > 0.0 and not stopped and result(after) <= -rule.limit
    if stops:
        after = LossStopState(month, start, equity, True, hedge_start, hedged)
    if fill_month != month:
        return after, 1.0, LIFTED if stopped else NOTHING
    return after, 0.0 if after.stopped else 1.0, STOPPED if stops else NOTHING


def result(state: LossStopState) -> float:
    """What the month has brought so far, without the result of a currency hedge: a decimal, a loss negative."""
    return (state.latest - (state.hedge_latest - state.hedge_start)) / state.start - 1.0


LossObservation = tuple[float, int, int, float]
"""Equity, the month and that of the next fill by their numbers, and what a currency hedge has gained so far."""


def loss_stop_rule(loss_stop: LossStop) -> Rule:
    """The monthly loss stop as a rule of an overlay; its state is None before the first evening."""
    return Rule("loss_stop", loss_stop, None, _observe, _ruling)


def _observe(seen: OverlayObservation) -> LossObservation:
    return seen.equity, month_number(seen.day), month_number(seen.fill_day), seen.hedged


def _ruling(rule: LossStop, state: LossStopState | None, seen: LossObservation) -> tuple[LossStopState, Ruling]:
    equity, month, fill_month, hedged = seen
    after, left, change = step(rule, state or begin(month, equity), equity, month, fill_month, hedged)
    observed, word = result(after), "open" if left else "stopped"
    numbers = {"loss": observed, "limit": -rule.limit} if change == STOPPED else NO_NUMBERS
    return after, ruled((left, UNKNOWN, word, observed, CHANGES[change], numbers))
