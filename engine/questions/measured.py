"""What a plan did on history and on made-up paths: the numbers that its questions are answered with."""

from math import isnan, nan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import iso
from data.base.errors import ConfigError
from data.market.market import Market
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.losing_months import LosingMonths, losing_months
from engine.analysis.returns import lifetime, returns, worst_month
from engine.analysis.unit_value import worth_of
from engine.assembly.market_seen import market_for
from engine.audit.account_checks import call_was_out_of_reach
from engine.audit.held import days_of, futures_held, of_equity, places_of
from engine.audit.plan_questions import ROUNDING
from engine.audit.verdicts import LineStanding
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.reach import planned_overlay
from engine.settings.run_config import RunConfig
from engine.survival.first_sentence import by_kind
from engine.survival.listener import Listener
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.schemas import ALL
from engine.survival.survive import survived
from strategies.events.journal import FORCED
from strategies.overlay.futures_target import FuturesPlan, futures_target

NO_LOOP = "pattern"
"""Why no paths were run, where the fast driver does not know the pattern."""


class History(NamedTuple):
    """A run of the plan: its first and last session (ISO), the worst month and the deepest fall (decimals >= 0), losing
    months in a row, the most that was owed (account currency), sessions of forced sales, and how often a rule made it
    smaller.
    """

    run: RunResult
    first: str
    last: str
    worst_month: float
    fall: float
    row: LosingMonths
    owed: float
    forced: int
    reduced: int


class OnMargin(NamedTuple):
    """What was held on margin: how many contracts the plan holds with its opening equity, that equity and the value of
    one contract when last held (account currency), the fall (of what is sold: a `rise`) that would have brought a call
    on the day nearest to one (day number), and maintenance and initial margin on the last session held and at their
    highest, shares of value; whether it is `sold` beside a fund.
    """

    contracts: int
    equity: float
    unit: float
    closest: float
    rise: bool
    day: int
    maintenance: float
    initial: float
    highest: float
    sold: bool


class Chances(NamedTuple):
    """Paths of each kind, years of a path, and the share of them that ends in a forced sale and in ruin, decimals."""

    paths: int
    years: int
    forced: float
    ruined: float


class WorstDay(NamedTuple):
    """The worst session of a market: its date (ISO) and the fall of the index, a decimal > 0; for what is sold the
    rise, negative.
    """

    date: str
    fall: float


class Measured(NamedTuple):
    """All numbers of a plan: None where nothing is held on margin, and where no paths were run (`unpathed`: why not, ""
    where they were not asked for).
    """

    history: History
    margin: OnMargin | None
    worst: WorstDay
    chances: Chances | None
    unpathed: str = ""


def measured(config: RunConfig, market: Market, paths: int, years: int, listener: Listener) -> Measured:
    """Run a plan on its period of a market, and on so many made-up histories of each kind (0: none). Raises
    `ConfigError` and `DataError` as `backtest` does.
    """
    run = backtest(config, market)
    told, why = chances(config, market, paths, years, listener)
    margin = _on_margin(run)
    worst = worst_day(market_for(config, market), sold=margin is not None and margin.sold)
    return Measured(_history(run), margin, worst, told, why)


def multiple_of(config: RunConfig) -> float:
    """What a plan holds on margin as a multiple of equity; NaN where it does not say so."""
    return config.fx.leverage if config.reads("fx.leverage") else planned_overlay(config)


def contracts_of(config: RunConfig, multiple: float, equity: float, unit: float, factor: float = 1.0) -> int:
    """Whole contracts of a value that a plan aims at with some equity (both account currency) for a multiple of it of
    which rules leave `factor`: as runs count them.
    """
    if config.reads("overlay.ratio"):
        plan, ratios = FuturesPlan(config.exposure_limit, 0, 0.0), (factor * multiple, multiple)
        return futures_target(plan, 0, equity, unit, ratios, forced=True, due=True)
    return int(factor * multiple * equity / unit + ROUNDING)


