"""Monthly loss stop: when a month has lost too much, the overlay is closed until the next one.

    open    --(equity <= (1 - limit) x equity at the end of last month)--> stopped
    open    --(that equity less today's >= amount)-----------------------> stopped
    stopped --(the next fill is in a new month)--------------------------> open

Whichever comes first: a share of equity, an amount of money, or either of them alone.

The loss is the account's, not the index's, and without what changed equity besides trading: the result of a currency
hedge, whose other side is the currency itself, so that closing the overlay would mend nothing of it, and money paid in
or taken out. The first month is measured from the first session.
"""

from typing import NamedTuple

from data.base.days import month_number
from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import OverlayObservation, Rule

NOTHING, STOPPED, LIFTED, BY_AMOUNT = range(4)
"""What an evening changed; the last of them is a stop as well."""
CHANGES = ("", "loss_stop", "loss_stop_lifted", "loss_stop_amount")
"""The code of a ruling for each of them."""


class LossStop(NamedTuple):
    """`limit` is a share of the equity at the end of the month before, such as 0.02, `amount` money lost since then, in
    account currency; 0 is no stop.
    """

    limit: float
    amount: float = 0.0


NO_STOP = LossStop(0.0, 0.0)
LOSS_STOP = "loss_stop"
"""What the rule is called."""


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


def opened_with(state: LossStopState, equity: float) -> LossStopState:
    """The same, where the month began with another equity, account currency."""
    return state._replace(start=equity, latest=equity)


def with_stop(state: LossStopState, stopped: bool) -> LossStopState:  # noqa: FBT001
    """The same, where the overlay is closed for the month, or is not."""
    return state._replace(stopped=stopped)


def step(  # noqa: PLR0917  (what an evening saw, one number each)
    rule: LossStop, state: LossStopState, equity: float, month: int, fill_month: int, hedged: float
) -> tuple[LossStopState, float, int]:
    """State after a session, multiplier for the fill of the next one (0: closed), and what changed: `NOTHING`,
    `STOPPED`, `LIFTED` or `BY_AMOUNT`; `hedged` is all that a currency hedge has gained so far, and was paid in
    less taken out (account currency, negative: lost).

    >>> step(LossStop(0.02), begin(1, 100.0), equity=97.5, month=1, fill_month=1, hedged=0.0)[1:]
    (0.0, 1)
    """
    before, start, latest, stopped, hedge_start, hedge_latest = state
    if month != before:
        start, stopped, hedge_start = latest, False, hedge_latest
    after = LossStopState(month, start, equity, stopped, hedge_start, hedged)
    stops = NOTHING if stopped else reached(rule, after)
    if stops != NOTHING:
        after = LossStopState(month, start, equity, True, hedge_start, hedged)
    if fill_month != month:
        return after, 1.0, LIFTED if stopped else NOTHING
    return after, 0.0 if after.stopped else 1.0, stops


def reached(rule: LossStop, state: LossStopState) -> int:
    """Whether the month has lost its share (`STOPPED`) or its amount of money (`BY_AMOUNT`); `NOTHING` for neither.

    >>> reached(LossStop(0.02, 1.5), begin(1, 100.0)._replace(latest=98.4))
    3
    """
    if rule.limit > 0.0 and result(state) <= -rule.limit:
        return STOPPED
    return BY_AMOUNT if rule.amount > 0.0 and money_lost(state) >= rule.amount else NOTHING


def money_lost(state: LossStopState) -> float:
    """What the month has lost so far, without the result of a currency hedge: account currency, a gain negative."""
    return state.start - (state.latest - (state.hedge_latest - state.hedge_start))


def result(state: LossStopState) -> float:
    """What the month has brought so far, without the result of a currency hedge: a decimal, a loss negative."""
    return (state.latest - (state.hedge_latest - state.hedge_start)) / state.start - 1.0


LossObservation = tuple[float, int, int, float, float]
"""Equity, the month and that of the next fill by their numbers, what a currency hedge has gained so far, and units of
the amount's currency for one of the account's.
"""


def loss_stop_rule(loss_stop: LossStop, *, in_yen: bool = False) -> Rule:
    """The monthly loss stop as a rule of an overlay, its amount in account currency, or of a dollar account `in_yen` at
    the rate of each evening; its state is None before the first evening.
    """
    return Rule(LOSS_STOP, loss_stop, None, _observe_in_yen if in_yen else _observe, _ruling)


def _observe(seen: OverlayObservation) -> LossObservation:
    return seen.equity, month_number(seen.day), month_number(seen.fill_day), seen.hedged, 1.0


def _observe_in_yen(seen: OverlayObservation) -> LossObservation:
    return (*_observe(seen)[:4], float(seen.view.value("usdjpy")))


def _ruling(rule: LossStop, state: LossStopState | None, seen: LossObservation) -> tuple[LossStopState, Ruling]:
    equity, month, fill_month, hedged, rate = seen
    tonight = LossStop(rule.limit, rule.amount / rate)
    after, left, change = step(tonight, state or begin(month, equity), equity, month, fill_month, hedged)
    observed, word = result(after), "open" if left else "stopped"
    numbers = NO_NUMBERS
    if change == STOPPED:
        numbers = {"loss": observed, "limit": -rule.limit}
    elif change == BY_AMOUNT:
        numbers = {"lost": money_lost(after) * rate, "amount": rule.amount}
    return after, ruled((left, UNKNOWN, word, observed, CHANGES[change], numbers))
