"""The plan of a configuration, as the loop takes it."""

from data.contracts.contracts import FutureSpec, OptionSpec
from data.curves.option_curve import terms_of
from data.pricing.option_price import OptionTerms
from data.pricing.surface import surfaces_of
from engine.account.costs import CostModel
from engine.assembly.feeds import option_surface
from engine.day.terms import BrokerTerms, CashPolicy
from engine.fast.plan import (
    CORE,
    FUTURES,
    INSURED,
    OPTIONS,
    Broker,
    Choice,
    Execution,
    Future,
    Offered,
    Option,
    Plan,
    Rules,
)
from engine.settings.run_config import RunConfig
from strategies.overlay.futures_target import FuturesPlan
from strategies.overlay.option_budget import DIRECTIONS
from strategies.rules.after_gains import AfterGains
from strategies.rules.buffer import spare_cash
from strategies.rules.rebalancing import months_of
from strategies.rules.trend_filter import STRENGTHS
from strategies.rules.volatility_halving import Halving

KINDS = {"core": CORE, "futures": FUTURES, "options": OPTIONS, "insured": INSURED}
"""Kinds of plan by what a pattern says of itself; see `engine.plugs.pattern.Pattern.loop`."""


Traded = tuple[FutureSpec | None, OptionSpec | None]


def traded(config: RunConfig) -> Traded:
    """The future and the option that a configuration trades."""
    specs = list(config.contracts().values())
    future = next((one for one in specs if isinstance(one, FutureSpec)), None)
    return future, next((one for one in specs if isinstance(one, OptionSpec)), None)


def plan_of(config: RunConfig, specs: Traded, terms: BrokerTerms) -> Plan:
    """What holds for the whole run."""
    future, option = specs
    rules = _rules(config, terms)
    return Plan(
        broker=_broker(terms),
        calls=terms.profile.margin_rules,
        cash=terms.cash or CashPolicy(0.0, 0.0, 0.0),
        costs=terms.costs[future.root] if future else CostModel(0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        execution=Execution(
            terms.fill_at == "open", terms.watched_by(terms.profile), terms.margin.evening(terms.family)
        ),
        future=Future(future.multiplier, future.margin_share) if future else Future(0.0, 0.0),
        option=_option(option, terms),
        surfaces=surfaces_of(option_surface(config)),
        rules=rules,
        choice=_choice(config, rules.kind),
        hedge=terms.hedge.ratio if terms.hedge else 0.0,
        flows=terms.flows,
    )


def _broker(terms: BrokerTerms) -> Broker:
    profile = terms.profile
    return Broker(
        capital=terms.capital,
        fund_haircut=profile.fund_haircut,
        option_haircut=profile.option_haircut,
        margin_multiple=profile.margin_multiple,
        redemption_lag=profile.redemption_lag,
        negative_cash=bool(profile.negative_cash),
        debit_spread=profile.debit_spread,
        credit_spread=profile.credit_spread,
        liquidation=float(profile.liquidation),
        fund_counts=profile.fund_is_collateral,
        may_be_owed=bool(profile.cash_may_be_owed),
    )


def _option(spec: OptionSpec | None, terms: BrokerTerms) -> Option:
    if spec is None:
        return Option(0.0, OptionTerms(0.0, 0.0, 0.0, 0.0), False, 0.0, 0.0)
    commission = terms.option_commissions[spec.cost_root]
    return Option(spec.multiplier, terms_of(spec), spec.on_future, spec.strike_step, commission)


def _rules(config: RunConfig, terms: BrokerTerms) -> Rules:
    kind, halving, margined = KINDS[config.kind.loop], config.halving, config.kind.loop != "options"
    voluntary = terms.profile.voluntary_stop_level if config.stops.voluntary and margined else 0.0
    return Rules(
        kind=kind,
        ratio=config.overlay.ratio if margined else config.options.budget,
        spare=spare_cash(config.cash.buffer),
        futures=FuturesPlan(config.exposure_limit, months_of(config.overlay.rebalance), config.overlay.band),
        gains=AfterGains(config.overlay.after_gains, config.stops.limit or 0.0),
        halves=halving.enabled,
        halving=Halving(halving.halve_above, halving.restore_below, halving.restore_sessions, halving.factor),
        offered=_offered(config),
        loss=config.stops.loss,
        loss_in_yen=config.stops_in_yen,
        voluntary=float(voluntary),
        buffer=config.cash.buffer if margined else 0.0,
    )


def _offered(config: RunConfig) -> Offered:
    reads, ranges, events, pause = config.reads("in_range.measure"), config.in_range, config.before_events, config.pause
    return Offered(
        ranges=reads and ranges.measure != "none",
        in_range=ranges.rule,
        events=reads and events.enabled,
        before_events=events.rule,
        pauses=reads and pause.enabled,
        pause=pause.rule,
    )


def _choice(config: RunConfig, kind: int) -> Choice:
    options, insurance, trend = config.options, config.insurance, config.trend
    bought = kind == OPTIONS
    return Choice(
        direction=DIRECTIONS.index(options.direction),
        out_of_the_money=options.out_of_the_money if bought else insurance.out_of_the_money,
        delta=(options.delta or 0.0) if bought else 0.0,
        hedge_ratio=insurance.hedge_ratio,
        below_vix=insurance.highest_vix,
        strength=STRENGTHS.index(trend.strength),
        efficiency=trend.efficiency,
        adx=trend.adx,
    )
