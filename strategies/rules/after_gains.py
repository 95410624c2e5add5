"""More after gains: the mistake of letting the overlay grow with success, as a state machine, so that what it costs can
be told. It is no rule to follow, it is the first failure that the source design warns of (section 11: when things go
well one begins to think that more would earn more, and the overlay becomes the main thing).

    raises = n --a month ends above the end of every month before------------> n + 1
    raises = n --equity at or below (1 - fall_back) x that of last month's end--> 0

Equity is the account's, with the result of a currency hedge. The first month is measured from the first evening.
"""

from typing import NamedTuple


class AfterGains(NamedTuple):
    """By which share of the base ratio each such month raises it (0: by nothing), and after which loss since the month
    began, a share of equity, it falls back (0: it never does).
    """

    share: float
    fall_back: float


class GainsState(NamedTuple):
    """Equity at the end of last month, the highest at the end of any month, and the months that count."""

    start: float
    high: float
    raises: int


def begin(equity: float) -> GainsState:
    """State before the first evening; `equity` in account currency."""
    return GainsState(equity, equity, 0)


def after_flow(state: GainsState, flow: float) -> GainsState:
    """The same once money was paid in (negative: taken out) this evening, which is no gain: account currency.

    >>> after_flow(GainsState(100.0, 104.0, 1), -4.0)
    GainsState(start=96.0, high=100.0, raises=1)
    """
    return GainsState(state.start + flow, state.high + flow, state.raises)


def step(rule: AfterGains, state: GainsState, equity: float, month_ends: bool) -> GainsState:  # noqa: FBT001
    """State after an evening; `month_ends` where the next session is of another month.

    >>> step(AfterGains(0.5, 0.02), begin(100.0), 101.0, True)
    GainsState(start=101.0, high=101.0, raises=1)
    >>> step(AfterGains(0.5, 0.02), GainsState(101.0, 101.0, 1), 98.9, False)
    GainsState(start=101.0, high=101.0, raises=0)
    """
    start, high, raises = state
    if rule.fall_back > 0.0 and equity <= (1.0 - rule.fall_back) * start:
        raises = 0
    if month_ends and equity > high:
        raises, high = raises + 1, equity
    return GainsState(equity if month_ends else start, high, raises)


def raised(ratio: float, share: float, raises: int) -> float:
    """The base ratio after so many months, a share of equity like `ratio`.

    >>> raised(0.2, 0.5, 3), raised(0.2, 0.0, 3)
    (0.5, 0.2)
    """
    return ratio * (1.0 + share * raises)