def worst_day(market: Market, *, sold: bool = False) -> WorstDay:
    """The session on which the index of a market lost most, or gained most where it is sold."""
    daily = returns(market.floats("close"))
    place = int(np.nanargmax(daily) if sold else np.nanargmin(daily))
    fall = -float(daily[place])
    return WorstDay(iso(market.days[place + 1]), min(fall, 0.0) if sold else max(fall, 0.0))


def _history(run: RunResult) -> History:
    days, (equity,) = days_of(run), of_equity(run, "equity")
    alive = lifetime(equity)
    worth = worth_of(run.tables)
    worst = worst_month(days[:alive], worth[:alive])
    return History(
        run,
        iso(days[0]),
        iso(days[-1]),
        max(0.0, -worst) if worst is not None else nan,
        max(0.0, -max_drawdown(worth)),
        losing_months(days, worth),
        max(0.0, -float(equity.min())),
        _forced_sales(run),
        _reduced(run),
    )


def _forced_sales(run: RunResult) -> int:
    """Sessions on which the broker sold, one more where it was still about to when the run ended."""
    events = list(zip(places_of(run, "events").tolist(), run.table("events")["kind"].to_pylist(), strict=True))
    sold = {place for place, kind in events if kind == "liquidation"}
    announced = max((place for place, kind in events if kind in (*FORCED, "ruin")), default=-1)
    last = run.table("equity").num_rows - 1
    due = announced > max(sold, default=-1) and bool((places_of(run, "positions") == last).any())
    return len(sold) + due


def _reduced(run: RunResult) -> int:
    """How often a rule said less than the evening before; where no rule has a multiplier, on how many sessions what
    was held became less.
    """
    rules = run.table("rules")
    if not rules.num_rows:
        positions, held = run.table("positions"), np.zeros(run.table("equity").num_rows)
        np.add.at(held, places_of(run, "positions"), np.abs(to_array(positions["size"])))
        return int((np.diff(held) < 0.0).sum())
    names, multipliers = np.array(rules["rule"].to_pylist()), to_array(rules["multiplier"])
    return sum(int((np.diff(multipliers[names == name]) < 0.0).sum()) for name in set(names.tolist()))


def _on_margin(run: RunResult) -> OnMargin | None:
    notional, maintenance, initial = of_equity(run, "overlay_notional", "maintenance", "initial")
    contracts = futures_held(run)
    equity = of_equity(run, "equity")[0]
    held = np.flatnonzero((contracts > 0.0) & (notional > 0.0))
    if not len(held):
        return None
    verdict = call_was_out_of_reach(run)
    asked = verdict.standing is not LineStanding.NOT_PART
    last = held[-1]
    shares = maintenance[held] / notional[held]
    unit, planned = float(notional[last] / contracts[last]), multiple_of(run.config)
    most = float(np.max(notional[held] / equity[held])) if isnan(planned) else planned
    rise = asked and verdict.numbers["rise"] == 1.0
    return OnMargin(
        contracts_of(run.config, most, float(equity[0]), unit),
        float(equity[0]),
        unit,
        verdict.figure if asked and verdict.figure is not None else nan,
        rise,
        int(verdict.numbers["closest_day"]) if asked else int(to_array(run.table("equity")["date"])[last]),
        float(shares[-1]),
        float(initial[last] / notional[last]),
        float(shares.max()),
        rise and run.config.kind.on_a_fund,
    )


def chances(
    config: RunConfig, market: Market, paths: int, years: int, listener: Listener
) -> tuple[Chances | None, str]:
    """What so many made-up histories of each kind say of a plan (0: none), or why they say nothing ("": not asked)."""
    if not paths:
        return None, ""
    if not config.kind.loop:
        return None, NO_LOOP
    with TemporaryDirectory() as folder:
        try:
            asked = request_of(config, (), SurvivalTerms(years=years, paths=paths, histories=0))
            tables = survived(asked, market, Path(folder), listener).tables
        except ConfigError as error:
            return None, str(error)
    found = {event: by_kind(tables, 0, event)[ALL]["probability"] for event in ("forced_sale", "ruin")}
    return Chances(paths, years, found["forced_sale"], found["ruin"]), ""
