"""Where the rules of an account in the loop stand."""

from dataclasses import dataclass


@dataclass(slots=True)
class Gains:
    """State of what raises the base ratio after gains, and whether there is one."""

    begun: bool
    start: float
    high: float
    raises: int


@dataclass(slots=True)
class OfferedStates:
    """Whether the index is in a range, the overlay is small before an event, and for how many fills more it pauses."""

    ranging: bool
    small: bool
    paused: int


@dataclass(slots=True)
class RuleStates:
    """States of halving, loss stop and voluntary stop, of the rules on offer, and of what raises the base ratio."""

    halved: bool
    calm_sessions: int
    begun: bool
    month: int
    start: float
    latest: float
    stopped: bool
    hedge_start: float
    hedge_latest: float
    closed: bool
    offered: OfferedStates
    gains: Gains


@dataclass(slots=True)
class Evening:
    """Whether anything was aimed at before, an order was unfinished, a rule switched, futures go without puts until the
    next fixed date.
    """

    started: bool
    unfinished: bool
    switched: bool
    without: bool
