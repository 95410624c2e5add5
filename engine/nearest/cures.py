"""The mildest changes of a plan: those that stand the nearest disaster, and those that make it rarer."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf, log
from typing import Literal, NamedTuple

from data.base.days import Day
from data.base.errors import MissingFact
from data.contracts.dealing import FUTURES
from data.pricing.black76 import black76
from engine.account.profiles import AccountProfile, profile_names
from engine.nearest.accounts import (
    at_broker,
    with_buffer,
    with_contracts,
    with_loss_stop,
    with_margin_stop,
    with_put,
)
from engine.nearest.problem import Path, Problem, times_less_likely
from engine.nearest.search import ROUGH, Found, at_depth, nearest
from engine.stress.account_state import OptionHeld

Kind = Literal["overlay", "buffer", "profile", "loss_stop", "margin_stop", "insurance"]
KINDS: tuple[Kind, ...] = ("overlay", "buffer", "profile", "loss_stop", "margin_stop", "insurance")
BUFFER_STEP, LARGEST_BUFFER = 0.01, 2.0
"""Of notional."""
MONTH = 1.0 / 12.0


class Plan(NamedTuple):
    """What cures need to know of a plan and its market: the profile it has, its monthly loss stop (a share of equity, 0
    for none), how far below the index puts are struck, implied volatility, what the index earns beyond bills, and what
    bills yield, annual decimals.
    """

    profile: str
    day: Day
    buffer: float
    loss_limit: float
    out_of_the_money: float
    volatility: float
    premium: float
    bill: float


class Cure(NamedTuple):
    """One change, from `before` to `after` in its own unit (overlay a share of equity, buffer of notional, a name for a
    profile, a limit for a stop, a strike below the index for puts), `costs` a share of equity a year (None: not known
    from this), whether the same path then is `survived`, and how many `times` less likely the nearest disaster is
    (infinity: there is none any more).
    """

    kind: Kind
    before: float | str
    after: float | str
    costs: float | None
    survived: bool
    times: float


@dataclass(frozen=True)
class Search:
    """A problem with its nearest disaster, and how many times less likely it shall be."""

    problem: Problem
    found: Found
    times: float
    plan: Plan

    @property
    def path(self) -> Path:
        """That of the nearest disaster."""
        return self.found.path

    def less(self, other: Problem) -> float:
        """How many times less likely the nearest disaster of another account is; once where it does not stand the
        path.
        """
        if not self.stands(other):
            return 1.0
        found = nearest(other, ends=1)
        return times_less_likely(found[0].unlikely - self.found.unlikely) if found else inf

    def rarer(self, other: Problem) -> bool:
        """Whether that is as many times as is asked for."""
        least = self.found.unlikely + log(self.times)
        known = at_depth(other, self.found.direction, ROUGH)
        if known and known.unlikely < least:
            return False
        found = nearest(other, ends=1)
        return not found or found[0].unlikely >= least

    def stands(self, other: Problem) -> bool:
        """Whether another account stands the path."""
        return not other.sold(self.path)


def cures(search: Search) -> list[Cure]:
    """Of each kind the mildest that stands the path, and where another is needed the mildest that makes the disaster as
    much rarer; those that do anything, the cheapest first, what costs nothing known at the end.
    """
    found = [*_overlays(search), *_buffers(search), *_profiles(search), *_rules(search), *_insured(search)]
    return sorted(found, key=lambda one: (not one.survived, one.costs is None, one.costs or 0.0, KINDS.index(one.kind)))


def _overlays(search: Search) -> list[Cure]:
    problem = search.problem
    state, sign = problem.state, 1 if problem.state.contracts > 0 else -1
    held = abs(state.contracts)

    def of(fewer: int) -> Problem:
        return with_contracts(problem, sign * (held - fewer))

    def told(fewer: int) -> Cure:
        ratio = state.unit / state.equity
        after = of(fewer)
        costs = fewer * ratio * search.plan.premium * sign
        return Cure("overlay", held * ratio, (held - fewer) * ratio, costs, search.stands(after), search.less(after))

    return _mildest(search, of, told, held)


def _buffers(search: Search) -> list[Cure]:
    problem, plan = search.problem, search.plan
    if problem.terms.profile.fund_is_collateral:
        return []
    state = problem.state
    notional = abs(state.contracts) * state.unit
    most = ceil(min(LARGEST_BUFFER - plan.buffer, state.fund / notional) / BUFFER_STEP)
    given_up = min(problem.terms.profile.credit_spread, max(plan.bill, 0.0))

    def of(steps: int) -> Problem:
        return with_buffer(problem, plan.buffer + BUFFER_STEP * steps)

    def told(steps: int) -> Cure:
        after, costs = of(steps), BUFFER_STEP * steps * notional / state.equity * given_up
        buffer = plan.buffer + BUFFER_STEP * steps
        return Cure("buffer", plan.buffer, buffer, costs, search.stands(after), search.less(after))

    return _mildest(search, of, told, most)


def _mildest(search: Search, of: Callable[[int], Problem], told: Callable[[int], Cure], most: int) -> list[Cure]:
    """The fewest steps that stand the path, and the fewest that make it rarer where these are more."""
    stands = _fewest(lambda steps: search.stands(of(steps)), 1, most)
    rarer = _fewest(lambda steps: search.rarer(of(steps)), stands or 1, most)
    return [told(steps) for steps in sorted({steps for steps in (stands, rarer) if steps})]


def _fewest(holds: Callable[[int], bool], low: int, most: int) -> int | None:
    """The fewest steps, at least `low`, from which something holds; None where it does not for the most."""
    if most < low or not holds(most):
        return None
    high = most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return high


def _profiles(search: Search) -> list[Cure]:
    """Every other broker of the same dealings that is known."""
    plan, found = search.plan, list[Cure]()
    for name in profile_names(FUTURES):
        if name == plan.profile:
            continue
        try:
            profile = AccountProfile.named(name, plan.day)
        except MissingFact:
            continue
        other = at_broker(search.problem, profile)
        if search.stands(other):
            found.append(Cure("profile", plan.profile, name, None, True, search.less(other)))
    return found


def _rules(search: Search) -> list[Cure]:
    """What a person at the desk, or the plan's own stop, would have done."""
    level, limit = search.problem.terms.profile.voluntary_stop_level, search.plan.loss_limit
    tried: list[tuple[Kind, float, Problem]] = [("margin_stop", level, with_margin_stop(search.problem))]
    if limit:
        tried.append(("loss_stop", limit, with_loss_stop(search.problem, limit)))
    return [Cure(kind, 0.0, value, None, search.stands(one), search.less(one)) for kind, value, one in tried]


def _insured(search: Search) -> list[Cure]:
    """Puts for a month on all of the notional; what they cost is what is paid for them, at most."""
    state, plan = search.problem.state, search.plan
    if state.contracts <= 0 or plan.volatility <= 0.0:
        return []
    strike = 1.0 - plan.out_of_the_money
    put = OptionHeld("P", strike, 1.0, MONTH, plan.volatility, state.unit, state.contracts)
    other = with_put(search.problem, put)
    paid = black76(1.0, strike, MONTH, plan.volatility, "P") * state.unit * state.contracts
    costs = paid / MONTH / state.equity
    return [Cure("insurance", 0.0, plan.out_of_the_money, costs, search.stands(other), search.less(other))]
