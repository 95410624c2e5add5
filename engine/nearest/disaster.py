"""The nearest disaster of a run on one of its days: the path, how likely, the account day by day, and what helps."""

from math import exp, inf
from typing import NamedTuple

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.contracts.contracts import future_spec
from data.facts import facts
from data.market.market import Market
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.regime_parameters import regime_parameters
from data.synthetic.regime_paths import mean_return
from engine.nearest.account_days import AccountDay, account_days
from engine.nearest.chance import Chance, chance_of_sale
from engine.nearest.cures import Cure, Plan, Search, cures
from engine.nearest.limit_case import LimitCase, limit_case
from engine.nearest.margin_answer import margin_answer
from engine.nearest.problem import Chances, Path, Problem
from engine.nearest.regimes import RegimeModel
from engine.nearest.search import nearest
from engine.results.run import RunResult
from engine.stress.account_state import AccountState, Outcome
from engine.stress.from_run import row_of
from engine.stress.of_run import account_on, check_stressed
from engine.stress.shocks import Shock

MOST_SESSIONS, LEAST_DRAWS, MOST_DRAWS = 10, 100, 1_000_000


class BreakTerms(NamedTuple):
    """What is asked: so many sessions, the chance that money is a session late (None: that of the facts), how many
    `times` rarer a cure shall make the disaster, and draws of the chance with their seed.
    """

    sessions: int = 5
    late_odds: float | None = None
    times: float = 10.0
    draws: int = 4_000
    seed: int = 1


class Nearest(NamedTuple):
    """The nearest disaster: its path, the same as shocks, what became of the account and how, how many times less
    likely it is than the likeliest path (a logarithm), and how many standard deviations away.
    """

    path: Path
    shocks: tuple[Shock, ...]
    outcome: Outcome
    days: tuple[AccountDay, ...]
    unlikely: float
    deviations: float


class Disaster(NamedTuple):
    """The account in the evening of a day, the nearest disaster (None: nothing the model can do sells it), the chance
    of a sale by any path, what would help, the worst case, the chance that money is late, the error of the margin
    model (a logarithm), and the last session of the run where nothing was held any more after `day`, which then was
    chosen for that; else None.
    """

    day: Day
    state: AccountState
    terms: BreakTerms
    profile: str
    nearest: Nearest | None
    chance: Chance | None
    cures: tuple[Cure, ...]
    limit: LimitCase
    late_odds: float
    margin_error: float
    idle_since: Day | None = None


def nearest_disaster(
    run: RunResult, market: Market, day: Day | None = None, terms: BreakTerms | None = None
) -> Disaster:
    """Of a run on one of its sessions, by default the last on which it held anything; the model is that of the index of
    `market`.

    Raises `ConfigError` for an account that is no fund with futures or options beside it, or has sold futures, and for
    terms out of range, `ResultError` for a day that is no session of the run, or another market than that of the run,
    `MissingFact` for an index that no model was fitted to.
    """
    asked = _checked(terms or BreakTerms())
    check_stressed(run, market)
    row, days = row_of(run.tables, day), to_array(run.table("equity")["date"])
    idle_since = int(days[-1]) if day is None and row < len(days) - 1 else None
    problem = problem_of(run, market, row, asked)
    return answered(problem, asked, plan_of(run, market, int(days[row])))._replace(idle_since=idle_since)


def answered(problem: Problem, asked: BreakTerms, plan: Plan) -> Disaster:
    """The answer for a problem of which everything is known."""
    limit, chances = limit_case(problem), problem.chances
    of_all = (limit, chances.late, chances.margin_error)
    found = nearest(problem) if problem.state.contracts or problem.state.options or problem.state.hedge else ()
    if not found:
        return Disaster(plan.day, problem.state, asked, plan.profile, None, None, (), *of_all)
    best = found[0]
    told = Nearest(
        best.path,
        tuple(problem.shocks(best.path)),
        problem.outcome(best.path),
        account_days(problem, best.path),
        best.unlikely,
        problem.deviations(best.path),
    )
    chance = chance_of_sale(problem, [one.path for one in found], asked.draws, asked.seed)
    helps = tuple(cures(Search(problem, best, asked.times, plan))) if problem.state.contracts else ()
    return Disaster(plan.day, problem.state, asked, plan.profile, told, chance, helps, *of_all)


def problem_of(run: RunResult, market: Market, row: int, asked: BreakTerms) -> Problem:
    """What is searched for a run in the evening of the session in a row of `equity`. Raises `ConfigError` where futures
    were sold, and what `nearest_disaster` does.
    """
    state, terms = account_on(run, market, row)
    day = int(to_array(run.table("equity")["date"])[row])
    if state.contracts < 0:
        raise ConfigError(
            f"on {iso(day)} futures were sold, which a rise of the index ends, and this looks for falls; "
            "`overlay stress` says which rise closes them"
        )
    table = facts("stress_grid")
    odds = table.carried("late_odds", day) if asked.late_odds is None else asked.late_odds
    latest = max(int(fact.value or 0) for fact in table.group("delay").values())
    share = state.margin_share / terms.profile.margin_multiple
    answer = margin_answer(market, future_spec(run.config.overlay.contract).family, day, share)
    model = RegimeModel(regime_parameters(market))
    return Problem(state, terms, model, answer, asked.sessions, Chances.usual(odds, latest))


def plan_of(run: RunResult, market: Market, day: Day) -> Plan:
    """What cures need to know of a run's plan on a day."""
    config, view = run.config, market.as_of(day)
    parameters = regime_parameters(market)
    bill = view.value("bill_yield")
    growth = exp(SESSIONS_PER_YEAR * mean_return(parameters)) - 1.0
    return Plan(
        profile=config.account.profile,
        day=day,
        buffer=config.cash.buffer,
        loss_limit=config.stops.limit or 0.0,
        out_of_the_money=config.insurance.out_of_the_money,
        volatility=view.value("vix") / 100.0,
        premium=growth + view.value("dividend_yield") - bill,
        bill=bill,
    )


def _checked(asked: BreakTerms) -> BreakTerms:
    """Raises `ConfigError` for terms out of range."""
    if not 1 <= asked.sessions <= MOST_SESSIONS:
        raise ConfigError(f"--days {asked.sessions}: should be from 1 to {MOST_SESSIONS} sessions")
    if asked.late_odds is not None and not 0.0 <= asked.late_odds < 1.0:
        raise ConfigError(f"--late-odds {asked.late_odds:g}: should be a chance from 0 to below 1, such as 0.02")
    if not 1.0 < asked.times < inf:
        raise ConfigError(f"--rarer {asked.times:g}: should be above 1, such as 10 for ten times rarer")
    if not LEAST_DRAWS <= asked.draws <= MOST_DRAWS:
        raise ConfigError(f"--draws {asked.draws}: should be from {LEAST_DRAWS} to {MOST_DRAWS}")
    if asked.seed < 0:
        raise ConfigError(f"--seed {asked.seed}: should be 0 or more")
    return asked
