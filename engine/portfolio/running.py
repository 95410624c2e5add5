"""A portfolio's accounts, run side by side: each as it would be run alone, and money moved between them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from data.base.days import Day, date_of, day_of
from data.base.errors import ConfigError, DataError
from data.base.garbage import uncollected
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.assembly.market_seen import market_for
from engine.portfolio.clearing import Clearing, Policy
from engine.portfolio.plan import AccountPlan, PortfolioPlan
from engine.portfolio.rates import Rates
from engine.portfolio.turns import Turn
from engine.portfolio.window import Window
from engine.results.run import RunResult
from engine.runs.backtest import Outside, run_with
from engine.settings.run_config import RunConfig, parse_config

if TYPE_CHECKING:
    from engine.day.transfer_book import Standing

MONTHS = {"never": 0, "month": 1, "quarter": 3, "year": 12}
Markets = Mapping[str, Market]


class Ran(NamedTuple):
    """Runs by account, and what was moved between them."""

    runs: dict[str, RunResult]
    clearing: Clearing


def run_accounts(plan: PortfolioPlan, markets: Markets | None = None) -> Ran:
    """Run all accounts of a plan; `markets` by account, where one is not the embedded one. Raises what `backtest`
    raises for one of them, and `ConfigError` where their markets have no period in common.
    """
    seen = {one.name: (markets or {}).get(one.name) or embedded_market() for one in plan.accounts}
    first, last = common_period(plan, seen)
    rates = Rates(_with_rates(list(seen.values()), first), plan.whole.currency)
    openings = [_opening(one.name, seen[one.name], first, last) for one in plan.accounts]
    configs = [
        account_config(one, plan, rates.rate(one.config.capital.currency, min(openings)), (opening, last))
        for one, opening in zip(plan.accounts, openings, strict=True)
    ]
    clearing = Clearing(
        policy_of(plan), [one.capital.currency for one in configs], [one.share for one in plan.accounts], rates
    )
    if len(configs) == 1:
        (one,), (config,) = plan.accounts, configs
        return Ran({one.name: _run(one.name, config, seen[one.name], None)}, clearing)
    turns = [
        Turn(_work(one.name, config, seen[one.name], (clearing, place)))
        for place, (one, config) in enumerate(zip(plan.accounts, configs, strict=True))
    ]
    with uncollected():
        _in_turns(turns, clearing)
    return Ran({one.name: turn.made for one, turn in zip(plan.accounts, turns, strict=True)}, clearing)


def _with_rates(markets: Sequence[Market], first: Day) -> Market:
    """The first market that knows what a dollar costs in yen on a day; the first of all where none does."""
    return next((one for one in markets if one.values("usdjpy")[one.row_from(first)] > 0.0), markets[0])


def policy_of(plan: PortfolioPlan) -> Policy:
    """How money is moved, as numbers."""
    told = plan.transfers
    names = [one.name for one in plan.accounts]
    rescuer = names.index(told.rescue_from) if told.rescue_from else None
    return Policy(MONTHS[told.every], told.band, told.days, rescuer, told.conversion)


def common_period(plan: PortfolioPlan, markets: Markets) -> tuple[Day, Day]:
    """The first and the last day that the markets of all accounts have, within the period of the plan. Raises
    `ConfigError` where there are none.
    """
    seen = {one.name: market_for(one.config, markets[one.name]) for one in plan.accounts}
    asked = plan.whole.period
    begins = {name: market.starts for name, market in seen.items()}
    begins |= {"the period": day_of(asked.start)} if asked.start else {}
    ends = {name: market.days[-1] for name, market in seen.items()}
    ends |= {"the period": day_of(asked.end)} if asked.end else {}
    late, early = max(begins, key=lambda name: begins[name]), min(ends, key=lambda name: ends[name])
    if ends[early] <= begins[late]:
        raise ConfigError(
            f"portfolio: no day is in the markets of all accounts and in the period; {late} begins on "
            f"{date_of(begins[late])} and {early} ends on {date_of(ends[early])}"
        )
    return begins[late], ends[early]


def _opening(name: str, market: Market, first: Day, last: Day) -> Day:
    """The first session of an account's market in the period of all. Raises `ConfigError` where no other follows."""
    row = market.row_from(first)
    if row + 1 >= len(market) or market.days[row + 1] > last:
        raise ConfigError(
            f"portfolio: from {date_of(first)} to {date_of(last)}, which the markets of all accounts have, that of "
            f"{name} has fewer than two sessions; choose a longer period"
        )
    return market.days[row]


def account_config(one: AccountPlan, plan: PortfolioPlan, rate: float, period: tuple[Day, Day]) -> RunConfig:
    """The settings of an account with its part of the capital, for a period; `rate` is portfolio currency for one of
    the account's, on the first day of the whole. Raises `ConfigError` for a share that is too little to open one.
    """
    currency = one.config.capital.currency
    capital = plan.whole.capital * one.share / rate
    if capital < 1.0:
        raise ConfigError(
            f"accounts.{one.name}: its share of the capital is {capital:.3g} {currency}; an account opens with 1 at "
            "least, raise the capital or the share"
        )
    settings = one.config.settings_for_all()
    settings["capital"] = {**settings.get("capital", {}), "initial": capital, "currency": currency}
    settings["period"] = {"start": date_of(period[0]), "end": date_of(period[1])}
    return parse_config({**settings, "name": one.config.name or one.name}, f"accounts.{one.name}")


def _work(
    name: str, config: RunConfig, market: Market, at: tuple[Clearing, int]
) -> Callable[[Turn[RunResult]], RunResult]:
    return lambda turn: _run(name, config, market, Window(*at, turn.arrive))


def _run(name: str, config: RunConfig, market: Market, window: Window | None) -> RunResult:
    """The run of an account; what it raises names it."""
    try:
        return run_with(config, market, Outside({}, window))
    except (ConfigError, DataError) as error:
        error.args = (f"accounts.{name}: {error}",)
        raise


def _in_turns(turns: Sequence[Turn[RunResult]], clearing: Clearing) -> None:
    """Let every run go on to its next evening, those of the earliest day first, until all have ended."""
    try:
        waiting = dict(enumerate(turn.go_on() for turn in turns))
        while standings := {place: one for place, one in waiting.items() if one is not None}:
            day = min(one.day for one in standings.values())
            tonight: dict[int, Standing] = {place: one for place, one in standings.items() if one.day == day}
            clearing.evening(day, tonight)
            for place in tonight:
                waiting[place] = turns[place].go_on()
    except BaseException:
        for turn in turns:
            turn.abandon()
        raise
