"""Monthly loss stop: when a month has lost too much, the overlay is closed until the next one.

    open    --(equity <= (1 - limit) x equity at the end of last month)--> stopped
    stopped --(the next fill is in a new month)--------------------------> open

The loss is the account's, not the index's, and without the result of a currency hedge: its other side is the currency
itself, and closing the overlay would mend nothing of it. The first month is measured from the first session.
"""

from typing import NamedTuple


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
    return LossStopState(month, equity, equity)


def step(
    rule: LossStop, state: LossStopState, equity: float, month: int, fill_month: int, *, hedged: float = 0.0
) -> tuple[LossStopState, float, str]:
    """State after a session, multiplier for the fill of the next one (0: closed), and the reason for a change; `hedged`
    is all that a currency hedge has gained so far (account currency, negative: lost).

    >>> step(LossStop(0.02), begin(1, 100.0), equity=97.5, month=1, fill_month=1)[1:]
    (0.0, 'month -2.50%, at or below -2.00%')
    """
    if month != state.month:
        state = state._replace(month=month, start=state.latest, stopped=False, hedge_start=state.hedge_latest)
    loss = (equity - (hedged - state.hedge_start)) / state.start - 1.0
    stops = rule.limit > 0.0 and not state.stopped and loss <= -rule.limit
    state = state._replace(latest=equity, stopped=state.stopped or stops, hedge_latest=hedged)
    if fill_month != month:
        return state, 1.0, "a new month" if state.stopped and not stops else ""
    reason = f"month {loss:.2%}, at or below {-rule.limit:.2%}" if stops else ""
    return state, 0.0 if state.stopped else 1.0, reason
